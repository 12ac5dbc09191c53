import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Repository } from 'typeorm';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import { Principal } from '../../common/auth/principal.js';
import { AccountNotFoundError, NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { CourseEntity, courseOf, PUBLISHED } from '../content/index.js';
import { OtherViewDeniedError } from './course-api.errors.js';
import type { CourseDisplay } from './course-display.js';
import { courseCondition } from './course-filters.js';
import type { ListCourseQuery } from './dto/list-course.query.js';
import { type OneIndexedPage, oneIndexedPage } from './one-indexed-page.js';

/** A course with what its published root block says of how to show it. */
export interface ListedCourse {
  readonly course: CourseEntity;
  /** Absent while nothing is published. */
  readonly display: CourseDisplay | undefined;
}

export interface ListedCourses {
  readonly courses: readonly ListedCourse[];
  readonly count: number;
  readonly page: OneIndexedPage;
}

interface DisplayRow {
  readonly course_id: number;
  readonly advertised_start: string | null;
  readonly banner_image: string | null;
  readonly display_organization: string | null;
  readonly display_coursenumber: string | null;
}

/** Courses as edX's course list has them, as far as the caller may see their information (SPEC section 8). */
@Injectable()
export class Catalog {
  constructor(
    @InjectRepository(CourseEntity) private readonly courses: Repository<CourseEntity>,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /** At most five statements, whatever the page. @throws OtherViewDeniedError, NotFoundError for an unknown page or user */
  async list(query: ListCourseQuery, principal: Principal): Promise<ListedCourses> {
    await this.checkUsername(query.username, principal);
    // Without a username it is the anonymous view, for staff as well (edX: get_effective_user).
    const isOwn = query.username?.toLowerCase() === principal.username?.toLowerCase();
    const seen = isOwn ? principal : Principal.anonymous;
    const { text: sql, values } = courseCondition(query, seen).render();
    const counted = await this.courses.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM courses c WHERE ${sql}`,
      values,
    );
    const { count } = counted[0];
    const page = oneIndexedPage(query, count);
    const ids = await this.courses.query<{ id: number }[]>(
      `SELECT id FROM courses c WHERE ${sql} ORDER BY course_key LIMIT ${page.size} OFFSET ${(page.number - 1) * page.size}`,
      values,
    );
    const rows = await this.courses.find({ where: { id: In(ids.map(({ id }) => id)) }, order: { courseKey: 'ASC' } });
    const displays = await this.displaysOf(rows.map(({ id }) => id));
    return { courses: rows.map((course) => ({ course, display: displays.get(course.id) })), count, page };
  }

  /**
   * One course, and whether the named user takes it.
   * @throws NotFoundError, OtherViewDeniedError
   */
  async find(
    key: CourseKey,
    username: string | undefined,
    principal: Principal,
  ): Promise<ListedCourse & { isEnrolled: boolean | undefined }> {
    await this.checkUsername(username, principal);
    const [course, access] = await Promise.all([
      this.courses.findOneBy({ courseKey: courseOf(key), deleted: IsNull() }),
      this.policy.accessOf(principal, key),
    ]);
    if (!course || !access.may('courses.view_course')) throw new NotFoundError(`course "${key}"`);
    const display = (await this.displaysOf([course.id])).get(course.id);
    return { course, display, isEnrolled: username ? await this.isEnrolled(username, course.courseKey) : undefined };
  }

  /** Anyone may ask for himself or for nobody; who may ask for others learns whether they exist, and nobody else does. */
  private async checkUsername(username: string | undefined, principal: Principal): Promise<void> {
    if (!username || username.toLowerCase() === principal.username?.toLowerCase()) return;
    if (!principal.isGlobalStaff) throw new OtherViewDeniedError();
    const rows = await this.courses.query<unknown[]>(
      'SELECT FROM users WHERE lower(username) = lower($1) AND is_active',
      [username],
    );
    if (rows.length === 0) throw new AccountNotFoundError(username);
  }

  private async isEnrolled(username: string, courseKey: string): Promise<boolean> {
    const rows = await this.courses.query<unknown[]>(
      `SELECT FROM enrollments e JOIN users u ON u.id = e.user_id
        WHERE lower(u.username) = lower($1) AND e.course_key = $2 AND e.is_active`,
      [username, courseKey],
    );
    return rows.length > 0;
  }

  private async displaysOf(ids: readonly number[]): Promise<Map<number, CourseDisplay>> {
    const rows = await this.courses.query<DisplayRow[]>(
      `SELECT v.course_id, r.settings ->> 'advertised_start' AS advertised_start, r.settings ->> 'banner_image' AS banner_image,
              r.settings ->> 'display_organization' AS display_organization,
              r.settings ->> 'display_coursenumber' AS display_coursenumber
         FROM branches b
         JOIN versions v ON v.course_id = b.course_id AND v.guid = b.head
        CROSS JOIN LATERAL block_at(v.course_id, v.line, v.ordinal, v.root) r
        WHERE b.course_id = ANY ($1) AND b.name = $2`,
      [ids, PUBLISHED],
    );
    return new Map(rows.map((row) => [row.course_id, displayFrom(row)]));
  }
}

function displayFrom(row: DisplayRow): CourseDisplay {
  return {
    advertisedStart: row.advertised_start,
    bannerImage: row.banner_image,
    displayOrganization: row.display_organization,
    displayNumber: row.display_coursenumber,
  };
}
