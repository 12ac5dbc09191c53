import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { Unsent } from '../../../common/hypermedia/unsent.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import type { VisibleEnrollment } from '../enrollment-rights.js';

/** What its link builder must know of an enrollment. */
export const enrollmentStanding = new Unsent<EnrollmentStanding>('EnrollmentResponse.from');

export interface EnrollmentStanding {
  readonly revision: number;
  /** Whether the caller may change and end it. */
  readonly mayWrite: boolean;
}

/** Who takes which course run, and how (SPEC section 13). */
export class EnrollmentResponse extends ResourceResponse {
  /** UUID; the enrollment may be asked for by it as well. It stays when somebody leaves and comes back. */
  @ApiProperty({ format: 'uuid' })
  @Minimal()
  readonly uuid: string;

  /** Who. */
  @Expandable('account')
  @Minimal()
  readonly user: AccountReference;

  /** Which course run. */
  @Expandable('course')
  @Minimal()
  readonly course: CourseReference;

  /** How the course is taken. */
  @ApiProperty({ example: 'audit' })
  @Minimal()
  readonly mode: string;

  /** False after the person has left. */
  @ApiProperty()
  @Minimal()
  readonly is_active: boolean;

  /** When the person first enrolled, ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly created: string;

  static from(this: void, { enrollment, rights }: VisibleEnrollment, urls: ApiUrls): Unlinked<EnrollmentResponse> {
    return {
      ...enrollmentStanding.with({ revision: enrollment.revision, mayWrite: rights.mayWrite }),
      uuid: enrollment.uuid,
      user: { username: enrollment.username, url: urls.account(enrollment.username) },
      course: CourseReference.from(CourseKey.parse(enrollment.courseKey), urls),
      mode: enrollment.mode,
      is_active: enrollment.isActive,
      created: enrollment.created.toISOString(),
    };
  }
}
