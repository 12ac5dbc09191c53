import { permission, type PermissionName } from '../../../src/common/auth/permissions.js';
import type { CourseRole } from '../../../src/common/auth/course-access.js';
import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { AccountsService, type UserEntity } from '../../../src/modules/accounts/index.js';
import { CourseStore } from '../../../src/modules/content/index.js';
import { CourseRolesService } from '../../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../../src/modules/enrollments/index.js';
import { AccessTokens, type TokenGrant } from '../../../src/modules/oauth2/index.js';
import { OrganizationMembers, OrganizationsService } from '../../../src/modules/organizations/index.js';
import type { TestApp, TestClient } from '../../support/app.js';
import { CALLERS, type CallerKind } from './matrix.js';

/** What a request is about, as far as it decides who may send it. */
export interface Place {
  /** The course concerned, if there is such a course already. */
  readonly courseKey: string | null;
  /** The organization concerned: that of the course, or the very one. */
  readonly org: string | null;
  /** Whether its address names the course by a key or the filter `course`, so that filters of applications may fit. */
  readonly namesCourse: boolean;
}

const COURSE_ROLES: readonly CallerKind[] = ['beta_tester', 'auditor', 'editor', 'staff', 'instructor'];
const STAFF_KINDS: readonly CallerKind[] = ['global_staff', 'restricted', 'restricted_elsewhere', 'narrow', 'expired'];
const AN_HOUR_AND_MORE = 7_200_000;

/** One account for each kind of caller, and the tokens that they send. */
export class People {
  private readonly accounts = new Map<CallerKind, UserEntity>();
  private readonly tokens = new Map<string, Promise<string>>();
  private readonly placed = new Set<string>();

  private constructor(private readonly service: TestApp) {}

  static async of(service: TestApp, elsewhere: CourseKey): Promise<People> {
    const people = new People(service);
    const accounts = service.app.get(AccountsService);
    for (const kind of CALLERS) {
      if (kind === 'anonymous' || kind === 'owner') continue;
      const account = {
        username: usernameOf(kind),
        email: `${usernameOf(kind)}@example.com`,
        password: null,
        isStaff: STAFF_KINDS.includes(kind) || kind === 'disabled',
        isSuperuser: kind === 'superuser',
      };
      people.accounts.set(kind, await accounts.create(account));
    }
    await service.dataSource.transaction((manager) =>
      service.app.get(CourseStore).ensure(manager, elsewhere.withoutBranchAndVersion(), null),
    );
    await service.app.get(CourseRolesService).grant(usernameOf('other_instructor'), elsewhere, 'instructor');
    await people.tokenOf('disabled', 'service.view_page', { courseKey: null, org: null, namesCourse: false });
    await accounts.setActive(usernameOf('disabled'), false);
    return people;
  }

  /** Gives a kind of caller what makes it so in a place; nothing where that is no thing of the place. */
  async settle(kind: CallerKind, { courseKey, org }: Place): Promise<void> {
    const done = `${kind} ${courseKey} ${org}`;
    if (this.placed.has(done)) return;
    this.placed.add(done);
    if (courseKey !== null) await this.settleInCourse(kind, CourseKey.parse(courseKey));
    if (org !== null) await this.settleInOrganization(kind, org);
  }

  /** A client that sends the token of this kind, fit for the operation where it has to be. */
  client(kind: CallerKind, access: PermissionName, place: Place): TestClient {
    const anyone = this.service.as(null);
    if (kind === 'anonymous') return anyone;
    return async (target, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${await this.tokenOf(kind, access, place)}`);
      return anyone(target, { ...init, headers });
    };
  }

  private tokenOf(kind: CallerKind, access: PermissionName, place: Place): Promise<string> {
    const grant = grantOf(kind, access, place);
    const name = `${kind} ${JSON.stringify(grant)}`;
    if (!this.tokens.has(name)) this.tokens.set(name, this.issue(kind, grant));
    return this.tokens.get(name)!;
  }

  private async issue(kind: CallerKind, grant: TokenGrant): Promise<string> {
    const now = Date.now;
    // The token is made in the past; everything else is as it is.
    if (kind === 'expired') Date.now = () => now() - AN_HOUR_AND_MORE;
    try {
      return await this.service.app.get(AccessTokens).issue(this.accounts.get(kind)!, grant);
    } finally {
      Date.now = now;
    }
  }

  private async settleInCourse(kind: CallerKind, courseKey: CourseKey): Promise<void> {
    if (kind === 'enrolled') await this.service.app.get(EnrollmentsService).enroll(usernameOf(kind), courseKey);
    if (COURSE_ROLES.includes(kind))
      await this.service.app.get(CourseRolesService).grant(usernameOf(kind), courseKey, kind as CourseRole);
  }

  private async settleInOrganization(kind: CallerKind, org: string): Promise<void> {
    const above = org.includes('.') ? org.slice(0, org.lastIndexOf('.')) : null;
    const organizations: Partial<Record<CallerKind, string | null>> = {
      delegate_above: above,
      delegate: org,
      delegate_beside: above && `${above}.beside-${org.slice(above.length + 1)}`,
      delegate_below: `${org}.below`,
      creator: org,
    };
    const code = organizations[kind];
    if (!code) return;
    await this.service.app.get(OrganizationsService).ensure(code);
    const role = kind === 'creator' ? 'course_creator' : 'delegate';
    await this.service.app.get(OrganizationMembers).grant({ code, role, username: usernameOf(kind) });
  }
}

/** The account of a kind of caller; empty for those who have none. */
export function usernameOf(kind: CallerKind): string {
  return kind === 'anonymous' || kind === 'owner' ? '' : `caller-${kind.replaceAll('_', '-')}`;
}

function grantOf(kind: CallerKind, access: PermissionName, { namesCourse, org }: Place): TokenGrant {
  const { scope } = permission(access);
  const elsewhere = scope?.startsWith('tasks:') ? 'audit:read' : 'tasks:read';
  const base = { grantType: 'client_credentials', clientId: 'matrix' };
  switch (kind) {
    case 'restricted':
    case 'restricted_elsewhere':
      return {
        ...base,
        scopes: kind === 'restricted' && scope ? [scope] : [elsewhere],
        isRestricted: true,
        filters: namesCourse && org !== null ? [`content_org:${org}`] : [],
      };
    case 'narrow':
      return { ...base, scopes: [elsewhere] };
    default:
      return { ...base, scopes: ['read', 'write', 'profile'] };
  }
}
