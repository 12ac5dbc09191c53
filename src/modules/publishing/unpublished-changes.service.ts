import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import type { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import {
  type BlockRef,
  type BlockChange,
  blockRefOf,
  changeCounts,
  ContentComparison,
  ContentTransfer,
  ContentVersions,
  courseOf,
  type CourseVersion,
  differingBlocks,
  DRAFT,
  PUBLISHED,
  type Transfer,
  typeOf,
  UnpublishedBlocks,
} from '../content/index.js';
import { filteredBlock, isIn } from './course-to-publish.js';
import type { ListUnpublishedChangesQuery } from './dto/list-unpublished-changes.query.js';
import { NeverPublishedError, NoUnpublishedChangeError } from './publishing.errors.js';
import { MOST_TOLD } from './publication.js';
import { type Difference, differenceIn, differenceOf, stateOf, type UnpublishedChange } from './unpublished-change.js';
import { unpublishedChangeCollection } from './unpublished-changes.collection.js';

interface Heads {
  readonly draft: CourseVersion;
  readonly published: CourseVersion;
}

/** What discarding would change. */
export interface DiscardPreview {
  /** Of the draft. */
  readonly head: CourseVersion;
  readonly changes: readonly BlockChange[];
}

/** What differs between draft and published, and taking it back (SPEC C-5). The guard has decided who may. */
@Injectable()
export class UnpublishedChanges {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly unpublished: UnpublishedBlocks,
    private readonly transfers: ContentTransfer,
    private readonly comparison: ContentComparison,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /** @throws NotFoundError */
  async page(
    principal: Principal,
    key: CourseKey,
    query: ListUnpublishedChangesQuery,
  ): Promise<Page<UnpublishedChange>> {
    const heads = await this.heads(key);
    const root = filteredBlock(key, query.usage_key);
    const whole = await this.difference(heads);
    const { changes, published } = root === undefined ? whole : differenceIn(whole, root);
    const access = await this.policy.accessOf(principal, key);
    const found = changes
      .filter(({ kinds }) => query.change === undefined || kinds.includes(query.change))
      .filter(({ block }) => query.block_type === undefined || typeOf(block) === query.block_type)
      .map((change) => ({
        course: heads.draft.courseKey.forBranch(null),
        access,
        block: change.block,
        displayName: change.displayName,
        change,
        isPublished: published.has(change.block),
      }));
    const page = unpublishedChangeCollection.page(found, query);
    const contents = await this.comparison.withContent(page.items.map(({ change }) => change!));
    return page.with(page.items.map((item, index) => ({ ...item, change: contents[index]! })));
  }

  /** What differs in one block and below it. @throws NoUnpublishedChangeError */
  async get(principal: Principal, course: CourseKey, key: UsageKey): Promise<UnpublishedChange> {
    const heads = await this.heads(course);
    const block = blockRefOf(key);
    const difference = differenceIn(await this.difference(heads), block);
    if (!isIn(course, key) || difference.blocks.size === 0) throw new NoUnpublishedChangeError(key);
    const { changes, draft, published } = difference;
    const own = await this.comparison.withContent(changes.filter((change) => change.block === block));
    return {
      course: course.forBranch(null),
      access: await this.policy.accessOf(principal, course),
      block,
      displayName: (draft.get(block) ?? published.get(block))?.displayName ?? null,
      change: own[0] ?? null,
      isPublished: published.has(block),
      state: stateOf(difference),
      counts: changeCounts(changes),
    };
  }

  /**
   * The draft of a block, and of all below it, becomes what is published; of the course block, everything.
   * @throws NoUnpublishedChangeError, NeverPublishedError, PreconditionFailedError
   */
  async discard(
    principal: Principal,
    course: CourseKey,
    { key, message }: { readonly key: UsageKey; readonly message: string | null },
    preconditions: Preconditions,
  ): Promise<void> {
    if (!isIn(course, key)) throw new NoUnpublishedChangeError(key);
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `SELECT FROM branches WHERE name = $2 AND course_id = (SELECT id FROM courses WHERE course_key = $1) FOR UPDATE`,
        [courseOf(course), DRAFT],
      );
      const heads = await this.heads(course, manager);
      const { courseId, published, draft } = { ...heads, courseId: heads.draft.courseId };
      const blocks = await differingBlocks(manager, { courseId, one: draft, other: published });
      const difference = differenceIn(await differenceOf(manager, blocks, heads), blockRefOf(key));
      checkMayGoBack(key, difference);
      preconditions.check(stateOf(difference));
      await this.transfers.transfer(discarding(course, heads, blockRefOf(key)), {
        by: principal.username,
        message,
        manager,
      });
    });
  }

  /** What {@link discard} would do to the draft, with the content of the changes that are told. */
  async previewDiscard(principal: Principal, course: CourseKey, key: UsageKey): Promise<DiscardPreview> {
    const heads = await this.heads(course);
    const block = blockRefOf(key);
    if (!isIn(course, key)) throw new NoUnpublishedChangeError(key);
    checkMayGoBack(key, differenceIn(await this.difference(heads), block));
    const { version: head, changes } = await this.transfers.transfer(discarding(course, heads, block), {
      by: principal.username,
      dryRun: true,
    });
    const told = await this.comparison.withContent(changes.slice(0, MOST_TOLD));
    return { head, changes: [...told, ...changes.slice(MOST_TOLD)] };
  }

  private async difference({ draft, published }: Heads): Promise<Difference> {
    const blocks = await this.unpublished.between({ courseId: draft.courseId, draft, published });
    return differenceOf(this.dataSource.manager, blocks, { draft, published });
  }

  private async heads(key: CourseKey, manager?: EntityManager): Promise<Heads> {
    const draft = await this.versions.headOf(key, DRAFT, manager);
    const published = await this.versions.headOf(key, PUBLISHED, manager);
    if (!draft || !published) throw new NotFoundError(`course "${key}"`);
    return { draft, published };
  }
}

/** Siblings and parents come back with the published place; of the course block, detached blocks as well. */
function discarding(course: CourseKey, { draft, published }: Heads, block: BlockRef): Transfer {
  return { to: course.forBranch(DRAFT), from: published, blocks: block === draft.root ? 'all' : [block] };
}

function checkMayGoBack(key: UsageKey, { blocks, published }: Difference): void {
  if (blocks.size === 0) throw new NoUnpublishedChangeError(key);
  if (!published.has(blockRefOf(key))) throw new NeverPublishedError(key);
}
