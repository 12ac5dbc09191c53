import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { courseCollection } from '../courses.collection.js';

/** Filters of the course list; they narrow and never widen what the caller may see. */
export class ListCoursesQuery extends courseCollection.Query {
  /** Only courses of this organization; upper and lower case are the same. */
  @ApiPropertyOptional({ example: 'Courseware' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly org?: string;

  /** Who sets the pace. */
  @ApiPropertyOptional({ enum: ['instructor', 'self'] })
  @IsOptional()
  @IsIn(['instructor', 'self'])
  readonly pacing?: 'instructor' | 'self';
}
