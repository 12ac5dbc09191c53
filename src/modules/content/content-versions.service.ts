import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { InvalidInputError, NotFoundError } from '../../common/errors/app-error.js';
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
  /** Of a version by its guid: whether the published branch was ever pointed at it, wherever it was made. */
  was_published?: boolean;
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
   * @param at the head as it was then, of a key without version
   * @throws NotFoundError, VersionConflictError, InvalidInputError for a time of a version
   */
  async resolve(key: CourseKey, rights: ReadRights, at?: Date): Promise<CourseVersion> {
    if (at !== undefined && key.version !== null)
      throw new InvalidInputError({
        at: [
          `at is a time, and the key names the version ${key.version}, which is the same at all times. Leave one of them out.`,
        ],
      });
    const row = await this.find(key, at);
    if (!row || !(row.branch === PUBLISHED || row.was_published || rights.readsDrafts))
      throw new NotFoundError(at === undefined ? `course "${key}"` : `course "${key}" at ${at.toISOString()}`);
    if (key.branch !== null && key.version !== null && key.version !== row.guid) {
      throw new VersionConflictError(key.branch, key.version, row.guid, key);
    }
    return fromRow(row);
  }

  /** Heads of the draft and the published branch, and of any other, by name. */
  async heads(courseId: number): Promise<Map<string, string>> {
    const rows = await this.dataSource.query<{ name: string; head: string }[]>(
      'SELECT name, head FROM branches WHERE course_id = $1',
      [courseId],
    );
    return new Map(rows.map(({ name, head }) => [name, head]));
  }

  /** The draft's head, or what it was at a time, for a block that is nowhere else yet. */
  async draftOf({ courseKey }: CourseVersion, at?: Date): Promise<CourseVersion | null> {
    const key = courseKey.forBranch(DRAFT);
    const row = await (at === undefined ? this.head(key) : this.headAt(key, at));
    return row && fromRow(row);
  }

  /** Head of a branch, as the manager's transaction sees it; null when there is no such branch. */
  async headOf(key: CourseKey, branch: string, manager?: EntityManager): Promise<CourseVersion | null> {
    const row = await this.head(key.forVersion(null).forBranch(branch), manager);
    return row && fromRow(row);
  }

  private find(key: CourseKey, at?: Date): Promise<VersionRow | null> {
    if (key.version !== null && key.branch === null) return this.byGuid(key, key.version);
    return at === undefined ? this.head(key) : this.headAt(key, at);
  }

  private async head(key: CourseKey, manager = this.dataSource.manager): Promise<VersionRow | null> {
    const rows = await manager.query<VersionRow[]>(
      `SELECT c.id AS course_id, c.course_key, b.name AS head_of, b.name AS branch, v.guid, v.line, v.ordinal, v.root, v.created, v.created_by
         FROM courses c
         JOIN branches b ON b.course_id = c.id AND b.name = $2
         JOIN versions v ON v.course_id = b.course_id AND v.guid = b.head
        WHERE c.course_key = $1 AND c.deleted IS NULL`,
      [courseOf(key), key.branch ?? PUBLISHED],
    );
    return rows[0] ?? null;
  }

  /**
   * The newer of the last version that was made on the branch and the last move of its head (SPEC C-6). Answers tell milliseconds: a
   * version that says it was made at some instant counts as made then.
   */
  private async headAt(key: CourseKey, at: Date): Promise<VersionRow | null> {
    const rows = await this.dataSource.query<VersionRow[]>(
      `SELECT c.id AS course_id, c.course_key, NULL AS head_of, $2 AS branch, v.guid, v.line, v.ordinal, v.root, v.created, v.created_by
         FROM courses c
        CROSS JOIN LATERAL (
          SELECT h.guid FROM (
            (SELECT m.guid, m.created AS at FROM versions m
              WHERE m.course_id = c.id AND m.branch = $2 AND m.created < $3 ORDER BY m.created DESC LIMIT 1)
            UNION ALL
            (SELECT m.head, m.at FROM branch_moves m
              WHERE m.course_id = c.id AND m.branch = $2 AND m.at < $3 ORDER BY m.at DESC LIMIT 1)
          ) h ORDER BY h.at DESC LIMIT 1) then_head
         JOIN versions v ON v.course_id = c.id AND v.guid = then_head.guid
        WHERE c.course_key = $1 AND c.deleted IS NULL`,
      [courseOf(key), key.branch ?? PUBLISHED, new Date(at.getTime() + 1)],
    );
    return rows[0] ?? null;
  }

  private async byGuid(key: CourseKey, guid: string): Promise<VersionRow | null> {
    const rows = await this.dataSource.query<VersionRow[]>(
      `SELECT c.id AS course_id, c.course_key, NULL AS head_of, v.branch, v.guid, v.line, v.ordinal, v.root, v.created, v.created_by,
              EXISTS (SELECT FROM branch_moves m
                       WHERE m.course_id = v.course_id AND m.branch = '${PUBLISHED}' AND m.head = v.guid) AS was_published
         FROM courses c JOIN versions v ON v.course_id = c.id AND v.guid = $2
        WHERE c.course_key = $1 AND c.deleted IS NULL`,
      [courseOf(key), guid],
    );
    return rows[0] ?? null;
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
