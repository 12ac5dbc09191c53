import { ApiProperty } from '@nestjs/swagger';

/** A mode of a course, as Open edX's enrollment API has it (endpoints A.4). */
export class EdxCourseModeResponse {
  /** Name of the mode. */
  @ApiProperty({ example: 'audit' })
  readonly slug: string;

  /** Name for people. */
  @ApiProperty({ example: 'Audit' })
  readonly name: string;

  /** What it costs at least. */
  @ApiProperty({ type: 'integer', example: 0 })
  readonly min_price: number;

  /** Always empty here. */
  @ApiProperty({ example: '' })
  readonly suggested_prices: string;

  /** Currency, in lower case. */
  @ApiProperty({ example: 'usd' })
  readonly currency: string;

  /** From when on nobody can enter it any more; null: never. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly expiration_datetime: string | null;

  /** What one gets. */
  @ApiProperty({ type: String, nullable: true })
  readonly description: string | null;

  /** Its number in a shop. */
  @ApiProperty({ type: String, nullable: true })
  readonly sku: string | null;

  /** Always null here. */
  @ApiProperty({ type: String, nullable: true })
  readonly bulk_sku: string | null;
}

/** What Open edX's enrollment API says of a course. */
export class EdxCourseDetailsResponse {
  /** Course key. */
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2026' })
  readonly course_id: string;

  /** Name for people. */
  @ApiProperty({ example: 'Tides' })
  readonly course_name: string;

  /** From when on people may enroll themselves; null: always. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly enrollment_start: string | null;

  /** Until when; null: always. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly enrollment_end: string | null;

  /** When the course begins; null: not known. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly course_start: string | null;

  /** When it ends; null: not known. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly course_end: string | null;

  /** Whether one must be invited. */
  @ApiProperty()
  readonly invite_only: boolean;

  /** How it may be taken. */
  @ApiProperty({ type: [EdxCourseModeResponse] })
  readonly course_modes: EdxCourseModeResponse[];

  /** Who sets the pace. */
  @ApiProperty({ enum: ['Self Paced', 'Instructor Paced'] })
  readonly pacing_type: 'Self Paced' | 'Instructor Paced';
}

/** An enrollment as Open edX's enrollment API has it (endpoints A.4). */
export class EdxEnrollmentResponse {
  /** When the person first enrolled. */
  @ApiProperty({ format: 'date-time' })
  readonly created: string;

  /** How the course is taken. */
  @ApiProperty({ example: 'audit' })
  readonly mode: string;

  /** False after the person has left. */
  @ApiProperty()
  readonly is_active: boolean;

  /** Username. */
  @ApiProperty({ example: 'ada' })
  readonly user: string;

  /** The course; null when it is gone. */
  @ApiProperty({ type: EdxCourseDetailsResponse, nullable: true })
  readonly course_details: EdxCourseDetailsResponse | null;
}

/** One role of the caller. */
export class EdxRoleResponse {
  /** Organization of the course. */
  @ApiProperty({ example: 'Courseware' })
  readonly org: string;

  /** Course key. */
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2026' })
  readonly course_id: string;

  /** `instructor`, `staff`, `beta_testers`; also `editor` and `auditor`, which Open edX does not have. */
  @ApiProperty({ example: 'staff' })
  readonly role: string;
}

/** What the caller is in courses. */
export class EdxRolesResponse {
  /** Course roles. */
  @ApiProperty({ type: [EdxRoleResponse] })
  readonly roles: EdxRoleResponse[];

  /** Whether the caller is global staff. */
  @ApiProperty()
  readonly is_staff: boolean;
}
