import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CourseDoor } from './course-door.js';
import { modeOf } from './enrollment-modes.js';
import { EnrollmentStore } from './enrollment-store.js';
import { ModeExpiredError, ModeNotOfferedError, SeatsTakenError } from './enrollments.errors.js';
import { checkOwnChange } from './self-enrollment.js';
import type { EnrollmentPlace, EnrollmentState } from './stored-enrollment.js';

/** A change of one enrollment that somebody asks for. */
export interface AdmissionRequest {
  readonly place: EnrollmentPlace;
  /** Null for who is new or was deleted. */
  readonly current: EnrollmentState | null;
  readonly next: EnrollmentState;
  /** Null when there is no such course for the caller, or when nothing is entered. */
  readonly door: CourseDoor | null;
  /** Whether the caller enrolls people, whom dates and invitations do not bind. */
  readonly decides: boolean;
}

/** Lets people into courses and modes, or not (SPEC E-2). */
@Injectable()
export class EnrollmentAdmission {
  constructor(private readonly store: EnrollmentStore) {}

  /**
   * What the course offers and how many seats it has binds everybody; the dates, invitations and open modes bind those who
   * enroll themselves. An invitation is used up by whoever comes in.
   * @throws ModeNotOfferedError, ModeExpiredError, ModeNotOpenError, CourseNotOpenError, EnrollmentClosedError, SeatsTakenError
   */
  async admit(manager: EntityManager, request: AdmissionRequest): Promise<void> {
    const { place, current, next, door, decides } = request;
    if (door) checkMode(current, next, door);
    if (!decides) checkOwnChange(current, next, door);
    if (door) await this.checkSeats(manager, request, door);
    if (door && next.isActive && door.invitations.length > 0) await this.store.useInvitations(manager, place);
  }

  private async checkSeats(
    manager: EntityManager,
    { current, next }: AdmissionRequest,
    door: CourseDoor,
  ): Promise<void> {
    if (!entersMode(current, next)) return;
    const inCourse = current?.isActive ? null : (door.limits?.seats ?? null);
    const inMode = modeOf(door, next.mode)?.seats ?? null;
    if (inCourse === null && inMode === null) return;
    const taken = await this.store.seatsTaken(manager, door.courseKey, next.mode);
    if (inCourse !== null && taken.inCourse >= inCourse) throw new SeatsTakenError(door.courseKey, inCourse, null);
    if (inMode !== null && taken.inMode >= inMode) throw new SeatsTakenError(door.courseKey, inMode, next.mode);
  }
}

/** Whether the change may meet a closed door: then the door must be looked at, and first of all. */
export function mayEnter(changes: Partial<EnrollmentState>): boolean {
  return changes.isActive === true || changes.mode !== undefined;
}

function entersMode(current: EnrollmentState | null, next: EnrollmentState): boolean {
  return next.isActive && !(current?.isActive && current.mode === next.mode);
}

/** @throws ModeNotOfferedError, ModeExpiredError */
export function checkMode(current: EnrollmentState | null, next: EnrollmentState, door: CourseDoor): void {
  const isNew = current?.mode !== next.mode || entersMode(current, next);
  if (!isNew) return;
  const mode = modeOf(door, next.mode);
  if (mode === null)
    throw new ModeNotOfferedError(
      door.courseKey,
      next.mode,
      door.modes.map(({ slug }) => slug),
    );
  if (mode.isExpired && entersMode(current, next)) throw new ModeExpiredError(door.courseKey, next.mode);
}
