import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { ACCESS_BELIEVED_MS, AccessChanges } from '../../common/auth/access-changes.js';
import { CourseAccess, CourseAccessPolicy, type CourseRole } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { type AccessPolicy, CONTENT, DEFAULT_POLICIES, INFORMATION, letsIn, nextEdge } from './access-policy.js';
import { isOfNoDeletedCourse } from './access-conditions.js';
import { BlockPolicies } from './block-policies.service.js';
import { policiesFrom, type PolicyRow } from './policy-rows.js';
import { unlockKeyMatches } from './unlock-key.js';

const MOST_KEPT = 20_000;

/**
 * What a caller may do in a course, by the roles, enrollments and access policies in the database. Remembered for a moment,
 * so that a hot request asks nothing: a change in this process counts at once, one of another process after
 * ACCESS_BELIEVED_MS, and the window of a policy at its very edge.
 */
@Injectable()
export class StoredCourseAccess extends CourseAccessPolicy {
  private readonly kept = new LRUCache<string, CourseAccess>({ max: MOST_KEPT, ttl: ACCESS_BELIEVED_MS });
  /** States of courses that are there. */
  private readonly states = new LRUCache<string, CourseState>({ max: MOST_KEPT, ttl: ACCESS_BELIEVED_MS });
  /** {@link AccessChanges.count} when {@link states} was last right. */
  private statesSince = 0;
  /** {@link AccessChanges.count} when {@link kept} was last right. */
  private keptSince = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly changes: AccessChanges,
    private readonly blockPolicies: BlockPolicies,
  ) {
    super();
  }

  override async accessOf(principal: Principal, courseKey: CourseKey): Promise<CourseAccess> {
    // A key of a version alone names no course.
    if (courseKey.org === null) return principal.isGlobalStaff ? CourseAccess.globalStaff : CourseAccess.none;
    if (principal.isGlobalStaff) {
      const { exists, isArchived } = await this.stateOf(courseKey);
      return CourseAccess.ofGlobalStaff({ exists, isArchived });
    }
    const course = String(courseKey.withoutBranchAndVersion());
    const key = JSON.stringify([principal.userId, principal.client?.clientId, principal.unlockKey, course]);
    const kept = this.current().get(key);
    if (kept) return kept;
    const { count } = this.changes;
    const row = await this.read(principal, course, courseKey.org);
    const now = Date.now();
    const access = accessFrom(row, principal, now);
    // What changed while it was being read is read again next time, and what does not exist yet may be made at any moment.
    if (access.exists && count === this.changes.count) this.current().set(key, access, { ttl: believedFor(row, now) });
    return access;
  }

  override async coursesOf(principal: Principal): Promise<ReadonlyMap<string, CourseAccess>> {
    if (principal.isAnonymous || principal.isGlobalStaff) return new Map();
    const rows = await this.dataSource.query<(StandingRow & { readonly course_key: string })[]>(
      `WITH held AS (SELECT course_key, role FROM course_roles WHERE user_id = $1),
            taken AS (SELECT course_key, mode FROM enrollments WHERE user_id = $1 AND is_active)
       SELECT own.course_key, held.role, taken.course_key IS NOT NULL AS is_enrolled, taken.mode, ${COURSE_POLICIES}
       FROM (SELECT course_key FROM held UNION SELECT course_key FROM taken) own
       LEFT JOIN held USING (course_key) LEFT JOIN taken USING (course_key)
       WHERE ${isOfNoDeletedCourse('own.course_key')}`,
      [principal.userId],
    );
    const now = Date.now();
    return new Map(rows.map((row) => [row.course_key, accessFrom(row, principal, now)]));
  }

  override async unlocksSomething(principal: Principal, courseKey: CourseKey): Promise<boolean> {
    const { unlockKey } = principal;
    if (unlockKey === null || courseKey.org === null) return false;
    const course = courseKey.withoutBranchAndVersion();
    const row = await this.read(principal, String(course), courseKey.org);
    const policies = [...policiesFrom(row.policies ?? []).values(), ...(await this.blockPolicies.of(course)).values()];
    // All of them are compared, so that the time does not tell which.
    const matches = policies.map(
      ({ unlockKeyHash }) => unlockKeyHash !== null && unlockKeyMatches(unlockKey, unlockKeyHash),
    );
    return matches.includes(true);
  }

  /**
   * One query, which reads a few rows by their keys. Of a course that does not exist it says what the caller is in its
   * organization, which is who may make it.
   */
  private async read({ userId }: Principal, course: string, org: string): Promise<StandingRow> {
    const [row] = await this.dataSource.query<[StandingRow]>(
      `SELECT own.course_key IS NOT NULL AS exists, own.archived IS NOT NULL AS is_archived, r.role, coalesce(e.is_active, false) AS is_enrolled, e.mode,
              ${COURSE_POLICIES}, o.is_delegate, o.is_creator
       FROM (SELECT coalesce(bool_or(role = 'delegate'), false) AS is_delegate,
                    coalesce(bool_or(role = 'course_creator'), false) AS is_creator
               FROM organization_roles
              WHERE user_id = $1 AND organization_id = ANY (organization_chain($3))) o
       LEFT JOIN courses own ON own.course_key = $2 AND own.deleted IS NULL
       LEFT JOIN course_roles r ON r.course_key = own.course_key AND r.user_id = $1
       LEFT JOIN enrollments e ON e.course_key = own.course_key AND e.user_id = $1`,
      [userId, course, org],
    );
    return row;
  }

  override async isDeleted(courseKey: CourseKey): Promise<boolean> {
    return courseKey.org !== null && (await this.stateOf(courseKey)).isDeleted;
  }

  /** What holds for global staff as well. */
  private async stateOf(courseKey: CourseKey): Promise<CourseState> {
    const course = String(courseKey.withoutBranchAndVersion());
    const { count } = this.changes;
    if (this.statesSince !== count) {
      this.states.clear();
      this.statesSince = count;
    }
    const kept = this.states.get(course);
    if (kept) return kept;
    const [state = ABSENT] = await this.dataSource.query<CourseState[]>(
      `SELECT deleted IS NULL AS exists, deleted IS NOT NULL AS "isDeleted", archived IS NOT NULL AS "isArchived"
         FROM courses WHERE course_key = $1`,
      [course],
    );
    // What is not there may be made or restored at any moment.
    if (state.exists && count === this.changes.count) this.states.set(course, state);
    return state;
  }

  private current(): LRUCache<string, CourseAccess> {
    if (this.keptSince !== this.changes.count) {
      this.kept.clear();
      this.keptSince = this.changes.count;
    }
    return this.kept;
  }
}

/** The two policies of the course `own`, as JSON, null when it has none; and whether blocks of it have any. */
const COURSE_POLICIES = `(SELECT json_agg(p) FROM access_policies p
    WHERE p.course_key = own.course_key AND p.subject IN ('${INFORMATION}', '${CONTENT}')) AS policies,
  EXISTS (SELECT FROM access_policies p
    WHERE p.course_key = own.course_key AND p.subject NOT IN ('${INFORMATION}', '${CONTENT}')) AS has_block_policies`;

interface CourseState {
  readonly exists: boolean;
  /** It was there. */
  readonly isDeleted: boolean;
  readonly isArchived: boolean;
}

const ABSENT: CourseState = { exists: false, isDeleted: false, isArchived: false };

interface StandingRow {
  /** Absent where only courses that exist are asked for. */
  readonly exists?: boolean;
  /** Absent in lists of courses. */
  readonly is_archived?: boolean;
  readonly role: CourseRole | null;
  readonly is_enrolled: boolean;
  readonly mode: string | null;
  readonly policies: readonly PolicyRow[] | null;
  /** Absent in lists of courses. */
  readonly is_delegate?: boolean;
  readonly is_creator?: boolean;
  readonly has_block_policies: boolean;
}

/** Content is for those who may know of the course: what is in it is never more open than itself (SPEC section 1). */
function accessFrom(row: StandingRow, principal: Principal, now: number): CourseAccess {
  const {
    exists = true,
    is_archived: isArchived = false,
    role,
    is_enrolled: isEnrolled,
    mode,
    is_delegate: isDelegate = false,
    is_creator: isCreator = false,
  } = row;
  if (!exists) return CourseAccess.of({ exists, information: false, isDelegate, isCreator });
  const policies = policiesFrom(row.policies ?? []);
  const opens = (subject: typeof INFORMATION | typeof CONTENT) =>
    letsIn(policies.get(subject) ?? DEFAULT_POLICIES[subject], { principal, isEnrolled }, now);
  const information = opens(INFORMATION);
  return CourseAccess.of({
    isArchived,
    role,
    isEnrolled,
    enrollmentMode: isEnrolled ? mode : null,
    information,
    content: (information || isEnrolled) && opens(CONTENT),
    contentIsDefault: !policies.has(CONTENT),
    isDelegate,
    isCreator,
    hasBlockPolicies: row.has_block_policies,
  });
}

/** No longer than until a window opens or closes. */
function believedFor({ policies }: StandingRow, now: number): number {
  const edges = [...policiesFrom(policies ?? []).values()].map((policy: AccessPolicy) => nextEdge(policy, now) - now);
  return Math.max(1, Math.min(ACCESS_BELIEVED_MS, ...edges));
}
