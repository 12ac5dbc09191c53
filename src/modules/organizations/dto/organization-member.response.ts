import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { EditResponse } from '../../../common/hypermedia/edit.response.js';
import { Expandable, ExpandableWithin } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { Unsent } from '../../../common/hypermedia/unsent.js';
import type { VisibleMember } from '../organization-members.service.js';
import { ORGANIZATION_ROLES, type OrganizationRole } from '../organization-role.entity.js';
import { OrganizationReference } from './organization.response.js';

/** What the link builder must know of a right. */
export const visibleMember = new Unsent<VisibleMember>('OrganizationMemberResponse.from');

/** One right of one person in an organization and all below it. */
export class OrganizationMemberResponse extends ResourceResponse {
  /** Who. */
  @Expandable('account')
  @Minimal()
  readonly user: AccountReference;

  /** Where. */
  @ApiProperty({ type: OrganizationReference })
  @Minimal()
  readonly organization: OrganizationReference;

  /** As what. */
  @ApiProperty({ enum: ORGANIZATION_ROLES })
  @Minimal()
  readonly role: OrganizationRole;

  /** When and by whom it was given. */
  @ApiProperty({ type: EditResponse })
  @ExpandableWithin(() => EditResponse)
  @Shown()
  readonly granted: EditResponse;

  static from(this: void, visible: VisibleMember, urls: ApiUrls): Unlinked<OrganizationMemberResponse> {
    const { username, organization, role, granted, grantedBy } = visible.member;
    return {
      ...visibleMember.with(visible),
      user: { username, url: urls.account(username) },
      organization: OrganizationReference.from(organization, urls),
      role,
      granted: EditResponse.from({ by: grantedBy, on: granted }, urls),
    };
  }
}
