import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, Matches } from 'class-validator';
import { IsInstant } from '../../../common/validation/is-instant.js';
import { IsAssetKey } from '../../../common/validation/is-key.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { Message } from '../../../common/validation/write-members.js';

/** A moment that may be open: null, or absent where everything is sent. */
const Moment = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, example: '2026-09-01T08:00:00Z' }),
    IsOptional(),
    IsInstant(),
  );

const Text = (max: number, example: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: String, nullable: true, example }),
    IsOptional(),
    IsStorableText({ max }),
  );

const Flag = (): PropertyDecorator =>
  applyDecorators(ApiPropertyOptional({ type: Boolean, nullable: true, default: false }), IsOptional(), IsBoolean());

/** What may be said of a course beside its name (SPEC section 13). Null: nothing; the default holds. */
export class CourseInformationDto {
  /** When learners may begin; with an offset. */
  @Moment()
  readonly start?: Date | null;

  /** When it ends: after it starts. */
  @Moment()
  readonly end?: Date | null;

  /** When enrollment opens. */
  @Moment()
  readonly enrollment_start?: Date | null;

  /** When enrollment closes: after it opens, and not after the course ends. */
  @Moment()
  readonly enrollment_end?: Date | null;

  /** One or two sentences for a catalog. */
  @Text(10_000, 'Read a tide table, and come home with dry feet.')
  readonly short_description?: string | null;

  /** The about page, HTML. */
  @Text(500_000, '<p>Why the sea rises twice a day.</p>')
  readonly overview?: string | null;

  /** Work that it takes, in the author's words. */
  @Text(1000, '2 hours a week')
  readonly effort?: string | null;

  /** Language code. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'en' })
  @IsOptional()
  @Matches(/^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}$/, {
    message: 'language must be a language code such as en or pt-BR',
  })
  readonly language?: string | null;

  /** Who sets the pace. */
  @ApiPropertyOptional({ type: String, enum: ['instructor', 'self'], nullable: true, default: 'instructor' })
  @IsOptional()
  @IsIn(['instructor', 'self'])
  readonly pacing?: 'instructor' | 'self' | null;

  /** Whether one must be invited. */
  @Flag()
  readonly invitation_only?: boolean | null;

  /** Where it is shown to people who do not know it yet. */
  @ApiPropertyOptional({ type: String, enum: ['both', 'about', 'none'], nullable: true, default: 'both' })
  @IsOptional()
  @IsIn(['both', 'about', 'none'])
  readonly catalog_visibility?: string | null;

  /** Whether the mobile apps offer it. */
  @Flag()
  readonly mobile_available?: boolean | null;
}

/** What else may be said of a course that there is. */
export class ExistingCourseInformationDto extends CourseInformationDto {
  /** Asset key of its picture, a file of the course; null: that of every course. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'asset-v1:Courseware+Tides101+2026+type@asset+block@course-card.png',
  })
  @IsOptional()
  @IsAssetKey()
  readonly image?: string | null;

  @Message()
  readonly message?: string | null;
}
