import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { AccessChanges } from '../../common/auth/access-changes.js';
import { CourseAccessPolicy, type CourseRole } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { AccountNotFoundError, NotFoundError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { usernameInAddress } from '../../common/pagination/key-parameters.js';
import type { Page } from '../../common/pagination/page.js';
import { sql } from '../../common/pagination/sql.js';
import { MayNotManageTeamError, MayOnlyLowerError, TeamMemberNotFoundError } from './course-team.errors.js';
import type { ListTeamMembersQuery } from './dto/list-team-members.query.js';
import { keepingLastInstructor } from './last-instructor.js';
import { type StoredTeamMember, versionOf } from './stored-team-member.js';
import { TeamMemberStore, type TeamPlace } from './team-member-store.js';
import { teamMemberCollection } from './team-members.collection.js';
import { isLowering, TeamRights, type VisibleTeamMember } from './team-rights.js';

/** A member after a PUT. */
export interface ReplacedTeamMember extends VisibleTeamMember {
  readonly isNew: boolean;
}

/** How a request names a member: the username in any case, `me` for the caller. */
export interface TeamMemberAddress {
  readonly courseKey: CourseKey;
  readonly username: string;
}

interface Target {
  readonly place: TeamPlace;
  readonly rights: TeamRights;
}

/**
 * Course teams over HTTP (SPEC section 8). The guard has decided that the caller may come to the team at all; here it is
 * decided whose place it is. The row is locked before anything is compared with it; that an instructor
 * remains, the database sees to.
 */
@Injectable()
export class TeamMembersService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: TeamMemberStore,
    private readonly policy: CourseAccessPolicy,
    private readonly changes: AccessChanges,
  ) {}

  /** @throws NotFoundError for a course that does not exist */
  async page(principal: Principal, key: CourseKey, query: ListTeamMembersQuery): Promise<Page<VisibleTeamMember>> {
    const courseKey = String(key.withoutBranchAndVersion());
    const { manager } = this.dataSource;
    if (!(await this.store.courseExists(manager, courseKey))) throw new NotFoundError(`course "${key}"`);
    const page = await teamMemberCollection.page(manager, query, sql`r.course_key = ${courseKey}`);
    const access = await this.policy.accessOf(principal, key);
    return page.map((member) => ({ member, rights: TeamRights.of(principal, member.username, access) }));
  }

  /** @throws TeamMemberNotFoundError, the same for who is not on the team and for whom the caller may not see there */
  async get(principal: Principal, address: TeamMemberAddress): Promise<VisibleTeamMember> {
    const { place, rights } = await this.target(principal, address);
    const member = rights.mayRead ? await this.store.find(this.dataSource.manager, place) : null;
    if (!member) throw new TeamMemberNotFoundError(place.courseKey, address.username);
    return { member, rights };
  }

  /**
   * The person has this role from now on; whoever was not on the team is now.
   * @throws MayNotManageTeamError, MayOnlyLowerError, AccountNotFoundError, LastInstructorError, PreconditionFailedError
   */
  async replace(
    principal: Principal,
    address: TeamMemberAddress,
    role: CourseRole,
    preconditions: Preconditions,
  ): Promise<ReplacedTeamMember> {
    const target = await this.targetToChange(principal, address);
    return this.write(target.place, async (manager) => {
      const current = await this.store.find(manager, target.place, 'FOR UPDATE OF r');
      if (current) return this.set(manager, target, { current, role, principal, preconditions });
      return this.add(manager, target, { role, principal, preconditions });
    });
  }

  /**
   * What is undefined stays.
   * @throws TeamMemberNotFoundError, MayNotManageTeamError, MayOnlyLowerError, LastInstructorError, PreconditionFailedError
   */
  async change(
    principal: Principal,
    address: TeamMemberAddress,
    role: CourseRole | undefined,
    preconditions: Preconditions,
  ): Promise<VisibleTeamMember> {
    const target = await this.targetToChange(principal, address);
    return this.write(target.place, async (manager) => {
      const current = await this.lockExisting(manager, target.place);
      return this.set(manager, target, { current, role: role ?? current.role, principal, preconditions });
    });
  }

  /** @throws TeamMemberNotFoundError, MayNotManageTeamError, LastInstructorError, PreconditionFailedError */
  async remove(principal: Principal, address: TeamMemberAddress, preconditions: Preconditions): Promise<void> {
    const { place } = await this.targetToChange(principal, address);
    await this.write(place, async (manager) => {
      const current = await this.lockExisting(manager, place);
      preconditions.check(versionOf(current));
      noteForAudit({ details: { role_before: current.role } });
      await this.store.remove(manager, place);
    });
  }

  private async set(
    manager: EntityManager,
    { place, rights }: Target,
    change: {
      readonly current: StoredTeamMember;
      readonly role: CourseRole;
      readonly principal: Principal;
      readonly preconditions: Preconditions;
    },
  ): Promise<ReplacedTeamMember> {
    const { current, role, principal, preconditions } = change;
    preconditions.check(versionOf(current));
    if (!rights.mayManage && !isLowering(current.role, role)) throw new MayOnlyLowerError(current.role, role);
    noteForAudit({ details: { role, role_before: current.role } });
    const member = role === current.role ? current : await this.store.update(manager, place, role, principal.username);
    return { member, rights, isNew: false };
  }

  private async add(
    manager: EntityManager,
    target: Target,
    addition: { readonly role: CourseRole; readonly principal: Principal; readonly preconditions: Preconditions },
  ): Promise<ReplacedTeamMember> {
    const { place, rights } = target;
    const { role, principal, preconditions } = addition;
    // Whoever could only lower themselves has been taken off the team meanwhile.
    if (!rights.mayManage) throw new MayNotManageTeamError(place.courseKey);
    preconditions.check(null);
    noteForAudit({ details: { role } });
    const member = await this.store.insert(manager, place, role, principal.username);
    if (member) return { member, rights, isNew: true };
    // Somebody was faster, so there is something to replace; or nobody of this name can be added.
    const current = await this.store.find(manager, place, 'FOR UPDATE OF r');
    if (!current) throw new AccountNotFoundError(place.username);
    return this.set(manager, target, { current, ...addition });
  }

  /** What the caller may do in the course follows from it. */
  private async write<T>({ courseKey }: TeamPlace, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const written = await keepingLastInstructor(courseKey, () =>
      this.dataSource.transaction(async (manager) => {
        if (!(await this.store.courseExists(manager, courseKey, 'FOR KEY SHARE')))
          throw new NotFoundError(`course "${courseKey}"`);
        return work(manager);
      }),
    );
    this.changes.note();
    return written;
  }

  private async target(principal: Principal, { courseKey, username }: TeamMemberAddress): Promise<Target> {
    const named = usernameInAddress(username, principal);
    const rights = TeamRights.of(principal, named, await this.policy.accessOf(principal, courseKey));
    return { place: { courseKey: String(courseKey.withoutBranchAndVersion()), username: named }, rights };
  }

  private async targetToChange(principal: Principal, address: TeamMemberAddress): Promise<Target> {
    const target = await this.target(principal, address);
    if (!target.rights.mayGiveUp) throw new MayNotManageTeamError(target.place.courseKey);
    return target;
  }

  private async lockExisting(manager: EntityManager, place: TeamPlace): Promise<StoredTeamMember> {
    const current = await this.store.find(manager, place, 'FOR UPDATE OF r');
    if (!current) throw new TeamMemberNotFoundError(place.courseKey, place.username);
    return current;
  }
}
