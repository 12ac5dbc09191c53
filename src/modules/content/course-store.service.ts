import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, IsNull, Repository } from 'typeorm';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { CourseKeyTakenError } from './content.errors.js';
import { courseOf } from './content-versions.service.js';
import { type CourseInformation, courseInformation, INFORMATION_PAGES } from './course-information.js';
import { CourseEntity } from './course.entity.js';
import { type CourseVersion, DRAFT, PUBLISHED } from './course-version.js';
import type { JsonObject } from './json.js';

/** The course rows themselves: making them and keeping their information true to the trees. */
@Injectable()
export class CourseStore {
  constructor(@InjectRepository(CourseEntity) private readonly courses: Repository<CourseEntity>) {}

  async find(key: CourseKey): Promise<CourseEntity | null> {
    return this.courses.findOneBy({ courseKey: courseOf(key), deleted: IsNull() });
  }

  /** The course that has this key, whatever its case, and whether or not it is deleted. */
  async findInAnyCase(key: CourseKey): Promise<Pick<CourseEntity, 'courseKey' | 'archived' | 'deleted'> | null> {
    const [found] = await this.courses.query<Pick<CourseEntity, 'courseKey' | 'archived' | 'deleted'>[]>(
      'SELECT course_key AS "courseKey", archived, deleted FROM courses WHERE lower(course_key) = lower($1)',
      [courseOf(key)],
    );
    return found ?? null;
  }

  /**
   * The course's id, and whether it has just been made. Two that make it at the same moment get one course.
   * @throws CourseKeyTakenError for a course that is deleted, and for one whose key differs in upper and lower case only
   */
  async ensure(
    manager: EntityManager,
    key: CourseKey,
    createdBy: string | null,
  ): Promise<{ id: number; created: boolean }> {
    const courseKey = courseOf(key);
    const made = await manager.query<{ id: number }[]>(
      `INSERT INTO courses (course_key, org, number, run, display_name, edited_by) VALUES ($1, $2, $3, $4, $3, $5)
       ON CONFLICT DO NOTHING RETURNING id`,
      [courseKey, key.org, key.course, key.run, createdBy],
    );
    if (made[0]) return { id: made[0].id, created: true };
    // In READ COMMITTED this sees whoever was faster.
    const [found] = await manager.query<{ id: number; course_key: string; deleted: Date | null }[]>(
      'SELECT id, course_key, deleted FROM courses WHERE lower(course_key) = lower($1)',
      [courseKey],
    );
    if (found!.deleted || found!.course_key !== courseKey)
      throw new CourseKeyTakenError(found!.course_key, found!.deleted);
    return { id: found!.id, created: false };
  }

  /** Takes course information over from the published head, or from the only branch that there is. */
  async refreshInformation(manager: EntityManager, courseId: number, editedBy: string | null): Promise<void> {
    const heads = await manager.query<{ line: number; ordinal: number; root: string }[]>(
      `SELECT v.line, v.ordinal, v.root FROM branches b JOIN versions v ON v.course_id = b.course_id AND v.guid = b.head
        WHERE b.course_id = $1 ORDER BY b.name = $2 DESC, b.name = $3 DESC, b.name LIMIT 1`,
      [courseId, PUBLISHED, DRAFT],
    );
    const information = await readInformation(manager, { courseId, ...heads[0]! });
    await manager.update(CourseEntity, { id: courseId }, { ...information, edited: new Date(), editedBy });
  }

  /** Course information as one version has it. */
  async informationAt(version: CourseVersion): Promise<CourseInformation> {
    return readInformation(this.courses.manager, version);
  }

  /** The course's row beside the version that was found for its key. */
  async rowOf(version: CourseVersion): Promise<CourseEntity> {
    return this.courses.findOneByOrFail({ id: version.courseId });
  }
}

async function readInformation(
  manager: EntityManager,
  { courseId, line, ordinal, root }: Pick<CourseVersion, 'courseId' | 'line' | 'ordinal' | 'root'>,
): Promise<CourseInformation> {
  const rows = await manager.query<
    { block: string; display_name: string | null; settings: JsonObject; content: JsonObject }[]
  >(
    `SELECT b.block, b.display_name, b.settings, d.content
       FROM unnest($4::text[]) AS wanted (name)
      CROSS JOIN LATERAL block_at($1, $2, $3, wanted.name) b
       JOIN definitions d ON d.guid = b.definition`,
    [courseId, line, ordinal, [root, ...INFORMATION_PAGES]],
  );
  const course = rows.find(({ block }) => block === root)!;
  return courseInformation({
    root: { displayName: course.display_name, settings: course.settings },
    detachedData: (block) => {
      const data = rows.find((row) => row.block === block)?.content.data;
      return typeof data === 'string' && data.trim() !== '' ? data : null;
    },
  });
}
