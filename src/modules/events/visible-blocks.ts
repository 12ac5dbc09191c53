import { Injectable } from '@nestjs/common';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { BlockVisibility } from '../access/index.js';
import {
  type BlockRef,
  ContentReader,
  ContentVersions,
  type CourseVersion,
  PUBLISHED,
  typeOf,
} from '../content/index.js';
import type { BlockChangeRow, EventRow } from './event-rows.js';

/** Read like course information (SPEC section 8 "detached blocks"), and beside the tree. */
const DETACHED_TYPES = new Set(['about', 'course_info', 'static_tab']);

/** Decides of one block of one row. */
export type Sees = (change: BlockChangeRow) => boolean;

const EVERYTHING: Sees = () => true;

/**
 * Which blocks of a published row somebody sees who is not of the team: those that they may open today, or, of what was
 * deleted, could have opened before. A few statements for each course of a page, and almost none once its trees are known.
 */
@Injectable()
export class VisibleBlocks {
  constructor(
    private readonly policy: CourseAccessPolicy,
    private readonly visibility: BlockVisibility,
    private readonly versions: ContentVersions,
    private readonly reader: ContentReader,
  ) {}

  /** @param changes of these rows: what is deleted nowhere needs no look at the version before */
  async of(
    principal: Principal,
    rows: readonly EventRow[],
    changes: readonly BlockChangeRow[],
  ): Promise<ReadonlyMap<number, Sees>> {
    const sees = new Map<number, Sees>();
    const today = new Map<string, Sees>();
    const deleting = new Set(changes.filter(({ change }) => change === 'deleted').map(({ position }) => position));
    for (const row of rows) {
      if (row.is_whole) {
        sees.set(row.position, EVERYTHING);
        continue;
      }
      const key = row.course_key!;
      if (!today.has(key)) today.set(key, await this.inVersion(principal, key, null));
      const before = deleting.has(row.position) ? await this.inVersion(principal, key, row.previous) : EVERYTHING;
      sees.set(row.position, (change) => (change.change === 'deleted' ? before(change) : today.get(key)!(change)));
    }
    return sees;
  }

  /** @param guid of the version; null for what is published now */
  private async inVersion(principal: Principal, course: string, guid: string | null): Promise<Sees> {
    const key = CourseKey.parse(course);
    const version = await this.find(key, guid);
    if (!version) return () => false;
    const access = await this.policy.accessOf(principal, key);
    const [tree, hidden] = await Promise.all([
      this.reader.tree(version),
      this.visibility.hiddenFrom({ principal, access }, version),
    ]);
    const isThere = (block: BlockRef) => tree.nodes.has(block) && !hidden.has(block);
    return ({ block }) => DETACHED_TYPES.has(typeOf(block)) || isThere(block);
  }

  private async find(key: CourseKey, guid: string | null): Promise<CourseVersion | null> {
    if (guid === null) return this.versions.headOf(key, PUBLISHED);
    return this.versions.resolve(key.forBranch(null).forVersion(guid), { readsDrafts: true });
  }
}
