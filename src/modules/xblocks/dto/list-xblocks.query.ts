import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, Matches, MaxLength } from 'class-validator';
import { CourseParameter } from '../../../common/pagination/key-parameters.js';
import { IsCourseOrUsageKey, IsUsageKey } from '../../../common/validation/is-key.js';
import { xblockCollection } from '../listed-xblocks.collection.js';

const Flag = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

/** Which blocks of a course to list. */
export class ListXblocksQuery extends xblockCollection.Query {
  /** The course whose blocks to list; required. */
  @CourseParameter('The course whose blocks to list: one at a time, so it is required, under any of its names.', {
    required: true,
  })
  readonly course: string;

  /** Branch whose blocks to list. Absent: what is published; with `deleted`, `has_unpublished_changes` or `upstream` the draft. */
  @ApiPropertyOptional({ example: 'draft' })
  @IsOptional()
  @MaxLength(100)
  @Matches(/^[\p{L}\p{N}_\-~.:]+$/u, { message: 'branch must be the name of a branch such as draft' })
  readonly branch?: string;

  /** Only blocks of this type. */
  @ApiPropertyOptional({ example: 'problem' })
  @IsOptional()
  @MaxLength(100)
  @Matches(/^[\p{L}\p{N}_\-~.:]+$/u, { message: 'type must be a block type such as html' })
  readonly type?: string;

  /** Only blocks directly in this one, by its usage key. */
  @ApiPropertyOptional({ example: 'block-v1:Courseware+Tides101+2026+type@course+block@course' })
  @IsOptional()
  @IsUsageKey()
  readonly parent?: string;

  /** `true`: in place of the blocks that are there, those that the branch does not have any more. For the course team. */
  @ApiPropertyOptional({ type: Boolean, default: false })
  @IsOptional()
  @Flag()
  @IsBoolean()
  readonly deleted?: boolean;

  /** Only blocks that differ themselves from what is published, or only those that do not. For the course team. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Flag()
  @IsBoolean()
  readonly has_unpublished_changes?: boolean;

  /** Only copies from this course, or of this block of it: what takes updates from there. Each says as `upstream` whether it is behind. For the course team. */
  @ApiPropertyOptional({ example: 'course-v1:Courseware+Tides101+2026' })
  @IsOptional()
  @IsCourseOrUsageKey()
  readonly upstream?: string;
}
