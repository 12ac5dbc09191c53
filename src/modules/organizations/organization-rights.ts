import { isGivenTo, type PermissionName } from '../../common/auth/permissions.js';
import type { Principal } from '../../common/auth/principal.js';
import type { OrganizationRole } from './organization-role.entity.js';
import { chainOf } from './organization-code.js';

/** The permissions that are decided here. */
export type OrganizationPermission = Extract<PermissionName, `organizations.${string}`>;

/** One right of one account: the organization's id, and as what. */
export interface HeldRole {
  readonly organizationId: string;
  readonly role: OrganizationRole;
}

/** What one caller may do in every organization, by the table of permissions. A right reaches downwards, never up or aside. */
export class OrganizationRights {
  static readonly none = new OrganizationRights(false, []);
  static readonly globalStaff = new OrganizationRights(true, []);

  private readonly delegatedTo: ReadonlySet<string>;
  private readonly createsIn: ReadonlySet<string>;

  private constructor(
    private readonly isGlobalStaff: boolean,
    held: readonly HeldRole[],
  ) {
    const idsOf = (role: OrganizationRole) =>
      new Set(held.filter((one) => one.role === role).map(({ organizationId }) => organizationId));
    this.delegatedTo = idsOf('delegate');
    this.createsIn = idsOf('course_creator');
  }

  static of(held: readonly HeldRole[]): OrganizationRights {
    return new OrganizationRights(false, held);
  }

  /** @param id of the organization; null for what is above all of them, where only global staff may do something */
  may(name: OrganizationPermission, id: string | null): boolean {
    if (this.isGlobalStaff || isGivenTo(name, 'anyone')) return true;
    const chain = id === null ? [] : chainOf(id);
    return (
      (isGivenTo(name, 'org_delegate') && chain.some((one) => this.delegatedTo.has(one))) ||
      (isGivenTo(name, 'course_creator') && chain.some((one) => this.createsIn.has(one)))
    );
  }
}

/** Whether what is about this person is about the caller: the holder `oneself` of the table. */
export function isOneself(principal: Principal, username: string): boolean {
  return principal.username?.toLowerCase() === username.toLowerCase();
}
