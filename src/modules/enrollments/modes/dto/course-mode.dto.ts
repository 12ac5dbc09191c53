import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { IfPresent } from '../../../../common/validation/if-present.js';
import { IsInstant } from '../../../../common/validation/is-instant.js';
import { IsStorableText } from '../../../../common/validation/is-storable-text.js';
import { ENROLLMENT_MODES } from '../../enrollment-modes.js';

/** PostgreSQL's integer. */
const MOST = 2_147_483_647;

/** What may be said of a mode, as a merge patch (RFC 7396): what is absent stays, null clears what may be without a value. */
export class UpdateCourseModeDto {
  /** Name for people. */
  @IfPresent()
  @ApiPropertyOptional({ example: 'Verified Certificate' })
  @IsStorableText({ max: 255, min: 1 })
  readonly mode_display_name?: string;

  /** What it costs at least, in whole units of the currency; 0: nothing. A mode that costs something is entered by the course team alone. */
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MOST, example: 0 })
  @IfPresent()
  @IsInt()
  @Min(0)
  @Max(MOST)
  readonly min_price?: number;

  /** ISO 4217, in lower case as Open edX has it. */
  @ApiPropertyOptional({ pattern: '^[a-z]{3}$', example: 'usd' })
  @IfPresent()
  @Matches(/^[a-z]{3}$/, { message: 'currency must be three small letters, such as usd' })
  readonly currency?: string;

  /** From when on nobody can enter it any more; null: never. */
  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, example: '2027-01-31T00:00:00Z' })
  @IsOptional()
  @IsInstant()
  readonly expiration_datetime?: Date | null;

  /** What one gets. */
  @IsOptional()
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsStorableText({ max: 2000 })
  readonly description?: string | null;

  /** Its number in a shop. */
  @IsOptional()
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsStorableText({ max: 255 })
  readonly sku?: string | null;

  /** Whether people may give it to themselves, if it costs nothing. */
  @ApiPropertyOptional()
  @IfPresent()
  @IsBoolean()
  readonly self_service?: boolean;

  /** How many may be in it at a time; null: any number. Who is in it stays, also when there are more. */
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MOST, nullable: true, example: 30 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MOST)
  readonly seats?: number | null;
}

/** The whole of a mode. What is absent has its value of a new mode. */
export class ReplaceCourseModeDto extends OmitType(UpdateCourseModeDto, ['mode_display_name']) {
  /** Name for people. */
  @ApiProperty({ example: 'Verified Certificate' })
  @IsStorableText({ max: 255, min: 1 })
  readonly mode_display_name: string;
}

/** A mode of a course that has not got it. */
export class CreateCourseModeDto extends UpdateCourseModeDto {
  /** Which. */
  @ApiProperty({ enum: ENROLLMENT_MODES, example: 'verified' })
  @IsIn(ENROLLMENT_MODES)
  readonly mode_slug: string;
}

/** The seats of a course as a merge patch. */
export class UpdateCourseEnrollmentDto {
  /** How many may take the course at a time; null: any number. Who takes it stays, also when there are more. */
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MOST, nullable: true, example: 500 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MOST)
  readonly seats?: number | null;
}
