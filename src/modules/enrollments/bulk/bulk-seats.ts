import type { CourseDoor } from '../course-door.js';
import { modeOf } from '../enrollment-modes.js';
import { SeatsTakenError } from '../enrollments.errors.js';
import type { EnrollmentState } from '../stored-enrollment.js';

/**
 * The seats of one course while many people come and go in one transaction, which holds the lock of whoever takes a seat:
 * nobody else changes what is counted here.
 */
export class BulkSeats {
  /** @param taken how many are in each mode */
  constructor(
    private readonly door: CourseDoor,
    private readonly taken: Map<string, number>,
  ) {}

  /** Moves a person from one state to another. @throws SeatsTakenError, and then nothing has moved */
  move(current: EnrollmentState | null, next: EnrollmentState): void {
    const was = current?.isActive ? current.mode : null;
    const is = next.isActive ? next.mode : null;
    if (was === is) return;
    if (is !== null) this.check(was, is);
    if (was !== null) this.count(was, -1);
    if (is !== null) this.count(is, 1);
  }

  private check(was: string | null, is: string): void {
    const { courseKey, limits } = this.door;
    const inCourse = was === null ? (limits?.seats ?? null) : null;
    const inMode = modeOf(this.door, is)?.seats ?? null;
    const all = [...this.taken.values()].reduce((sum, one) => sum + one, 0);
    if (inCourse !== null && all >= inCourse) throw new SeatsTakenError(courseKey, inCourse, null);
    if (inMode !== null && (this.taken.get(is) ?? 0) >= inMode) throw new SeatsTakenError(courseKey, inMode, is);
  }

  private count(mode: string, change: number): void {
    this.taken.set(mode, (this.taken.get(mode) ?? 0) + change);
  }
}
