import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import {
  type BlockRef,
  type ChangedBlock,
  ContentComparison,
  changeCounts,
  type StoredVersion,
  VersionHistory,
} from '../content/index.js';
import { containersFirst } from './containers-first.js';
import {
  type BlockVersionView,
  type CountedVersion,
  MOST_CHANGES,
  pointBefore,
  type VersionView,
  type WholeVersion,
} from './version-view.js';

/** Tells of versions what their representations show. Each method is a fixed number of statements. */
@Injectable()
export class VersionViews {
  constructor(
    private readonly policy: CourseAccessPolicy,
    private readonly comparison: ContentComparison,
    private readonly history: VersionHistory,
  ) {}

  /** Versions of one course. */
  async of(principal: Principal, versions: readonly StoredVersion[]): Promise<VersionView[]> {
    const courses = new Set(
      versions.flatMap(({ courseKey, originalCourse }) => [courseKey, originalCourse ?? courseKey]),
    );
    const known = new Map<string, CourseAccess>();
    // Of one course and those that it was run again from: remembered, a look-up at most.
    for (const key of courses) known.set(key, await this.policy.accessOf(principal, CourseKey.parse(key)));
    return versions.map((version) => ({
      version,
      access: known.get(version.courseKey)!,
      readsOriginal: known.get(version.originalCourse ?? version.courseKey)!.readsDrafts,
    }));
  }

  async counted(principal: Principal, versions: readonly StoredVersion[]): Promise<CountedVersion[]> {
    const views = await this.of(principal, versions);
    if (views.length === 0) return [];
    const counts = await this.comparison.countsOf(
      versions[0]!.courseId,
      versions.map(({ guid }) => guid),
    );
    return views.map((view) => ({ ...view, counts: counts.get(view.version.guid)! }));
  }

  async whole(principal: Principal, version: StoredVersion): Promise<WholeVersion> {
    const [view] = await this.of(principal, [version]);
    return this.wholeOf(view!);
  }

  /** @param manager of the transaction in which the version was made: nothing else is asked, no rights either */
  async wholeOf(view: VersionView, manager?: EntityManager): Promise<WholeVersion> {
    const { version } = view;
    const before = pointBefore(version);
    const changed: ChangedBlock[] = await this.comparison.changedBlocks(before, version, manager);
    const blocks = containersFirst(changed)
      .slice(0, MOST_CHANGES)
      .map(({ block }) => block);
    const [changes] = await this.comparison.changes([{ before, after: version, blocks }], manager);
    return {
      ...view,
      counts: changeCounts(changed),
      changes: changes!,
      surroundings: await this.history.surroundings(version, manager),
    };
  }

  /** What these versions did to one block; without those that did nothing. */
  async ofBlock(
    principal: Principal,
    versions: readonly StoredVersion[],
    block: BlockRef,
  ): Promise<BlockVersionView[]> {
    const views = await this.of(principal, versions);
    const changes = await this.comparison.changes(
      versions.map((version) => ({ before: pointBefore(version), after: version, blocks: [block] })),
    );
    return views.flatMap((view, index) => changes[index]!.map((change) => ({ ...view, block, change })));
  }
}
