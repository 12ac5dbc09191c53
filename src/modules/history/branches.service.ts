import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { InvalidInputError, NotFoundError, PermissionDeniedError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { sql } from '../../common/pagination/sql.js';
import { branchNameFault, BranchStore, PUBLISHED, type StoredBranch, VersionHistory } from '../content/index.js';
import { mayCreate, mayMove, stays } from './branch-rights.js';
import { branchCollection } from './branches.collection.js';
import type { ListBranchesQuery } from './dto/list-branches.query.js';
import { MayNotPublishError, UnknownVersionError } from './history.errors.js';

/** A branch, and what the caller may do in its course. */
export interface VisibleBranch {
  readonly branch: StoredBranch;
  readonly access: CourseAccess;
}

/** A branch after a PUT. */
export interface ReplacedBranch extends VisibleBranch {
  readonly isNew: boolean;
}

/** A branch, and who wants something of it. */
export interface BranchAddress {
  readonly principal: Principal;
  /** A branch or version in it does not count. */
  readonly course: CourseKey;
  readonly name: string;
}

/** Branches for those who read drafts (SPEC section 8); that they do, the guard has decided. */
@Injectable()
export class BranchesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: BranchStore,
    private readonly history: VersionHistory,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /** @throws NotFoundError */
  async page(principal: Principal, course: CourseKey, query: ListBranchesQuery): Promise<Page<VisibleBranch>> {
    const courseId = await this.history.courseIdOf(course);
    if (courseId === null) throw new NotFoundError(`course "${course}"`);
    const access = await this.policy.accessOf(principal, course);
    const page = await branchCollection.page(this.dataSource.manager, query, sql`b.course_id = ${courseId}`);
    return page.map((branch) => ({ branch, access }));
  }

  /** @throws NotFoundError */
  async get({ principal, course, name }: BranchAddress): Promise<VisibleBranch> {
    const access = await this.policy.accessOf(principal, course);
    return { branch: await this.existing(course, name), access };
  }

  /** @throws InvalidInputError (name, version), MayNotPublishError, ConflictError, ArchivedCourseError */
  async create<Answer>(
    address: BranchAddress,
    version: string,
    unit: UnitOfWork<VisibleBranch, Answer>,
  ): Promise<Answer> {
    const { principal, course, name } = address;
    const access = await this.policy.accessOf(principal, course);
    if (!mayCreate(access, name)) throw new MayNotPublishError();
    await this.check(course, { name: stays(name) ? undefined : name, version });
    return unit.run(async (manager) => {
      await this.store.create(manager, { course, name, by: principal.username }, version);
      return this.written(manager, address, access);
    });
  }

  /** Points it at this version; begins it if there is none. @throws as {@link create} and {@link move} */
  async replace(address: BranchAddress, version: string, preconditions: Preconditions): Promise<ReplacedBranch> {
    const { principal, course, name } = address;
    const access = await this.policy.accessOf(principal, course);
    if (!mayMove(access, name)) throw refusalToMove(name);
    const isNew = (await this.store.find(course, name)) === null;
    await this.check(course, { name: isNew && !stays(name) ? name : undefined, version });
    return this.dataSource.transaction(async (manager) => {
      const write = { ...this.writeOf(address), check: (head: string | null) => preconditions.check(head) };
      const moved = !isNew && (await this.store.move(manager, write, version));
      if (!moved) await this.store.create(manager, write, version);
      return { ...(await this.written(manager, address, access)), isNew: !moved };
    });
  }

  /** @throws NotFoundError, InvalidInputError, MayNotPublishError, PreconditionFailedError, ArchivedCourseError */
  async move(
    address: BranchAddress,
    version: string | undefined,
    preconditions: Preconditions,
  ): Promise<VisibleBranch> {
    const { principal, course, name } = address;
    const access = await this.policy.accessOf(principal, course);
    if (!mayMove(access, name)) throw refusalToMove(name);
    if (version !== undefined) await this.check(course, { version });
    return this.dataSource.transaction(async (manager) => {
      const write = { ...this.writeOf(address), check: (current: string | null) => preconditions.check(current) };
      if (!(await this.store.move(manager, write, version ?? null))) throw branchNotFound(course, name);
      return this.written(manager, address, access);
    });
  }

  /** @throws NotFoundError, ConflictError for draft and published, PreconditionFailedError, ArchivedCourseError */
  async remove(address: BranchAddress, preconditions: Preconditions): Promise<void> {
    const { course, name } = address;
    const { head } = await this.existing(course, name);
    noteForAudit({ details: { branch: name, version_before: head } });
    await this.dataSource.transaction((manager) =>
      this.store.remove(manager, { ...this.writeOf(address), check: (current) => preconditions.check(current) }),
    );
  }

  private writeOf({ principal, course, name }: BranchAddress) {
    return { course, name, by: principal.username };
  }

  private async written(
    manager: EntityManager,
    { course, name }: BranchAddress,
    access: CourseAccess,
  ): Promise<VisibleBranch> {
    const branch = (await this.store.find(course, name, manager))!;
    noteForAudit({ version: branch.head, details: { branch: name } });
    return { branch, access };
  }

  private async existing(course: CourseKey, name: string): Promise<StoredBranch> {
    const branch = await this.store.find(course, name);
    if (!branch) throw branchNotFound(course, name);
    return branch;
  }

  /** All faults at once (SPEC R-9). @param request.name of a branch that is to be begun */
  private async check(course: CourseKey, { name, version }: { name?: string; version: string }): Promise<void> {
    const fault = name === undefined ? null : branchNameFault(name);
    const isKnown = (await this.history.find(course, version)) !== null;
    const unknown = isKnown ? {} : new UnknownVersionError('version', version, course).fieldErrors;
    if (fault !== null || !isKnown)
      throw new InvalidInputError({ ...(fault !== null && { name: [`name ${fault}.`] }), ...unknown });
  }
}

function branchNotFound(course: CourseKey, name: string): NotFoundError {
  return new NotFoundError(`branch "${name}" of ${course.withoutBranchAndVersion()}`);
}

function refusalToMove(branch: string): Error {
  if (branch === PUBLISHED) return new MayNotPublishError();
  return new PermissionDeniedError(
    `To move the branch "${branch}" can take blocks off it, which takes the permission courses.delete_content: the roles instructor and staff of the course.`,
  );
}
