import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { shareBlobs } from './blob-locks.js';

/** A file of one course that another one is to have. */
export interface CopiedAsset {
  /** Path of its key in the source course. */
  readonly path: string;
  /** Path of its key in the target course. */
  readonly copy: string;
  /** `present`: the target had it already; `renamed`: under its name the target has other bytes. */
  readonly outcome: 'added' | 'present' | 'renamed';
  /** Whether the target had these bytes under this name before. */
  readonly isThere: boolean;
}

export interface AssetCopying {
  /** Internal ids of the courses. */
  readonly from: number;
  readonly to: number;
  /** Paths of keys; those that do not exist are passed over. */
  readonly paths: readonly string[];
  /** Username of who copies. */
  readonly by: string | null;
  /** Only find out. */
  readonly dryRun?: boolean;
}

interface SourceRow {
  readonly path: string;
  readonly sha256: string;
}

/** Gives a course files of another one: rows alone, since bytes are kept once for all courses (SPEC A-4, C-7). */
@Injectable()
export class AssetCopies {
  /**
   * What the target has of the same name and bytes stays; of the same name and other bytes, the copy gets another name. The number
   * of statements does not depend on the number of files.
   * @param manager of a transaction, in which nobody else brings files into the target course from here on
   */
  async copy(manager: EntityManager, { from, to, paths, by, dryRun = false }: AssetCopying): Promise<CopiedAsset[]> {
    if (paths.length === 0) return [];
    // After the branch and its line, which are locked already (modules/content/README.md).
    if (!dryRun) await manager.query('SELECT FROM courses WHERE id = $1 FOR NO KEY UPDATE', [to]);
    const sources = await manager.query<SourceRow[]>(
      'SELECT path, sha256 FROM assets WHERE course_id = $1 AND path = ANY ($2::text[]) ORDER BY path',
      [from, paths],
    );
    const names = new FreeNames(await this.near(manager, to, sources));
    const copies = sources.map((source) => names.for(source));
    const missing = copies.filter(({ isThere }) => !isThere);
    if (!dryRun && missing.length > 0) await this.insert(manager, { from, to, by }, sources, missing);
    return copies;
  }

  /** What the target has by these names, by names made from them, or of these bytes. */
  private near(manager: EntityManager, to: number, sources: readonly SourceRow[]): Promise<SourceRow[]> {
    return manager.query<SourceRow[]>(
      `SELECT a.path, a.sha256 FROM assets a WHERE a.course_id = $1
          AND (a.path = ANY ($2::text[]) OR a.sha256 = ANY ($3::text[])
               OR EXISTS (SELECT FROM unnest($4::text[]) AS s (stem) WHERE starts_with(a.path, s.stem)))
        ORDER BY a.path`,
      [
        to,
        sources.map(({ path }) => path),
        sources.map(({ sha256 }) => sha256),
        sources.map(({ path }) => `${partsOf(path).stem}-`),
      ],
    );
  }

  private async insert(
    manager: EntityManager,
    { from, to, by }: Pick<AssetCopying, 'from' | 'to' | 'by'>,
    sources: readonly SourceRow[],
    missing: readonly CopiedAsset[],
  ): Promise<void> {
    await shareBlobs(
      manager,
      sources.map(({ sha256 }) => sha256),
    );
    await manager.query(
      `INSERT INTO assets (course_id, path, display_name, import_path, content_type, size, sha256, locked, attributes, edited_by)
       SELECT $2, c.copy, CASE WHEN c.copy = a.path THEN a.display_name ELSE c.copy END,
              CASE WHEN c.copy = a.path THEN a.import_path END, a.content_type, a.size, a.sha256, a.locked, a.attributes, $3
         FROM unnest($4::text[], $5::text[]) AS c (path, copy) JOIN assets a ON a.course_id = $1 AND a.path = c.path`,
      [from, to, by, missing.map(({ path }) => path), missing.map(({ copy }) => copy)],
    );
  }
}

/** Finds names that are free in the target, also among those that it has given away before. */
class FreeNames {
  private readonly byPath: Map<string, string>;

  constructor(near: readonly SourceRow[]) {
    this.byPath = new Map(near.map(({ path, sha256 }) => [path, sha256]));
  }

  for({ path, sha256 }: SourceRow): CopiedAsset {
    const { stem, extension } = partsOf(path);
    for (let number = 0; ; number += 1) {
      const copy = number === 0 ? path : `${stem}-${number}${extension}`;
      const taken = this.byPath.get(copy);
      if (taken !== undefined && taken !== sha256) continue;
      const isThere = taken === sha256;
      this.byPath.set(copy, sha256);
      return { path, copy, outcome: number > 0 ? 'renamed' : isThere ? 'present' : 'added', isThere };
    }
  }
}

function partsOf(path: string): { stem: string; extension: string } {
  const dot = path.lastIndexOf('.');
  return dot <= 0 ? { stem: path, extension: '' } : { stem: path.slice(0, dot), extension: path.slice(dot) };
}
