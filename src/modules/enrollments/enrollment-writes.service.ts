import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { AccessChanges } from '../../common/auth/access-changes.js';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { usernameOf } from '../../common/pagination/key-parameters.js';
import type { EnrollmentAddress } from './enrollment-address.js';
import { EnrollmentRights, type VisibleEnrollment } from './enrollment-rights.js';
import { EnrollmentStore, type LockedEnrollment } from './enrollment-store.js';
import {
  AlreadyEnrolledError,
  EnrollmentNotFoundError,
  MayNotEnrollOthersError,
  UnknownCourseError,
  UnknownUserError,
} from './enrollments.errors.js';
import { checkOwnChange } from './self-enrollment.js';
import type { EnrollmentPlace, EnrollmentState } from './stored-enrollment.js';

/** An enrollment after a PUT. */
export interface ReplacedEnrollment extends VisibleEnrollment {
  readonly isNew: boolean;
}

interface Target {
  readonly place: EnrollmentPlace;
  readonly rights: EnrollmentRights;
}

/**
 * Enrolls, changes and lets go (SPEC E-2). Who left, and who was deleted, keeps UUID and date when they come back. Rights
 * are decided before the transaction; the row is locked in it before anything is compared with it (R-12, C-8).
 */
@Injectable()
export class EnrollmentWrites {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: EnrollmentStore,
    private readonly policy: CourseAccessPolicy,
    private readonly changes: AccessChanges,
  ) {}

  /**
   * Enrolls somebody. Of whoever is not in the course any more, the old enrollment becomes what is asked for.
   * @param username `me` for the caller
   * @throws MayNotEnrollOthersError, UnknownCourseError, UnknownUserError, AlreadyEnrolledError, EnrollmentClosedError, ModeNotOpenError
   */
  async create<Answer>(
    principal: Principal,
    { username: named, courseKey }: EnrollmentPlace,
    state: EnrollmentState,
    unit: UnitOfWork<VisibleEnrollment, Answer>,
  ): Promise<Answer> {
    const place = { username: usernameOf(named, principal), courseKey };
    const rights = await this.rightsIn(principal, place);
    if (!rights.mayWrite) throw new MayNotEnrollOthersError(courseKey);
    return this.noting(
      unit.run(async (manager) => {
        const door = await this.store.courseDoor(manager, courseKey);
        if (!door) throw new UnknownCourseError(courseKey);
        const current = await this.store.lock(manager, place);
        if (current?.isActive || (current && !current.isDeleted && !state.isActive))
          throw new AlreadyEnrolledError(current.username, courseKey);
        if (!rights.decides) checkOwnChange(null, state, door);
        if (current) return { enrollment: await this.store.update(manager, current, state), rights };
        const enrollment = await this.store.insert(manager, place, state);
        if (!enrollment) throw await this.whyNotMade(manager, place);
        return { enrollment, rights };
      }),
    );
  }

  /**
   * Replaces the whole; makes it if its keys name a place that is free.
   * @throws EnrollmentNotFoundError, MayNotEnrollOthersError, PreconditionFailedError, EnrollmentClosedError, ModeNotOpenError
   */
  async replace(
    principal: Principal,
    address: EnrollmentAddress,
    state: EnrollmentState,
    preconditions: Preconditions,
  ): Promise<ReplacedEnrollment> {
    const { place, rights } = await this.target(principal, address);
    return this.transaction(async (manager) => {
      const current = await this.store.lock(manager, place);
      if (current && !current.isDeleted)
        return { ...(await this.write(manager, current, state, rights, preconditions)), isNew: false };
      // An enrollment that is gone has no UUID to be found by.
      if ('uuid' in address.by) throw new EnrollmentNotFoundError(address.text);
      return this.make(manager, { address, place, rights, state, preconditions, deleted: current });
    });
  }

  /** @throws EnrollmentNotFoundError, MayNotEnrollOthersError, PreconditionFailedError, EnrollmentClosedError, ModeNotOpenError */
  async change(
    principal: Principal,
    address: EnrollmentAddress,
    changes: Partial<EnrollmentState>,
    preconditions: Preconditions,
  ): Promise<VisibleEnrollment> {
    const { place, rights } = await this.target(principal, address);
    return this.transaction(async (manager) => {
      const current = await this.lockExisting(manager, place, address);
      const state = { mode: changes.mode ?? current.mode, isActive: changes.isActive ?? current.isActive };
      return this.write(manager, current, state, rights, preconditions);
    });
  }

  /** The resource is gone from then on; the row waits for whoever comes back. @throws as {@link change} */
  async remove(principal: Principal, address: EnrollmentAddress, preconditions: Preconditions): Promise<void> {
    const { place } = await this.target(principal, address);
    await this.transaction(async (manager) => {
      const current = await this.lockExisting(manager, place, address);
      preconditions.check(String(current.revision));
      await this.store.remove(manager, current);
    });
  }

  private transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.noting(this.dataSource.transaction(work));
  }

  /** What the caller may do in the course follows from enrollments. */
  private noting<T>(writing: Promise<T>): Promise<T> {
    return writing.finally(() => this.changes.note());
  }

  /** What an address names, and that the caller may write there. Who may not know of it gets the 404 of what is absent. */
  private async target(principal: Principal, { text, by }: EnrollmentAddress): Promise<Target> {
    const found = 'uuid' in by ? await this.store.find(by) : { ...by, username: usernameOf(by.username, principal) };
    if (!found) throw new EnrollmentNotFoundError(text);
    const rights = await this.rightsIn(principal, found);
    if (!rights.mayRead) throw new EnrollmentNotFoundError(text);
    if (!rights.mayWrite) throw new MayNotEnrollOthersError(found.courseKey);
    return { place: found, rights };
  }

  private async rightsIn(principal: Principal, { username, courseKey }: EnrollmentPlace): Promise<EnrollmentRights> {
    noteForAudit({ courseKey, onBehalfOf: username });
    const access = await this.policy.accessOf(principal, CourseKey.parse(courseKey));
    return EnrollmentRights.of(principal, username, access);
  }

  private async lockExisting(
    manager: EntityManager,
    place: EnrollmentPlace,
    { text }: EnrollmentAddress,
  ): Promise<LockedEnrollment> {
    const current = await this.store.lock(manager, place);
    if (!current || current.isDeleted) throw new EnrollmentNotFoundError(text);
    return current;
  }

  private async write(
    manager: EntityManager,
    current: LockedEnrollment,
    state: EnrollmentState,
    rights: EnrollmentRights,
    preconditions: Preconditions,
  ): Promise<VisibleEnrollment> {
    preconditions.check(String(current.revision));
    if (!rights.decides) {
      const comesIn = state.isActive && !current.isActive;
      checkOwnChange(current, state, comesIn ? await this.store.courseDoor(manager, current.courseKey) : null);
    }
    return { enrollment: await this.store.update(manager, current, state), rights };
  }

  private async make(
    manager: EntityManager,
    making: Target & {
      readonly address: EnrollmentAddress;
      readonly state: EnrollmentState;
      readonly preconditions: Preconditions;
      readonly deleted: LockedEnrollment | null;
    },
  ): Promise<ReplacedEnrollment> {
    const { place, rights, state, preconditions, deleted, address } = making;
    const door = await this.store.courseDoor(manager, place.courseKey);
    if (!door) throw new EnrollmentNotFoundError(address.text);
    preconditions.check(null);
    if (!rights.decides) checkOwnChange(null, state, door);
    const enrollment = deleted
      ? await this.store.update(manager, deleted, state)
      : await this.store.insert(manager, place, state);
    if (enrollment) return { enrollment, rights, isNew: true };
    // Somebody was faster, so there is something to replace; or nobody of this name can be enrolled.
    const current = await this.lockExisting(manager, place, address);
    return { ...(await this.write(manager, current, state, rights, preconditions)), isNew: false };
  }

  private async whyNotMade(manager: EntityManager, { username, courseKey }: EnrollmentPlace): Promise<Error> {
    const exists = await this.store.accountExists(manager, username);
    return exists ? new AlreadyEnrolledError(username, courseKey) : new UnknownUserError(username);
  }
}
