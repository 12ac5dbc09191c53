import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockRef } from './block-ref.js';
import { courseOf } from './content-versions.service.js';

/** A version as the history tells of it. */
export interface StoredVersion {
  readonly courseId: number;
  readonly courseKey: string;
  readonly guid: string;
  readonly line: number;
  readonly ordinal: number;
  /** On which it was made. */
  readonly branch: string;
  readonly root: BlockRef;
  /** Null for the first of its course. */
  readonly previous: string | null;
  readonly previousLine: number | null;
  readonly previousOrdinal: number | null;
  /** First version of the history that it continues, across reruns. */
  readonly original: string;
  /** The course in which that one was made. */
  readonly originalCourse: string | null;
  readonly created: Date;
  readonly createdBy: string | null;
  readonly message: string | null;
}

/** Of `versions v`, joined with {@link STORED_VERSION_JOINS}. */
export const STORED_VERSION_COLUMNS = `v.course_id AS "courseId", vc.course_key AS "courseKey", v.guid, v.line, v.ordinal, v.branch, v.root,
  v.previous, vp.line AS "previousLine", vp.ordinal AS "previousOrdinal", v.original, voc.course_key AS "originalCourse",
  v.created, v.created_by AS "createdBy", v.message`;

export const STORED_VERSION_JOINS = `JOIN courses vc ON vc.id = v.course_id
  LEFT JOIN versions vp ON vp.course_id = v.course_id AND vp.guid = v.previous
  LEFT JOIN versions vo ON vo.guid = v.original LEFT JOIN courses voc ON voc.id = vo.course_id AND voc.deleted IS NULL`;

/** Where a version stands in the tree of versions. */
export interface VersionSurroundings {
  /** Versions that were made from it, the oldest first. */
  readonly next: readonly string[];
  /** Branches that point at it now, by name. */
  readonly branches: readonly string[];
}

/** Reads the history itself: versions, what follows them and what points at them (SPEC C-6). */
@Injectable()
export class VersionHistory {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** One version of this course; null when it has none of this guid, whoever else has. */
  async find(
    key: CourseKey,
    guid: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<StoredVersion | null> {
    const rows = await manager.query<StoredVersion[]>(
      `SELECT ${STORED_VERSION_COLUMNS} FROM versions v ${STORED_VERSION_JOINS}
        WHERE v.guid = $2 AND vc.course_key = $1 AND vc.deleted IS NULL`,
      [courseOf(key), guid],
    );
    return rows[0] ?? null;
  }

  /** One statement of index look-ups: what follows a version stands next on its line, or begins another one. */
  async surroundings(
    { courseId, guid, line, ordinal }: StoredVersion,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<VersionSurroundings> {
    const [row] = await manager.query<[VersionSurroundings]>(
      `SELECT ARRAY(SELECT n.guid FROM versions n
                     WHERE n.course_id = $1 AND ((n.line = $3 AND n.ordinal = $4 + 1)
                        OR (n.ordinal = 1 AND n.line IN (SELECT l.line FROM lines l WHERE l.course_id = $1) AND n.previous = $2))
                     ORDER BY n.created, n.guid) AS next,
              ARRAY(SELECT b.name FROM branches b WHERE b.course_id = $1 AND b.head = $2 ORDER BY b.name) AS branches`,
      [courseId, guid, line, ordinal],
    );
    return row;
  }

  /** The course's id; null when there is no such course. */
  async courseIdOf(key: CourseKey): Promise<number | null> {
    const rows = await this.dataSource.query<{ id: number }[]>(
      'SELECT id FROM courses WHERE course_key = $1 AND deleted IS NULL',
      [courseOf(key)],
    );
    return rows[0]?.id ?? null;
  }
}
