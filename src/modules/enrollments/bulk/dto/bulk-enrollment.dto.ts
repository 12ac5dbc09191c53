import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import { IfPresent } from '../../../../common/validation/if-present.js';
import { IsCourseKey } from '../../../../common/validation/is-key.js';
import { IsStorableText } from '../../../../common/validation/is-storable-text.js';
import { ENROLLMENT_MODES } from '../../enrollment-modes.js';

/** A JSON body has at most 10,000 members and elements; whoever has more people sends a file. */
const MOST_IDENTIFIERS = 5_000;

/** Forms and queries have texts only. */
const Flag = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

/** What holds for all rows of a bulk enrollment. With a CSV file: fields of the form, or parameters of the address. */
export class BulkEnrollmentOptions {
  /** The course run of all rows that name none. */
  @ApiPropertyOptional({ example: 'course-v1:Courseware+Tides101+2026' })
  @IfPresent()
  @IsCourseKey({ run: true })
  readonly course_key?: string;

  /** What to do with rows that do not say it in `is_active`. */
  @ApiPropertyOptional({ enum: ['enroll', 'unenroll'], default: 'enroll' })
  @IfPresent()
  @IsIn(['enroll', 'unenroll'])
  readonly action?: 'enroll' | 'unenroll';

  /** The mode of rows that name none; absent: who is in the course stays as they are, others get what the course gives first. */
  @ApiPropertyOptional({ enum: ENROLLMENT_MODES })
  @IfPresent()
  @IsIn(ENROLLMENT_MODES)
  readonly mode?: string;

  /** Whether those who are invited by e-mail address are enrolled when they next sign in, without asking for it. */
  @ApiPropertyOptional({ type: Boolean, default: true })
  @IfPresent()
  @Flag()
  @IsBoolean()
  readonly auto_enroll?: boolean;

  /** True: do everything, report it, and keep nothing. */
  @ApiPropertyOptional({ type: Boolean, default: false })
  @IfPresent()
  @Flag()
  @IsBoolean()
  readonly dry_run?: boolean;

  /** True: nothing is done when one row cannot be done. */
  @ApiPropertyOptional({ type: Boolean, default: false })
  @IfPresent()
  @Flag()
  @IsBoolean()
  readonly atomic?: boolean;

  /** Why, for the history of the enrollments. */
  @IfPresent()
  @ApiPropertyOptional()
  @IsStorableText({ max: 500 })
  readonly reason?: string;
}

/** A bulk enrollment as JSON. */
export class BulkEnrollmentBody extends OmitType(BulkEnrollmentOptions, ['course_key']) {
  /** The course run. */
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2026' })
  @IsCourseKey({ run: true })
  readonly course_key: string;

  /** Usernames and e-mail addresses. */
  @ApiProperty({ type: [String], minItems: 1, maxItems: MOST_IDENTIFIERS, example: ['ada', 'grace@example.org'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_IDENTIFIERS)
  @IsString({ each: true })
  @MaxLength(1000, { each: true })
  readonly identifiers: string[];
}

/** The body as OpenAPI shows it. */
export const bulkBody = {
  oneOf: [
    { $ref: '#/components/schemas/BulkEnrollmentBody' },
    {
      type: 'object',
      required: ['file'],
      description: 'As a form: the members of BulkEnrollmentOptions as fields, and the file.',
      properties: {
        file: {
          type: 'string',
          format: 'binary',
          description:
            'CSV with a first line that names the columns: `username` or `email`, and any of `mode`, `is_active`, `course_key`.',
        },
      },
    },
    { type: 'string', description: 'As text/csv: the file alone; the options are parameters of the address.' },
  ],
};
