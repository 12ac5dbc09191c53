import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { IsCourseKey } from '../../../../common/validation/is-key.js';
import { AllowsUnknown } from '../../../../common/validation/validation.pipe.js';

/** Of a parameter that is repeated the last value counts, as Django has it. */
const LastValue = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? (value as unknown[]).at(-1) : value));

/** Parameters of the list of one person's enrollments. */
@AllowsUnknown()
export class EdxEnrollmentListQuery {
  /** Whose; one's own, when it is absent. */
  @ApiPropertyOptional({ type: String, description: 'Whose; of others, those in courses on whose team you are.' })
  @LastValue()
  @IsOptional()
  @IsString()
  @MaxLength(150)
  readonly user?: string;
}

/** Parameters of the enrollment information of one course. */
@AllowsUnknown()
export class EdxCourseQuery {
  /** `1` for modes that are over as well. */
  @ApiPropertyOptional({ type: String, description: '`1` for modes that are over as well.', example: '1' })
  @LastValue()
  @IsOptional()
  @IsString()
  @MaxLength(10)
  readonly include_expired?: string;
}

/** Parameters of one's roles. */
@AllowsUnknown()
export class EdxRolesQuery {
  /** Only those in this course. */
  @ApiPropertyOptional({
    type: String,
    description: 'Only those in this course run.',
    example: 'course-v1:Courseware+Tides101+2026',
  })
  @LastValue()
  @IsOptional()
  @IsCourseKey()
  readonly course_id?: string;
}
