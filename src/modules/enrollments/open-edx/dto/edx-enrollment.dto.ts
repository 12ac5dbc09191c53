import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsEmailAddress } from '../../../../common/validation/is-email-address.js';
import { IsCourseKey } from '../../../../common/validation/is-key.js';
import { IsUsername } from '../../../../common/validation/is-username.js';
import { AllowsUnknown } from '../../../../common/validation/validation.pipe.js';
import { ENROLLMENT_MODES } from '../../enrollment-modes.js';

/** The course of an enrollment, as Open edX's clients send it. */
@AllowsUnknown()
export class EdxCourseDetailsBody {
  /** The course run. */
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2026' })
  @IsCourseKey({ run: true })
  readonly course_id: string;
}

/** An enrollment as Open edX's clients send it (endpoints A.4). What is not named here is ignored, as there. */
@AllowsUnknown()
export class EdxEnrollmentBody {
  /** The course. */
  @ApiProperty({ type: EdxCourseDetailsBody })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => EdxCourseDetailsBody)
  readonly course_details: EdxCourseDetailsBody;

  /** Username; you, when it is absent. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'ada' })
  @IsOptional()
  @IsUsername()
  readonly user?: string | null;

  /** In place of `user`, for global staff. */
  @ApiPropertyOptional({ type: String, nullable: true, format: 'email' })
  @IsOptional()
  @IsEmailAddress()
  readonly email?: string | null;

  /** How. */
  @ApiPropertyOptional({ enum: [...ENROLLMENT_MODES, null], nullable: true })
  @IsOptional()
  @IsIn(ENROLLMENT_MODES)
  readonly mode?: string | null;

  /** False to leave. */
  @ApiPropertyOptional({ type: Boolean, nullable: true })
  @IsOptional()
  @IsBoolean()
  readonly is_active?: boolean | null;

  /** Taken and not kept: they belong to payments, of which this service knows nothing. */
  @ApiPropertyOptional({ type: 'array', items: { type: 'object', additionalProperties: true } })
  @IsOptional()
  @IsArray()
  readonly enrollment_attributes?: unknown[];

  /** Taken and not kept: no mail is sent here. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  readonly email_opt_in?: unknown;

  /** Of no effect: dates do not bind those who may enroll others, and bind all others. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  readonly force_enrollment?: unknown;
}

/** Whom to take out of every course. */
@AllowsUnknown()
export class EdxUnenrollBody {
  /** Username. */
  @ApiProperty({ example: 'ada' })
  @IsString()
  @MaxLength(150)
  readonly username: string;
}
