import type { CourseDoor } from './course-door.js';
import { modeOf, OPEN_MODES } from './enrollment-modes.js';
import { CourseNotOpenError, EnrollmentClosedError, ModeNotOpenError } from './enrollments.errors.js';
import type { EnrollmentState } from './stored-enrollment.js';

/**
 * Refuses what people may not do to their own enrollment (SPEC E-2): come into a course whose door is closed to them, or
 * take or give up a mode that is not open. Leaving is always possible. An invitation opens the door, and the mode that it
 * names.
 * @param current null for who is new or was deleted
 * @param door null when there is no such course for the caller, or when nobody comes in and no mode changes
 * @throws CourseNotOpenError, EnrollmentClosedError, ModeNotOpenError
 */
export function checkOwnChange(current: EnrollmentState | null, next: EnrollmentState, door: CourseDoor | null): void {
  const comesIn = next.isActive && !current?.isActive;
  if (comesIn && door === null) throw new CourseNotOpenError();
  const was = current?.isActive ? current.mode : null;
  const changesMode = was === null ? comesIn || next.mode !== current?.mode : next.mode !== was;
  const isInvited = comesIn && door !== null && door.invitations.some(({ mode }) => mode === next.mode);
  if (changesMode && !isInvited && !(isOpen(next.mode, door) && (was === null || isOpen(was, door))))
    throw new ModeNotOpenError(was, next.mode);
  if (comesIn && door) checkDoor(door, new Date());
}

function isOpen(slug: string, door: CourseDoor | null): boolean {
  const mode = door && modeOf(door, slug);
  // One that is not offered any more is left as freely as it was entered.
  return mode ? mode.isOpen : OPEN_MODES.includes(slug);
}

function checkDoor(door: CourseDoor, now: Date): void {
  const refuse = (reason: string): never => {
    throw new EnrollmentClosedError(door.courseKey, reason);
  };
  // Not even an invitation opens it; who runs the course may still let somebody in.
  if (door.isArchived) refuse('it is archived');
  if (door.invitations.length > 0) return;
  if (door.invitationOnly) refuse('it is by invitation only');
  if (door.enrollmentStart && now < door.enrollmentStart)
    refuse(`enrollment opens at ${door.enrollmentStart.toISOString()}`);
  if (door.enrollmentEnd && now >= door.enrollmentEnd)
    refuse(`enrollment closed at ${door.enrollmentEnd.toISOString()}`);
}
