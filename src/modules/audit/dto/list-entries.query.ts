import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { CourseParameter, UserParameter } from '../../../common/pagination/key-parameters.js';
import { IsInstant } from '../../../common/validation/is-instant.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { entryCollection } from '../entries.collection.js';

/** Which entries to list. Filters narrow what the caller may see and never widen it. */
export class ListEntriesQuery extends entryCollection.Query {
  /** Only what this account did, or what was done to what is this account's. */
  @UserParameter("Only what this account did, or what was done to what is this account's.")
  readonly user?: string;

  /** Only what was done to this course. */
  @CourseParameter('Only what was done to this course.')
  readonly course?: string;

  /** Only this action: the operationId of a request, the kind of a task, or the name of a command. */
  @ApiPropertyOptional({ example: 'enrollments_create' })
  @IsOptional()
  @Matches(/^[\w .-]{1,100}$/, { message: 'action must be a name such as enrollments_create' })
  readonly action?: string;

  /** Only what was done to this path, as `target` has it. */
  @ApiPropertyOptional({ type: String, example: '/api/user/v1/accounts/me/' })
  @IsOptional()
  @IsStorableText({ max: 2048, min: 1 })
  readonly target?: string;

  /** Only what came of this request, a task that it started included. */
  @ApiPropertyOptional({ example: '0199a7c4-6f0e-7c1b-9d55-2f6f1c1f9b1e' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9._-]{1,128}$/, { message: 'request_id must be the X-Request-ID of an answer' })
  readonly request_id?: string;

  /** Only what was done at this time or later. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @IsInstant()
  readonly from?: Date;

  /** Only what was done before this time. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @IsInstant()
  readonly until?: Date;
}
