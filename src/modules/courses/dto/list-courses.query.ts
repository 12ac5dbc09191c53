import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { courseCollection } from '../courses.collection.js';

/** Filters of the course list; they narrow and never widen what the caller may see. */
export class ListCoursesQuery extends courseCollection.Query {
  /** Only courses of this organization; upper and lower case are the same. */
  @ApiPropertyOptional({ example: 'Courseware' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly org?: string;

  /** Only courses that are archived; without it, only those that are not. */
  @ApiPropertyOptional({ type: Boolean, default: false })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly is_archived?: boolean;

  /** Who sets the pace. */
  @ApiPropertyOptional({ enum: ['instructor', 'self'] })
  @IsOptional()
  @IsIn(['instructor', 'self'])
  readonly pacing?: 'instructor' | 'self';
}
