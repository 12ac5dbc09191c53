import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsNumber, IsOptional, IsString, MaxLength, Min, ValidateIf } from 'class-validator';
import { AllowsUnknown } from '../../../common/validation/validation.pipe.js';
import { FlagParameter, IsCourseKey, lastOf, LastValue, ListParameter } from './legacy-parameters.js';

/**
 * Parameters of the Blocks API as edX has them (endpoints A.2). Unknown parameters and unknown names in
 * `requested_fields` are ignored, as there: clients of today send what only some LMS releases know.
 */
@AllowsUnknown()
export class BlocksQuery {
  /** Whose view: one's own username; course staff may name anyone. Empty: the anonymous view of a public course. */
  @ApiPropertyOptional({
    type: String,
    example: 'demo-learner',
    description:
      'Whose view is wanted; required unless `all_blocks` is true. Course staff may name anyone. Empty: what people without an account see of a public course.',
  })
  @LastValue()
  @ValidateIf(({ all_blocks: allBlocks }: BlocksQuery) => !allBlocks)
  @IsString({ message: 'username is required unless all_blocks is true; an empty one asks for the anonymous view' })
  @MaxLength(150)
  readonly username?: string;

  /** Every block, whoever may see it. */
  @FlagParameter('Every block, whoever may see it; for the course team. `username` is ignored then.')
  readonly all_blocks: boolean = false;

  /** Levels below the first block; Infinity for `all`. */
  @ApiPropertyOptional({
    type: String,
    default: '0',
    example: 'all',
    description: 'Levels below the first block: a number, or `all`.',
  })
  @Transform(({ value }) => depthOf(lastOf(value)))
  @IsNumber({ allowInfinity: true }, { message: 'depth must be a whole number, or "all"' })
  @Min(0, { message: 'depth must be a whole number, or "all"' })
  readonly depth: number = 0;

  /** Optional members to add. */
  @ListParameter('Optional members to add to each block; unknown ones are ignored.', ['children', 'graded', 'due'])
  readonly requested_fields: string[] = [];

  /** Types to count. */
  @ListParameter('Types of which to say how many there are from each block down, itself included.', ['video'])
  readonly block_counts: string[] = [];

  /** Types whose student view data is wanted. */
  @ListParameter('Types whose `student_view_data` to add: video, html and discussion have some.', ['video'])
  readonly student_view_data: string[] = [];

  /** Types to keep in the answer. */
  @ListParameter('Types to keep in the answer; the children of what is taken out move up.', ['problem'])
  readonly block_types_filter: string[] = [];

  /** Form of the answer. */
  @ApiPropertyOptional({ enum: ['dict', 'list'], default: 'dict' })
  @Transform(({ value }) => lastOf(value) || 'dict')
  @IsIn(['dict', 'list'])
  readonly return_type: 'dict' | 'list' = 'dict';

  /** Adds `descendants`: levels to list children for, before everything below is bundled. */
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    example: 3,
    description:
      'Adds `descendants`: each block down to this level lists its children, the last one everything below it.',
  })
  @Transform(({ value }) => wholeNumber(lastOf(value)))
  @IsOptional()
  @IsInt()
  @Min(0)
  readonly nav_depth?: number;
}

/** The same for a whole course. */
@AllowsUnknown()
export class CourseBlocksQuery extends BlocksQuery {
  /** Key of the course run. */
  @ApiProperty({
    example: 'course-v1:Courseware+Tides101+2026',
    description: 'Key of the course run; `+` is written `%2B`.',
  })
  @LastValue()
  @IsNotEmpty({ message: 'course_id is required' })
  @IsCourseKey()
  readonly course_id: string;
}

function depthOf(value: unknown): unknown {
  return value === 'all' ? Infinity : (wholeNumber(value) ?? 0);
}

/** The number that a text of digits means; undefined for an empty one; anything else as it came, to be refused. */
function wholeNumber(value: unknown): unknown {
  if (value === '' || value === undefined) return undefined;
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
}
