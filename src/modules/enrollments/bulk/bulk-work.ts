import type { EntityManager } from 'typeorm';
import { AppError } from '../../../common/errors/app-error.js';
import { type CourseDoor, courseDoor } from '../course-door.js';
import { checkMode } from '../enrollment-admission.js';
import { defaultMode } from '../enrollment-modes.js';
import type { ChangeNote, EnrollmentState } from '../stored-enrollment.js';
import {
  accountsNamed,
  type BulkInvitation,
  type CurrentEnrollment,
  lockEnrollments,
  type NamedAccount,
  removeInvitations,
  type Seat,
  writeEnrollments,
  writeInvitations,
} from './bulk-batch.js';
import { type BulkRow, identifierOf, type RowProblem } from './bulk-row.js';
import { BulkSeats } from './bulk-seats.js';

/** What came of the rows. */
export interface BulkCounts {
  enrolled: number;
  changed: number;
  unenrolled: number;
  unchanged: number;
  invited: number;
  uninvited: number;
}

/** For all batches of one bulk enrollment. */
export interface BulkTerms {
  readonly note: ChangeNote;
  readonly autoEnroll: boolean;
  /** Whether e-mail addresses may be looked up among the accounts: for all but global staff they are invited, one like another (E-1). */
  readonly mayLookUpEmails: boolean;
}

interface CourseAtWork {
  readonly door: CourseDoor;
  readonly seats: BulkSeats;
}

/** A row that names an account, and its course. */
interface SeatedRow extends Seat {
  readonly row: BulkRow;
}

/** Enrolls batch after batch in one transaction: a fixed number of statements for each batch, however many rows it has. */
export class BulkWork {
  readonly counts: BulkCounts = { enrolled: 0, changed: 0, unenrolled: 0, unchanged: 0, invited: 0, uninvited: 0 };
  readonly problems: RowProblem[] = [];
  /** Whom the rows so far have named, in which course. */
  private readonly named = new Set<string>();

  private constructor(
    private readonly manager: EntityManager,
    private readonly courses: ReadonlyMap<string, CourseAtWork>,
    private readonly terms: BulkTerms,
  ) {}

  /** Takes the locks of whoever takes a seat, in the order of the keys. */
  static async begin(manager: EntityManager, keys: readonly string[], terms: BulkTerms): Promise<BulkWork> {
    const courses = new Map<string, CourseAtWork>();
    for (const courseKey of [...keys].sort()) {
      const door = await courseDoor(manager, { courseKey, username: '' });
      if (!door) continue;
      courses.set(courseKey, { door, seats: new BulkSeats(door, await takenIn(manager, door)) });
    }
    return new BulkWork(manager, courses, terms);
  }

  async batch(rows: readonly BulkRow[]): Promise<void> {
    const known = rows.filter((row) => this.isCourse(row));
    const accounts = await this.accountsOf(known);
    const seated: SeatedRow[] = [];
    const byEmail: BulkRow[] = [];
    for (const row of known) {
      const account = accountOf(row, accounts);
      if (account) seated.push({ row, courseKey: row.courseKey, userId: account.id });
      else if ('email' in row.whom) byEmail.push(row);
      else this.refuse(row, new AppError('unknown_user', 'There is no such account, or it is disabled.'));
    }
    await this.enroll(seated.filter(({ row, userId }) => this.isFirst(row, String(userId))));
    await this.invite(byEmail.filter((row) => this.isFirst(row, identifierOf(row).toLowerCase())));
  }

  private async accountsOf(rows: readonly BulkRow[]): Promise<Accounts> {
    const usernames = rows.flatMap(({ whom }) => ('username' in whom ? whom.username : []));
    const emails = rows.flatMap(({ whom }) => ('email' in whom && this.terms.mayLookUpEmails ? whom.email : []));
    const found = usernames.length + emails.length > 0 ? await accountsNamed(this.manager, usernames, emails) : [];
    return {
      byUsername: new Map(found.map((account) => [account.username, account])),
      byEmail: new Map(this.terms.mayLookUpEmails ? found.map((account) => [account.email, account]) : []),
    };
  }

  private async enroll(rows: readonly SeatedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const current = new Map((await lockEnrollments(this.manager, rows)).map((one) => [seatKey(one), one]));
    const changes = rows.flatMap((row): (Seat & EnrollmentState)[] => {
      const next = this.decide(row, current.get(seatKey(row)) ?? null);
      return next ? [{ courseKey: row.courseKey, userId: row.userId, ...next }] : [];
    });
    await writeEnrollments(this.manager, changes, this.terms.note);
  }

  /** What the row makes of an enrollment; null when that is nothing, or nothing that may be. */
  private decide({ row }: SeatedRow, found: CurrentEnrollment | null): EnrollmentState | null {
    const current = found?.isDeleted ? null : found;
    if (!row.isActive && !current?.isActive) return this.same();
    const { door, seats } = this.courses.get(row.courseKey)!;
    const mode = row.isActive ? (row.mode ?? (current?.isActive ? current.mode : defaultMode(door))) : current!.mode;
    const next = { mode, isActive: row.isActive };
    if (current && current.mode === mode && current.isActive === row.isActive) return this.same();
    try {
      if (row.isActive) checkMode(current, next, door);
      seats.move(current, next);
    } catch (error) {
      this.refuse(row, error);
      return null;
    }
    this.counts[row.isActive ? (current?.isActive ? 'changed' : 'enrolled') : 'unenrolled'] += 1;
    return next;
  }

  private async invite(rows: readonly BulkRow[]): Promise<void> {
    const wanted = rows.filter((row) => row.isActive && this.isOffered(row));
    const unwanted = rows.filter((row) => !row.isActive);
    await writeInvitations(this.manager, wanted.map(invitationOf), this.terms.autoEnroll, this.terms.note);
    await removeInvitations(this.manager, unwanted.map(invitationOf));
    this.counts.invited += wanted.length;
    this.counts.uninvited += unwanted.length;
  }

  private isOffered(row: BulkRow): boolean {
    if (row.mode === undefined) return true;
    try {
      checkMode(null, { mode: row.mode, isActive: true }, this.courses.get(row.courseKey)!.door);
      return true;
    } catch (error) {
      this.refuse(row, error);
      return false;
    }
  }

  private isCourse(row: BulkRow): boolean {
    if (this.courses.has(row.courseKey)) return true;
    this.refuse(row, new AppError('invalid_input', 'There is no such course.'));
    return false;
  }

  /** Of two rows about one person the first counts: which one is meant, nobody can tell. */
  private isFirst(row: BulkRow, person: string): boolean {
    const key = `${person} ${row.courseKey}`;
    if (this.named.has(key)) {
      this.refuse(row, new AppError('conflict', 'A row before this one names the same person in the same course.'));
      return false;
    }
    this.named.add(key);
    return true;
  }

  private same(): null {
    this.counts.unchanged += 1;
    return null;
  }

  private refuse(row: BulkRow, error: unknown): void {
    if (!(error instanceof AppError)) throw error;
    const [fault] = Object.values(error.fieldErrors ?? {}).flat();
    this.problems.push({
      number: row.number,
      identifier: identifierOf(row),
      courseKey: row.courseKey,
      code: error.code,
      message: fault ?? error.message,
    });
  }
}

interface Accounts {
  readonly byUsername: ReadonlyMap<string, NamedAccount>;
  readonly byEmail: ReadonlyMap<string, NamedAccount>;
}

function accountOf({ whom }: BulkRow, { byUsername, byEmail }: Accounts): NamedAccount | undefined {
  return 'email' in whom ? byEmail.get(whom.email.toLowerCase()) : byUsername.get(whom.username.toLowerCase());
}

const seatKey = ({ courseKey, userId }: Seat): string => `${userId} ${courseKey}`;

function invitationOf(row: BulkRow): BulkInvitation {
  return { courseKey: row.courseKey, email: identifierOf(row), mode: row.mode ?? null };
}

async function takenIn(manager: EntityManager, { courseKey, limits }: CourseDoor): Promise<Map<string, number>> {
  if (limits === null) return new Map();
  const rows = await manager.query<{ mode: string; taken: number }[]>(
    'SELECT mode, count(*)::int AS taken FROM enrollments WHERE course_key = $1 AND is_active GROUP BY mode',
    [courseKey],
  );
  return new Map(rows.map(({ mode, taken }) => [mode, taken]));
}
