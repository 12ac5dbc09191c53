import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { type BlockRef, ContentReader, type CourseVersion } from '../content/index.js';
import { buildSnapshot, SETTINGS, type SnapshotRow } from './build-snapshot.js';
import type { CourseSnapshot } from './course-snapshot.js';

/** Blocks of all cached snapshots together; a block takes about a kilobyte. */
const CACHED_BLOCKS = 50_000;
/** Characters of cached html bodies together. */
const CACHED_HTML = 20_000_000;

/** Whole courses with the settings that these routes serve. A version never changes, so what was read once is kept. */
@Injectable()
export class Snapshots {
  private readonly snapshots = new LRUCache<string, CourseSnapshot>({
    maxSize: CACHED_BLOCKS,
    sizeCalculation: (snapshot) => snapshot.blocks.size + 1,
  });
  private readonly html = new LRUCache<string, string>({
    maxSize: CACHED_HTML,
    sizeCalculation: (text) => text.length + 1,
  });

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly reader: ContentReader,
  ) {}

  /** Every block of the version. One statement, whatever its size; none when it was read before. */
  async of(version: CourseVersion): Promise<CourseSnapshot> {
    const cached = this.snapshots.get(version.guid);
    if (cached) return cached;
    // Only the settings that are served: a problem's Markdown alone can be larger than all of them.
    const rows = await this.dataSource.query<SnapshotRow[]>(
      `SELECT block, parent, children, display_name,
              (SELECT json_object_agg(key, value) FROM json_each(settings) WHERE key = ANY ($5)) AS settings
         FROM blocks
        WHERE course_id = $1 AND line = $2 AND until > $3 AND since <= $3 AND (parent IS NOT NULL OR block = $4)`,
      [version.courseId, version.line, version.ordinal, version.root, SETTINGS],
    );
    const snapshot = buildSnapshot(version.root, rows);
    this.snapshots.set(version.guid, snapshot);
    return snapshot;
  }

  /** Bodies of html blocks. One statement for all that were not read before. */
  async htmlOf(version: CourseVersion, blocks: readonly BlockRef[]): Promise<Map<BlockRef, string>> {
    const bodies = new Map<BlockRef, string>();
    const missing: BlockRef[] = [];
    for (const block of blocks) {
      const cached = this.html.get(`${version.guid} ${block}`);
      if (cached === undefined) missing.push(block);
      else bodies.set(block, cached);
    }
    if (missing.length === 0) return bodies;
    for (const [block, { content }] of await this.reader.blocks(version, missing)) {
      const body = typeof content.data === 'string' ? content.data : '';
      this.html.set(`${version.guid} ${block}`, body);
      bodies.set(block, body);
    }
    return bodies;
  }
}
