import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AccessChanges } from '../../common/auth/access-changes.js';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { AssetKey, type CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { restorableBy } from '../access/index.js';
import { AssetsService } from '../assets/index.js';
import { CourseEntity, courseOf } from '../content/index.js';
import {
  DELETED_COURSE_COLUMNS,
  type DeletedCourse,
  deletedCourseCollection,
  type Holdings,
} from './deleted-courses.collection.js';
import type { ListDeletedCoursesQuery } from './dto/list-deleted-courses.query.js';
import { purgeCourse } from './purge-course.js';

/** 404, the same for one that is not deleted and for one that the caller may not restore (SPEC R-7). */
class DeletedCourseNotFoundError extends NotFoundError {
  constructor(key: CourseKey) {
    super(`deleted course "${key}"`, 'The list of deleted courses has those that you may restore.');
  }
}

/** Deleted courses: for who may bring them back; for everybody else there are none (SPEC C-7). */
@Injectable()
export class DeletedCourses {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly assets: AssetsService,
    private readonly changes: AccessChanges,
  ) {}

  async page(principal: Principal, query: ListDeletedCoursesQuery): Promise<Page<DeletedCourse>> {
    return deletedCourseCollection.page(this.dataSource.manager, query, restorableBy(principal));
  }

  /** @throws NotFoundError */
  async get(
    principal: Principal,
    key: CourseKey,
  ): Promise<{ readonly course: DeletedCourse; readonly holdings: Holdings }> {
    const { manager } = this.dataSource;
    const course = await this.find(manager, principal, key);
    const [holdings] = await manager.query<[Holdings]>(HOLDINGS, [course.id, course.courseKey]);
    return { course, holdings };
  }

  /** The course is there again, with everything that belonged to it. @throws NotFoundError */
  async restore<Answer>(
    principal: Principal,
    key: CourseKey,
    isArchived: boolean | undefined,
    unit: UnitOfWork<CourseEntity, Answer>,
  ): Promise<Answer> {
    const answer = await unit.run(async (manager) => {
      const { id } = await this.find(manager, principal, key, 'FOR NO KEY UPDATE');
      const archived = isArchived === undefined ? 'archived' : isArchived ? 'coalesce(archived, now())' : 'NULL';
      await manager.query(
        `UPDATE courses SET deleted = NULL, deleted_by = NULL, archived = ${archived} WHERE id = $1`,
        [id],
      );
      noteForAudit({ courseKey: courseOf(key) });
      return withItsImage(manager, await manager.findOneByOrFail(CourseEntity, { id }));
    });
    this.changes.note();
    return answer;
  }

  /** Destroys the course for good. @throws NotFoundError, PreconditionRequiredError, PreconditionFailedError */
  async purge(principal: Principal, key: CourseKey, preconditions: Preconditions): Promise<void> {
    const hashes = await this.dataSource.transaction(async (manager) => {
      const course = await this.find(manager, principal, key, 'FOR UPDATE');
      preconditions.demand(String(course.deleted.getTime()));
      const [holdings] = await manager.query<[Holdings]>(HOLDINGS, [course.id, course.courseKey]);
      noteForAudit({ courseKey: course.courseKey, details: { ...holdings } });
      return purgeCourse(manager, course);
    });
    this.changes.note();
    // After the commit: until then the rows name the files.
    await this.assets.letGo(hashes);
  }

  private async find(
    manager: EntityManager,
    principal: Principal,
    key: CourseKey,
    lock: 'FOR UPDATE' | 'FOR NO KEY UPDATE' | '' = '',
  ): Promise<DeletedCourse> {
    const { text, values } =
      sql`SELECT ${Sql.text(DELETED_COURSE_COLUMNS)} FROM courses c WHERE c.course_key = ${courseOf(key)} AND ${restorableBy(principal)}`.render();
    const [course] = await manager.query<DeletedCourse[]>(`${text} ${lock}`, values);
    if (!course) throw new DeletedCourseNotFoundError(key);
    return course;
  }
}

/** A link to a picture that is not there helps nobody. */
async function withItsImage(manager: EntityManager, course: CourseEntity): Promise<CourseEntity> {
  const path = AssetKey.clean(course.courseImage ?? '');
  const rows = await manager.query<unknown[]>('SELECT FROM assets WHERE course_id = $1 AND path = $2', [
    course.id,
    path,
  ]);
  return rows.length > 0 ? course : { ...course, courseImage: null };
}

/** $1 course, $2 its key. */
const HOLDINGS = `SELECT
  (SELECT count(*)::int FROM branches WHERE course_id = $1) AS branches,
  (SELECT count(*)::int FROM versions WHERE course_id = $1) AS versions,
  (SELECT count(*)::int FROM branches h JOIN versions v ON v.course_id = h.course_id AND v.guid = h.head
     JOIN blocks b ON b.course_id = v.course_id AND b.line = v.line AND b.until > v.ordinal AND b.since <= v.ordinal
    WHERE h.course_id = $1 AND h.name = 'draft') AS blocks,
  (SELECT count(*)::int FROM assets WHERE course_id = $1) AS assets,
  (SELECT coalesce(sum(size), 0)::float8 FROM assets WHERE course_id = $1) AS asset_bytes,
  (SELECT count(*)::int FROM course_roles WHERE course_key = $2) AS team_members,
  (SELECT count(*)::int FROM enrollments WHERE course_key = $2 AND deleted IS NULL) AS enrollments`;
