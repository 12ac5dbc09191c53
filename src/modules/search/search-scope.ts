import type { Principal } from '../../common/auth/principal.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { listedFor } from '../access/index.js';
import type { BlockRef } from '../content/index.js';

/** A course whose content the caller reads. */
export interface ReadableCourse {
  readonly course_key: string;
  /** Whether the caller reads everything there, drafts and what is for the team only. */
  readonly is_whole: boolean;
  /** Whether something in it may be hidden from learners at this time. */
  readonly hides: boolean;
}

/** Where one caller may search, decided once for the whole search. */
export class SearchScope {
  private constructor(
    private readonly principal: Principal,
    /** Null: all courses, all of their blocks, for global staff. */
    private readonly courses: readonly ReadableCourse[] | null,
    private readonly hidden: ReadonlyMap<string, ReadonlySet<BlockRef>>,
  ) {}

  /** Global staff. */
  static everything(principal: Principal): SearchScope {
    return new SearchScope(principal, null, new Map());
  }

  static of(principal: Principal, courses: readonly ReadableCourse[]): SearchScope {
    return new SearchScope(principal, courses, new Map());
  }

  /** @param hidden what the caller does not see, by course */
  without(hidden: ReadonlyMap<string, ReadonlySet<BlockRef>>): SearchScope {
    return new SearchScope(this.principal, this.courses, hidden);
  }

  /** Whether there is no block at all to search in. */
  get isEmpty(): boolean {
    return this.courses?.length === 0;
  }

  /** Courses in which something may be hidden from the caller. */
  get hiding(): readonly string[] {
    return (this.courses ?? []).filter(({ hides }) => hides).map(({ course_key }) => course_key);
  }

  /** Condition on `courses c`: the caller finds the course itself. */
  get foundCourses(): Sql {
    return listedFor(this.principal);
  }

  /** Condition on `courses c`: the caller reads the course's content. */
  get readableCourses(): Sql {
    if (this.courses === null) return sql`c.deleted IS NULL`;
    return sql`c.course_key = ANY (${this.courses.map(({ course_key }) => course_key)}::text[])`;
  }

  /** Conditions on a block `b` of a course `c`: it is none that the caller does not see. */
  get seenBlocks(): Sql[] {
    if (this.courses === null) return [];
    const whole = this.courses.filter(({ is_whole }) => is_whole).map(({ course_key }) => course_key);
    const isForTeam = sql`(b.settings ->> 'visible_to_staff_only' = 'true' OR b.settings ->> 'course_staff_only' = 'true') IS TRUE`;
    const forTeam = sql`c.course_key = ANY (${whole}::text[]) OR NOT ${isForTeam}`;
    if (this.hidden.size === 0) return [forTeam];
    const pairs = [...this.hidden].flatMap(([key, blocks]) => [...blocks].map((block) => [key, block] as const));
    const keys = pairs.map(([key]) => key);
    const blocks = pairs.map(([, block]) => block);
    return [
      forTeam,
      sql`(c.course_key, b.block) NOT IN (SELECT h.course_key, h.block FROM unnest(${keys}::text[], ${blocks}::text[]) h (course_key, block))`,
    ];
  }
}
