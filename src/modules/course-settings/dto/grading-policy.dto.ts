import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { Message } from '../../../common/validation/write-members.js';

const MOST_GRADERS = 100;
const MOST_ASSIGNMENTS = 1000;

/** One assignment type. */
export class GraderDto {
  /** Its name, which sections name as their format. */
  @ApiProperty({ example: 'Homework' })
  @IsStorableText({ min: 1, max: 255 })
  readonly type: string;

  /** Short form for charts; null: the name. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'HW' })
  @IsOptional()
  @IsStorableText({ max: 255 })
  readonly short_label?: string | null;

  /** How many of them there are. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: MOST_ASSIGNMENTS, example: 12 })
  @IsInt()
  @Min(0)
  @Max(MOST_ASSIGNMENTS)
  readonly min_count: number;

  /** How many of the weakest do not count. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: MOST_ASSIGNMENTS, example: 2 })
  @IsInt()
  @Min(0)
  @Max(MOST_ASSIGNMENTS)
  readonly drop_count: number;

  /** Share of the whole grade, from 0 to 1. */
  @ApiProperty({ minimum: 0, maximum: 1, example: 0.15 })
  @IsNumber()
  @Min(0)
  @Max(1)
  readonly weight: number;
}

/** A merge patch of a grading policy. Lists and what is in them are replaced as a whole. */
export class UpdateGradingPolicyDto {
  /** The assignment types. */
  @ApiPropertyOptional({ type: [GraderDto], maxItems: MOST_GRADERS })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(MOST_GRADERS)
  @ValidateNested({ each: true })
  @Type(() => GraderDto)
  readonly graders?: GraderDto[];

  /** The smallest score that earns each grade, from the best grade down; a grade that is null is taken away. */
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'number', nullable: true },
    example: { A: 0.9, B: 0.75, C: 0.5 },
  })
  @IfPresent()
  @IsObject()
  readonly grade_cutoffs?: Record<string, number | null>;

  /** How long after the due date answers still count, such as `1 day 12 hours`; null: not at all. */
  @ApiPropertyOptional({ type: String, nullable: true, example: '2 days 1 hours' })
  @IsOptional()
  @IsStorableText({ max: 100 })
  readonly grace_period?: string | null;

  @Message()
  readonly message?: string | null;
}

/** A whole grading policy. */
export class ReplaceGradingPolicyDto {
  /** The assignment types. */
  @ApiProperty({ type: [GraderDto], maxItems: MOST_GRADERS })
  @IsArray()
  @ArrayMaxSize(MOST_GRADERS)
  @ValidateNested({ each: true })
  @Type(() => GraderDto)
  readonly graders: GraderDto[];

  /** The smallest score that earns each grade, from the best grade down. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { A: 0.9, B: 0.75, C: 0.5 },
  })
  @IsDefined()
  @IsObject()
  readonly grade_cutoffs: Record<string, number>;

  /** How long after the due date answers still count; null or absent: not at all. */
  @ApiPropertyOptional({ type: String, nullable: true, example: '2 days 1 hours' })
  @IsOptional()
  @IsStorableText({ max: 100 })
  readonly grace_period?: string | null;

  @Message()
  readonly message?: string | null;
}
