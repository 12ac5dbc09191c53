import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { type Sql, sql } from '../../common/pagination/sql.js';
import { BlockVisibility, readsContentOf, readsDraftsOf } from '../access/index.js';
import { type BlockRef, ContentVersions, DRAFT, PUBLISHED } from '../content/index.js';
import { type ReadableCourse, SearchScope } from './search-scope.js';

/**
 * Whether a block's settings may hide it now: a wide net, cheap by ix_blocks_gated. What really is hidden BlockVisibility
 * says. Dates compare as texts, to the day.
 */
const MAY_HIDE = sql`b.settings::text ~ '"(visible_to_staff_only|course_staff_only|start|group_access|hide_after_due)"\\s*:' AND (
    b.settings ->> 'visible_to_staff_only' = 'true' OR b.settings ->> 'hide_after_due' = 'true'
    OR b.settings ->> 'start' > to_char(now() - interval '2 days', 'YYYY-MM-DD') OR b.settings ->> 'group_access' <> '{}')`;

/** In which courses' content somebody searches, and what of it they do not see. */
@Injectable()
export class SearchScopes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly policy: CourseAccessPolicy,
    private readonly versions: ContentVersions,
    private readonly visibility: BlockVisibility,
  ) {}

  /** One statement: the courses on whose team they are, that they take, or whose content has a policy that lets them in. */
  async of(principal: Principal, branch: string): Promise<SearchScope> {
    if (principal.isGlobalStaff) return SearchScope.everything(principal);
    const { userId } = principal;
    const mayHide = sql`EXISTS (SELECT FROM branches h JOIN versions v ON v.course_id = h.course_id AND v.guid = h.head
        JOIN blocks b ON b.course_id = v.course_id AND b.line = v.line AND b.since <= v.ordinal AND b.until > v.ordinal
       WHERE h.course_id = c.id AND h.name = ${PUBLISHED} AND ${MAY_HIDE})
      OR EXISTS (SELECT FROM access_policies p WHERE p.course_key = c.course_key AND p.subject NOT IN ('information', 'content'))`;
    const isWhole = readsDraftsOf(principal);
    const courses = await this.rowsOf<ReadableCourse>(sql`
      SELECT own.course_key, own.is_whole, NOT own.is_whole AND (${mayHide}) AS hides
        FROM (SELECT c.id, c.course_key, ${isWhole} AS is_whole FROM courses c
               WHERE c.course_key IN (
                       SELECT course_key FROM course_roles WHERE user_id = ${userId}::bigint
                       UNION SELECT course_key FROM enrollments WHERE user_id = ${userId}::bigint AND is_active
                       UNION SELECT course_key FROM access_policies WHERE subject = 'content')
                 AND ${branch === DRAFT ? isWhole : readsContentOf(principal)}) own
        JOIN courses c ON c.id = own.id`);
    return SearchScope.of(principal, courses);
  }

  /** The scope without what is hidden from the caller in these courses. A few statements for each, hot almost none. */
  async narrowed(scope: SearchScope, courseKeys: readonly string[], principal: Principal): Promise<SearchScope> {
    const hidden = new Map<string, ReadonlySet<BlockRef>>();
    for (const key of courseKeys) hidden.set(key, await this.hiddenIn(CourseKey.parse(key), principal));
    return scope.without(hidden);
  }

  private async hiddenIn(courseKey: CourseKey, principal: Principal): Promise<ReadonlySet<BlockRef>> {
    const published = await this.versions.headOf(courseKey, PUBLISHED);
    if (!published) return new Set();
    const access = await this.policy.accessOf(principal, courseKey);
    return (await this.visibility.hiddenFrom({ principal, access }, published)).blocks;
  }

  private async rowsOf<Row extends object>(statement: Sql): Promise<Row[]> {
    const { text, values } = statement.render();
    return this.dataSource.query<Row[]>(text, values);
  }
}
