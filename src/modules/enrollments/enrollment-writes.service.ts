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
import { type CourseDoor, courseDoor } from './course-door.js';
import { EnrollmentAdmission, mayEnter } from './enrollment-admission.js';
import { defaultMode } from './enrollment-modes.js';
import { EnrollmentRights, type VisibleEnrollment } from './enrollment-rights.js';
import { EnrollmentStore, type LockedEnrollment } from './enrollment-store.js';
import {
  AlreadyEnrolledError,
  EnrollmentNotFoundError,
  MayNotEnrollOthersError,
  UnknownCourseError,
  UnknownUserError,
} from './enrollments.errors.js';
import type { ChangeNote, EnrollmentPlace, EnrollmentState } from './stored-enrollment.js';

/** An enrollment after a PUT. */
export interface ReplacedEnrollment extends VisibleEnrollment {
  readonly isNew: boolean;
}

/** What a writer asks for, and why. */
export type WantedEnrollment<State = EnrollmentState> = State & { readonly reason?: string | undefined };

interface Target {
  readonly place: EnrollmentPlace;
  readonly rights: EnrollmentRights;
}

/** What is to become of a row that is locked. */
interface Change extends Target {
  readonly current: LockedEnrollment;
  readonly next: EnrollmentState;
  readonly note: ChangeNote;
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
    private readonly admission: EnrollmentAdmission,
  ) {}

  /**
   * Enrolls somebody. Of whoever is not in the course any more, the old enrollment becomes what is asked for.
   * @param username `me` for the caller
   * @throws MayNotEnrollOthersError, UnknownCourseError, UnknownUserError, AlreadyEnrolledError, and as {@link EnrollmentAdmission.admit}
   */
  async create<Answer>(
    principal: Principal,
    { username: named, courseKey }: EnrollmentPlace,
    { mode, isActive, reason }: WantedEnrollment<{ readonly mode: string | undefined; readonly isActive: boolean }>,
    unit: UnitOfWork<VisibleEnrollment, Answer>,
  ): Promise<Answer> {
    const place = { username: usernameOf(named, principal), courseKey };
    const rights = await this.rightsIn(principal, place);
    if (!rights.mayWrite)
      throw rights.knowsCourse ? new MayNotEnrollOthersError(courseKey) : new UnknownCourseError(courseKey);
    return this.noting(
      unit.run(async (manager) => {
        const door = await doorFor(manager, { place, rights });
        if (!door) throw new UnknownCourseError(courseKey);
        const next = { mode: mode ?? defaultMode(door), isActive };
        const current = await this.store.lock(manager, place);
        if (current?.isActive || (current && !current.isDeleted && !isActive))
          throw new AlreadyEnrolledError(current.username, courseKey);
        await this.admission.admit(manager, { place, current: null, next, door, decides: rights.decides });
        const note = noteOf(principal, reason);
        if (current) return { enrollment: await this.store.update(manager, current, next, note), rights };
        const enrollment = await this.store.insert(manager, place, next, note);
        if (!enrollment) throw await this.whyNotMade(manager, place);
        return { enrollment, rights };
      }),
    );
  }

  /**
   * Replaces the whole; makes it if its keys name a place that is free.
   * @throws EnrollmentNotFoundError, MayNotEnrollOthersError, PreconditionFailedError, and as {@link EnrollmentAdmission.admit}
   */
  async replace(
    principal: Principal,
    address: EnrollmentAddress,
    { reason, ...next }: WantedEnrollment,
    preconditions: Preconditions,
  ): Promise<ReplacedEnrollment> {
    const { place, rights } = await this.target(principal, address);
    const note = noteOf(principal, reason);
    return this.transaction(async (manager) => {
      const door = await doorFor(manager, { place, rights });
      const current = await this.store.lock(manager, place);
      if (current && !current.isDeleted) {
        preconditions.check(String(current.revision));
        return { ...(await this.write(manager, { place, rights, current, next, note }, door)), isNew: false };
      }
      // An enrollment that is gone has no UUID to be found by.
      if ('uuid' in address.by || !door) throw new EnrollmentNotFoundError(address.text);
      preconditions.check(null);
      await this.admission.admit(manager, { place, current: null, next, door, decides: rights.decides });
      const enrollment = current
        ? await this.store.update(manager, current, next, note)
        : await this.store.insert(manager, place, next, note);
      if (enrollment) return { enrollment, rights, isNew: true };
      // Somebody was faster, so there is something to replace; or nobody of this name can be enrolled.
      const made = await this.lockExisting(manager, place, address);
      preconditions.check(String(made.revision));
      return { ...(await this.write(manager, { place, rights, current: made, next, note }, door)), isNew: false };
    });
  }

  /** @throws EnrollmentNotFoundError, MayNotEnrollOthersError, PreconditionFailedError, and as {@link EnrollmentAdmission.admit} */
  async change(
    principal: Principal,
    address: EnrollmentAddress,
    { reason, ...changes }: WantedEnrollment<Partial<EnrollmentState>>,
    preconditions: Preconditions,
  ): Promise<VisibleEnrollment> {
    const { place, rights } = await this.target(principal, address);
    return this.transaction(async (manager) => {
      const door = mayEnter(changes) ? await doorFor(manager, { place, rights }) : null;
      const current = await this.lockExisting(manager, place, address);
      preconditions.check(String(current.revision));
      const next = { mode: changes.mode ?? current.mode, isActive: changes.isActive ?? current.isActive };
      return this.write(manager, { place, rights, current, next, note: noteOf(principal, reason) }, door);
    });
  }

  /** The resource is gone from then on; the row waits for whoever comes back. @throws as {@link change} */
  async remove(principal: Principal, address: EnrollmentAddress, preconditions: Preconditions): Promise<void> {
    const { place } = await this.target(principal, address);
    await this.transaction(async (manager) => {
      const current = await this.lockExisting(manager, place, address);
      preconditions.check(String(current.revision));
      await this.store.remove(manager, current, noteOf(principal));
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
    { place, rights, current, next, note }: Change,
    door: CourseDoor | null,
  ): Promise<VisibleEnrollment> {
    await this.admission.admit(manager, { place, current, next, door, decides: rights.decides });
    return { enrollment: await this.store.update(manager, current, next, note), rights };
  }

  private async whyNotMade(manager: EntityManager, { username, courseKey }: EnrollmentPlace): Promise<Error> {
    const exists = await this.store.accountExists(manager, username);
    return exists ? new AlreadyEnrolledError(username, courseKey) : new UnknownUserError(username);
  }
}

/**
 * The door of the course. Null when there is none for the caller: a course that its access policy hides is like one that
 * does not exist, or enrolling in it would open it (SPEC section 1, R-7). Whoever is invited knows of it.
 */
async function doorFor(manager: EntityManager, { place, rights }: Target): Promise<CourseDoor | null> {
  const door = await courseDoor(manager, place);
  return door && (rights.knowsCourse || door.invitations.length > 0) ? door : null;
}

function noteOf({ userId }: Principal, reason?: string): ChangeNote {
  return { by: userId, reason: reason ?? null };
}
