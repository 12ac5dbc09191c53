import { ApiProperty } from '@nestjs/swagger';
import { COURSE_ROLES, type CourseRole } from '../../../common/auth/course-access.js';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { EditResponse } from '../../../common/hypermedia/edit.response.js';
import { Expandable, ExpandableWithin } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { Unsent } from '../../../common/hypermedia/unsent.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import type { VisibleTeamMember } from '../team-rights.js';

/** What the link builder must know of a member. */
export const visibleTeamMember = new Unsent<VisibleTeamMember>('TeamMemberResponse.from');

/** Who works on a course run, and as what. */
export class TeamMemberResponse extends ResourceResponse {
  /** Who. */
  @Expandable('account')
  @Minimal()
  readonly user: AccountReference;

  /** On which course run. */
  @Expandable('course')
  @Minimal()
  readonly course: CourseReference;

  /** As what. */
  @ApiProperty({ enum: COURSE_ROLES })
  @Minimal()
  readonly role: CourseRole;

  /** Since when the person has been on the team, ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly created: string;

  /** When and by whom this role was given. */
  @ApiProperty({ type: EditResponse })
  @ExpandableWithin(() => EditResponse)
  @Shown()
  readonly granted: EditResponse;

  static from(this: void, visible: VisibleTeamMember, urls: ApiUrls): Unlinked<TeamMemberResponse> {
    const { username, courseKey, role, created, granted, grantedBy } = visible.member;
    return {
      ...visibleTeamMember.with(visible),
      user: { username, url: urls.account(username) },
      course: CourseReference.from(CourseKey.parse(courseKey), urls),
      role,
      created: created.toISOString(),
      granted: EditResponse.from({ by: grantedBy, on: granted }, urls),
    };
  }
}
