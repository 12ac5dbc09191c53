import { Injectable } from '@nestjs/common';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import {
  type BlockChange,
  type BlockRef,
  type ChangeCounts,
  changeCounts,
  ContentComparison,
  type StoredVersion,
  VersionHistory,
} from '../content/index.js';
import { containersFirst } from './containers-first.js';

/** An error is no place for more; the comparison has all of them. */
const MOST_CHANGES = 20;

/** A write that was refused because something was written before. */
export interface StaleWrite {
  readonly principal: Principal;
  readonly course: CourseKey;
  /** Guid of the version that the writer had seen. */
  readonly base: string;
  /** Guid of the one that is there. */
  readonly head: string;
  /** What is written to, where that is one block: then only what happened to it counts. */
  readonly block?: BlockRef;
}

/** What happened between the two. */
export interface Since {
  readonly base: StoredVersion;
  readonly head: StoredVersion;
  readonly counts: ChangeCounts;
  readonly changes: readonly BlockChange[];
}

/** Tells a writer what others have changed meanwhile (SPEC C-8). */
@Injectable()
export class ChangesSince {
  constructor(
    private readonly policy: CourseAccessPolicy,
    private readonly history: VersionHistory,
    private readonly comparison: ContentComparison,
  ) {}

  /** Null where there is nothing to tell, or not to this caller: one of the two is no version of the course, or they do not read drafts. */
  async of({ principal, course, base: baseGuid, head: headGuid, block }: StaleWrite): Promise<Since | null> {
    const access = await this.policy.accessOf(principal, course);
    if (!access.readsDrafts) return null;
    const [base, head] = await Promise.all([this.history.find(course, baseGuid), this.history.find(course, headGuid)]);
    if (!base || !head) return null;
    const changed = (await this.comparison.changedBlocks(base, head)).filter(
      (one) => block === undefined || one.block === block,
    );
    const blocks = containersFirst(changed)
      .slice(0, MOST_CHANGES)
      .map((one) => one.block);
    const [changes] = await this.comparison.changes([{ before: base, after: head, blocks }]);
    return { base, head, counts: changeCounts(changed), changes: changes! };
  }
}
