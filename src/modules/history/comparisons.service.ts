import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import {
  type BlockChange,
  type BlockRef,
  type ChangeCounts,
  type ChangedBlock,
  changeCounts,
  ContentComparison,
  ContentReader,
  ContentVersions,
  type CourseVersion,
  DRAFT,
  PUBLISHED,
  typeOf,
} from '../content/index.js';
import { comparisonCollection } from './comparison.collection.js';
import type { CompareQuery } from './dto/compare.query.js';
import { UnknownVersionError } from './history.errors.js';
import { VERSION_GUID } from './version-guid.pipe.js';

/** Blocks of all comparisons that are kept; one takes about 100 bytes. */
const KEPT_BLOCKS = 200_000;

/** Two states of a course, side by side. */
export interface ComparedVersions {
  /** Null: nothing is published yet. */
  readonly base: CourseVersion | null;
  readonly head: CourseVersion;
  readonly counts: ChangeCounts;
  readonly access: CourseAccess;
}

/** One block that differs. */
export interface ComparedBlock {
  readonly change: BlockChange;
  readonly compared: ComparedVersions;
}

/** Compares any two versions or branches of a course (SPEC C-6), for those who read drafts; that they do, the guard has decided. */
@Injectable()
export class ComparisonsService {
  /** By the two guids: what differs between versions never changes. */
  private readonly known = new LRUCache<string, readonly ChangedBlock[]>({
    maxSize: KEPT_BLOCKS,
    sizeCalculation: (blocks) => blocks.length + 1,
  });

  constructor(
    private readonly versions: ContentVersions,
    private readonly comparison: ContentComparison,
    private readonly reader: ContentReader,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /** @throws NotFoundError (course), UnknownVersionError */
  async page(
    principal: Principal,
    key: CourseKey,
    query: CompareQuery,
  ): Promise<{ readonly page: Page<ComparedBlock>; readonly compared: ComparedVersions }> {
    const course = key.forBranch(null).forVersion(null);
    const access = await this.policy.accessOf(principal, course);
    const [base, head] = await this.sides(course, query);
    const all = await this.changedBlocks(base, head);
    const compared = { base, head, access, counts: changeCounts(all) };
    const page = comparisonCollection.page(all.filter(wanted(query)), query);
    const blocks = page.items.map(({ block }) => block);
    const [changes] = await this.comparison.changes([{ before: base, after: head, blocks }]);
    return { page: page.with(changes!.map((change) => ({ change, compared }))), compared };
  }

  private async sides(course: CourseKey, query: CompareQuery): Promise<[CourseVersion | null, CourseVersion]> {
    const [base, head] = await Promise.all([
      this.side(course, query.base ?? PUBLISHED),
      this.side(course, query.head ?? DRAFT),
    ]);
    // Every course has the two, whether or not there is anything on them yet.
    if (!base && (query.base ?? PUBLISHED) !== PUBLISHED) throw new UnknownVersionError('base', query.base!, course);
    if (!head && query.head !== undefined) throw new UnknownVersionError('head', query.head, course);
    if (!head) throw new NotFoundError(`course "${course.forBranch(DRAFT)}"`);
    return [base, head];
  }

  /** Of a guid the version, if it is one of this course; of anything else the head of that branch. */
  private async side(course: CourseKey, named: string): Promise<CourseVersion | null> {
    if (!VERSION_GUID.test(named)) return this.versions.headOf(course, named);
    try {
      return await this.versions.resolve(course.forVersion(named), { readsDrafts: true });
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }

  /** In the order of the course as it is at the head; what is gone from there follows, in the order that it had. */
  private async changedBlocks(base: CourseVersion | null, head: CourseVersion): Promise<readonly ChangedBlock[]> {
    const between = `${base?.guid ?? ''}…${head.guid}`;
    const known = this.known.get(between);
    if (known) return known;
    const changed = await this.comparison.changedBlocks(base, head);
    const order = changed.length === 0 ? new Map<BlockRef, number>() : await this.readingOrder(base, head);
    const places = (block: BlockRef) => order.get(block) ?? Infinity;
    const sorted = changed.toSorted(
      (one, other) => compare(places(one.block), places(other.block)) || compare(one.block, other.block),
    );
    this.known.set(between, sorted);
    return sorted;
  }

  private async readingOrder(base: CourseVersion | null, head: CourseVersion): Promise<Map<BlockRef, number>> {
    const order = new Map<BlockRef, number>();
    for (const version of base ? [head, base] : [head])
      for (const { node } of (await this.reader.tree(version)).walk({}))
        if (!order.has(node.block)) order.set(node.block, order.size);
    return order;
  }
}

function wanted({ change, type }: CompareQuery): (block: ChangedBlock) => boolean {
  return ({ block, kinds }) =>
    (change === undefined || kinds.includes(change)) && (type === undefined || typeOf(block) === type);
}

function compare(one: number | string, other: number | string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
