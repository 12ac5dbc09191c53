import type { CourseAccess } from '../../common/auth/course-access.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { DRAFT } from '../content/index.js';

/** In which courses' content one caller may search, decided once for the whole search. */
export class SearchScope {
  private constructor(
    private readonly everywhere: boolean,
    /** Courses whose content the caller reads, as their team or as a learner. */
    private readonly readable: readonly string[],
    /** Those in which the caller reads everything, drafts and what is for the team only. */
    private readonly whole: readonly string[],
  ) {}

  /** Global staff: all courses, all of their blocks. */
  static readonly everything = new SearchScope(true, [], []);

  /** @param courses what the caller may do, by course key */
  static of(courses: ReadonlyMap<string, CourseAccess>, branch: string): SearchScope {
    const keysOf = (may: (access: CourseAccess) => boolean) =>
      [...courses].filter(([, access]) => may(access)).map(([key]) => key);
    const whole = keysOf(({ readsDrafts }) => readsDrafts);
    return new SearchScope(false, branch === DRAFT ? whole : keysOf(({ readsContent }) => readsContent), whole);
  }

  /** Whether there is no block at all to search in. */
  get isEmpty(): boolean {
    return !this.everywhere && this.readable.length === 0;
  }

  /** Whether something is hidden from the caller in one of these courses. */
  get hidesSome(): boolean {
    return !this.everywhere && this.whole.length < this.readable.length;
  }

  /** Condition on `courses c`: the caller reads the course's content. */
  get readableCourses(): Sql {
    return this.everywhere ? sql`true` : sql`c.course_key = ANY (${this.readable}::text[])`;
  }

  /** Condition on `courses c`: the caller reads just what learners read there. */
  get learnersCourses(): Sql {
    const learners = this.readable.filter((key) => !this.whole.includes(key));
    return sql`c.course_key = ANY (${learners}::text[])`;
  }
}
