import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError, NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { type BlockChange, changesBetween } from './block-change.js';
import { type BlockRef, usageKeyOf } from './block-ref.js';
import type { BranchHead } from './branch-head.js';
import { BranchWriter } from './branch-writer.service.js';
import type { EditOptions, Edited } from './content-editor.service.js';
import type { CourseVersion } from './course-version.js';
import { differingBlocks } from './differing-blocks.js';
import { NewVersion } from './new-version.js';
import { planTransfer, type TransferPlan } from './transfer-plan.js';
import { type PartOf, readTreePart, type TreePart, type TreeRow } from './tree-part.js';

export interface Transfer {
  /** The course with the branch that is written to; with a version beside it only if that is its head. */
  readonly to: CourseKey;
  /** Where the states come from: a version of the same course. Null takes the blocks off the branch. */
  readonly from: CourseVersion | null;
  /** Whose subtrees; `all`: everything, detached blocks among it. */
  readonly blocks: 'all' | readonly BlockRef[];
  /** Blocks that keep the branch's state, with everything below them. */
  readonly exclude?: readonly BlockRef[];
  /** Blocks that are on the branch stay where they stand on it. */
  readonly keepsPlaces?: boolean;
}

export interface TransferOptions extends Omit<EditOptions, 'expected'> {
  /** As for an edit: guid of the head, or a look at it. */
  readonly expected?: string | ((head: CourseVersion) => void | Promise<void>);
  readonly dryRun?: boolean;
}

export interface Transferred extends Edited {
  /** Block by block; what would have changed, of a dry run. The content of the states is not read. */
  readonly changes: readonly BlockChange[];
}

/** 409: the root is what a branch stands on. */
class RootStaysError extends AppError {
  constructor(key: CourseKey) {
    super(
      'conflict',
      `The course block of ${key.forVersion(null)} cannot be taken off its branch: name the sections to take off, or archive or delete the course.`,
    );
  }
}

/** 409: the branches have different course blocks, as after an import from elsewhere. */
class OtherRootError extends AppError {
  constructor(key: CourseKey) {
    super(
      'conflict',
      `The branch ${key.forVersion(null)} has another course block, so single blocks have no place on it: do the same with the whole course.`,
    );
  }
}

/**
 * Gives blocks of a branch the state that they have in another version: publishing, discarding, restoring and taking off the
 * branch are this (ADR 0022). One version, or none where nothing differs.
 */
@Injectable()
export class ContentTransfer {
  constructor(private readonly branches: BranchWriter) {}

  /** @throws NotFoundError (a block that neither side has), ConflictError, and as an edit */
  async transfer(transfer: Transfer, options: TransferOptions): Promise<Transferred> {
    return this.branches.inTransaction(options, (manager) => this.transferWithin(manager, transfer, options));
  }

  private async transferWithin(
    manager: EntityManager,
    transfer: Transfer,
    { dryRun = false, ...options }: TransferOptions,
  ): Promise<Transferred> {
    const base = await this.branches.head(manager, transfer.to, options, { locks: !dryRun });
    const plan = await this.plan(manager, transfer, base);
    const root = transfer.blocks === 'all' && transfer.from ? transfer.from.root : base.head.root;
    const next = NewVersion.taking(base, {
      from: transfer.from ?? base.head,
      blocks: plan.copied,
      altered: plan.altered,
      removed: plan.removed,
      root,
    });
    const { changes } = plan;
    if (next === null || dryRun) return { version: base.head, changed: false, changes };
    return { version: await this.branches.write(manager, next, base, options), changed: true, changes };
  }

  private async plan(manager: EntityManager, transfer: Transfer, { head }: BranchHead): Promise<TransferPlan> {
    const { from, blocks, keepsPlaces = false } = transfer;
    const exclude = new Set(transfer.exclude);
    const isAll = blocks === 'all';
    if (from && from.courseId !== head.courseId) throw new Error('A transfer is within one course.');
    if (from && !isAll && from.root !== head.root) throw new OtherRootError(transfer.to);
    if (!from && (isAll || blocks.includes(head.root))) throw new RootStaysError(transfer.to);
    if (from && isAll && exclude.size === 0) return wholePlan(manager, from, head);
    const source: TreePart = from ? await readTreePart(manager, from, isAll ? 'all' : { subtrees: blocks }) : new Map();
    const target = await readTreePart(manager, head, isAll ? 'all' : concerned(source, blocks));
    if (isAll) return planTransfer({ source, target, blocks: rootsOf(source, target), exclude });
    const unknown = blocks.find((block) => !source.has(block) && !target.has(block));
    if (unknown !== undefined) throw new NotFoundError(`block "${usageKeyOf(transfer.to, unknown)}"`);
    return planTransfer({ source, target, blocks, exclude, keepsPlaces });
  }
}

/**
 * Everything as it is in the source: what differs, and nothing else is read. The rules of {@link planTransfer} come to the same
 * (test/e2e/content-transfer); it would look at every block, and stop all other requests for as long.
 */
async function wholePlan(manager: EntityManager, source: CourseVersion, target: CourseVersion): Promise<TransferPlan> {
  const differing = await differingBlocks(manager, { courseId: source.courseId, one: target, other: source });
  const blocks = [...differing];
  const before = inTreeOrder(await readTreePart(manager, target, { subtrees: [], blocks }));
  const after = inTreeOrder(await readTreePart(manager, source, { subtrees: [], blocks }));
  return {
    copied: blocks.filter((block) => after.has(block)),
    altered: [],
    removed: blocks.filter((block) => !after.has(block)),
    changes: changesBetween(before, after).filter(({ block }) => differing.has(block)),
  };
}

/** Parents before their children, siblings as they stand. */
function inTreeOrder(part: TreePart): TreePart {
  const ordered = new Map<BlockRef, TreeRow>();
  const stack = [...part.values()].filter(({ parent }) => parent === null).toReversed();
  for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
    ordered.set(row.block, row);
    stack.push(...row.children.flatMap((child) => part.get(child) ?? []).toReversed());
  }
  return ordered;
}

/** Blocks beside the tree, and its root. */
function rootsOf(...parts: TreePart[]): BlockRef[] {
  return [
    ...new Set(
      parts.flatMap((part) => [...part.values()].filter(({ parent }) => parent === null).map(({ block }) => block)),
    ),
  ];
}

/** What a transfer has to see of its target: all below the blocks that come, wherever they are there, and the ancestors that they have in the source. */
export function concerned(source: TreePart, blocks: readonly BlockRef[]): PartOf {
  const coming = new Set(blocks);
  for (const block of coming) for (const child of source.get(block)?.children ?? []) coming.add(child);
  return { subtrees: [...coming], blocks: [...source.keys()].filter((block) => !coming.has(block)) };
}
