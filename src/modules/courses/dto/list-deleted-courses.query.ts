import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { deletedCourseCollection } from '../deleted-courses.collection.js';

/** Filters of the list of deleted courses. */
export class ListDeletedCoursesQuery extends deletedCourseCollection.Query {
  /** Only courses of this organization; upper and lower case are the same. */
  @ApiPropertyOptional({ example: 'Courseware' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly org?: string;
}
