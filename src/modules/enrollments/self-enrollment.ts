import type { CourseEntity } from '../content/index.js';
import { isOpenMode } from './enrollment-modes.js';
import { EnrollmentClosedError, ModeNotOpenError } from './enrollments.errors.js';
import type { EnrollmentState } from './stored-enrollment.js';

/** What a course says of who may come in by themselves. */
export type CourseDoor = Pick<CourseEntity, 'courseKey' | 'invitationOnly' | 'enrollmentStart' | 'enrollmentEnd'>;

/**
 * Refuses what people may not do to their own enrollment (SPEC E-2): come into a course whose door is closed to them, or
 * take or give up a mode that is not open. Leaving is always possible.
 * @param current null for who is new or was deleted
 * @param door null when the course is gone
 * @throws EnrollmentClosedError, ModeNotOpenError
 */
export function checkOwnChange(current: EnrollmentState | null, next: EnrollmentState, door: CourseDoor | null): void {
  const comesIn = next.isActive && !current?.isActive;
  const was = current?.isActive ? current.mode : null;
  const changesMode = was === null ? comesIn || next.mode !== current?.mode : next.mode !== was;
  if (changesMode && !(isOpenMode(next.mode) && (was === null || isOpenMode(was))))
    throw new ModeNotOpenError(was, next.mode);
  if (comesIn) checkDoor(door, new Date());
}

function checkDoor(door: CourseDoor | null, now: Date): void {
  if (door === null) return;
  const refuse = (reason: string): never => {
    throw new EnrollmentClosedError(door.courseKey, reason);
  };
  if (door.invitationOnly) refuse('it is by invitation only');
  if (door.enrollmentStart && now < door.enrollmentStart)
    refuse(`enrollment opens at ${door.enrollmentStart.toISOString()}`);
  if (door.enrollmentEnd && now >= door.enrollmentEnd)
    refuse(`enrollment closed at ${door.enrollmentEnd.toISOString()}`);
}
