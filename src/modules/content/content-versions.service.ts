import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { NotFoundError } from '../../common/errors/app-error.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { VersionConflictError } from './content.errors.js';
import { type CourseVersion, DRAFT, PUBLISHED } from './course-version.js';

interface VersionRow {
  course_id: number;
  course_key: string;
  head_of: string | null;
  branch: string;
  guid: string;
  line: number;
  ordinal: number;
  root: string;
  created: Date;
  created_by: string | null;
}

/** A published version may be read by whoever reads content; any other only by those who read drafts (SPEC section 8). */
export interface ReadRights {
  readonly readsDrafts: boolean;
}

/** Finds versions by key. Every method is one SQL statement. */
@Injectable()
export class ContentVersions {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * The version that a key names: `+version@` that very one, `+branch@` the branch's head, both the head if it is that
   * one, neither the published head. A URL means the same for every caller (SPEC section 1), so the default never
   * depends on who asks; where the caller may not look, the version does not exist.
   * @throws NotFoundError, VersionConflictError
   */
  async resolve(key: CourseKey, rights: ReadRights): Promise<CourseVersion> {
    const found =
      key.version !== null && key.branch === null ? await this.byGuid(key, key.version) : await this.head(key);
    if (!found) throw new NotFoundError(`course "${key}"`);
    if (found.branch !== PUBLISHED && !rights.readsDrafts) throw new NotFoundError(`course "${key}"`);
    if (key.branch !== null && key.version !== null && key.version !== found.guid) {
      throw new VersionConflictError(key.branch, key.version, found.guid);
    }
    return found;
  }

  /** Heads of the draft and the published branch, and of any other, by name. */
  async heads(courseId: number): Promise<Map<string, string>> {
    const rows = await this.dataSource.query<{ name: string; head: string }[]>(
      'SELECT name, head FROM branches WHERE course_id = $1',
      [courseId],
    );
    return new Map(rows.map(({ name, head }) => [name, head]));
  }

  /** The draft's head, for a block that is nowhere else yet. */
  async draftOf(version: CourseVersion): Promise<CourseVersion | null> {
    return this.headOf(version.courseKey, DRAFT);
  }

  /** Head of a branch; null when there is no such branch. */
  async headOf(key: CourseKey, branch: string): Promise<CourseVersion | null> {
    return this.head(key.forVersion(null).forBranch(branch));
  }

  private async head(key: CourseKey): Promise<CourseVersion | null> {
    const rows = await this.dataSource.query<VersionRow[]>(
      `SELECT c.id AS course_id, c.course_key, b.name AS head_of, b.name AS branch, v.guid, v.line, v.ordinal, v.root, v.created, v.created_by
         FROM courses c
         JOIN branches b ON b.course_id = c.id AND b.name = $2
         JOIN versions v ON v.course_id = b.course_id AND v.guid = b.head
        WHERE c.course_key = $1 AND c.deleted IS NULL`,
      [courseOf(key), key.branch ?? PUBLISHED],
    );
    return rows[0] ? fromRow(rows[0]) : null;
  }

  private async byGuid(key: CourseKey, guid: string): Promise<CourseVersion | null> {
    const rows = await this.dataSource.query<VersionRow[]>(
      `SELECT c.id AS course_id, c.course_key, NULL AS head_of, v.branch, v.guid, v.line, v.ordinal, v.root, v.created, v.created_by
         FROM courses c JOIN versions v ON v.course_id = c.id AND v.guid = $2
        WHERE c.course_key = $1 AND c.deleted IS NULL`,
      [courseOf(key), guid],
    );
    return rows[0] ? fromRow(rows[0]) : null;
  }
}

/** The key as the courses table has it. */
export function courseOf(key: CourseKey): string {
  return key.forBranch(null).forVersion(null).toString();
}

function fromRow(row: VersionRow): CourseVersion {
  return {
    courseId: row.course_id,
    courseKey: CourseKey.parse(row.course_key),
    branch: row.branch,
    isHead: row.head_of !== null,
    guid: row.guid,
    line: row.line,
    ordinal: row.ordinal,
    root: row.root,
    created: row.created,
    createdBy: row.created_by,
  };
}
