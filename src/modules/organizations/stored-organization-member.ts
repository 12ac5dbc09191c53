import type { OrganizationRole } from './organization-role.entity.js';

/** How addresses name those who have a right in an organization (SPEC section 13). */
export const MEMBER_GROUPS = { delegate: 'delegates', course_creator: 'course_creators' } as const satisfies Record<
  OrganizationRole,
  string
>;

/** One right of one person in one organization, as it is kept. */
export interface StoredOrganizationMember {
  readonly username: string;
  /** Code of the organization, as that is spelled. */
  readonly organization: string;
  readonly role: OrganizationRole;
  readonly granted: Date;
  /** Username; null for an operator. */
  readonly grantedBy: string | null;
}

/** Of `organization_roles r`, `users u` and `organizations o`. */
export const MEMBER_COLUMNS = 'u.username, o.code AS organization, r.role, r.granted, r.granted_by AS "grantedBy"';

/** Version of a right for its ETag: it is there or not, and whoever gets it again has another one. */
export const versionOf = ({ granted }: StoredOrganizationMember): string => String(granted.getTime());
