import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../../common/hypermedia/links.js';
import { CourseReference } from '../../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../../common/hypermedia/shape.js';
import { Unsent } from '../../../../common/hypermedia/unsent.js';
import { CourseKey } from '../../../../common/opaque-keys/index.js';
import type { CourseEnrollment } from '../course-enrollments.service.js';

/** What its link builder must know of who may come in. */
export const courseEnrollmentStanding = new Unsent<CourseEnrollmentStanding>('CourseEnrollmentResponse.from');

export interface CourseEnrollmentStanding {
  readonly version: string;
  /** Seats taken and dates, which change without this resource being written. */
  readonly circumstances: readonly string[];
  readonly mayManage: boolean;
  readonly isSignedIn: boolean;
}

/** Who may come into a course run, and whether there is room. */
export class CourseEnrollmentResponse extends ResourceResponse {
  /** The course run. */
  @Expandable('course')
  @Minimal()
  readonly course: CourseReference;

  /** From when on people may enroll themselves, ISO 8601 UTC; null: always. Set at the course. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  @Shown()
  readonly enrollment_start: string | null;

  /** Until when, ISO 8601 UTC; null: always. Set at the course. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  @Shown()
  readonly enrollment_end: string | null;

  /** Whether only those who are invited come in by themselves. Set at the course. */
  @ApiProperty()
  @Shown()
  readonly invitation_only: boolean;

  /** How many may take the course at a time; null: any number. */
  @ApiProperty({ type: 'integer', nullable: true })
  @Minimal()
  readonly seats: number | null;

  /** How many seats are left; null where any number may come. */
  @ApiProperty({ type: 'integer', nullable: true })
  @Minimal()
  readonly seats_left: number | null;

  static from(
    this: void,
    { course, seats, taken, revision, mayManage, isSignedIn }: CourseEnrollment,
    urls: ApiUrls,
  ): Unlinked<CourseEnrollmentResponse> {
    const dates = [course.enrollmentStart, course.enrollmentEnd].map((date) => date?.toISOString() ?? null);
    const left = seats === null ? null : Math.max(0, seats - taken);
    return {
      ...courseEnrollmentStanding.with({
        version: String(revision),
        circumstances: [...dates.map(String), String(course.invitationOnly), String(left), String(mayManage)],
        mayManage,
        isSignedIn,
      }),
      course: CourseReference.from(CourseKey.parse(course.courseKey), urls),
      enrollment_start: dates[0]!,
      enrollment_end: dates[1]!,
      invitation_only: course.invitationOnly,
      seats,
      seats_left: left,
    };
  }
}
