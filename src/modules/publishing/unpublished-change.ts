import { createHash } from 'node:crypto';
import type { CourseAccess } from '../../common/auth/course-access.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { EntityManager } from 'typeorm';
import {
  type BlockChange,
  type BlockRef,
  type ChangeCounts,
  changesBetween,
  type CourseVersion,
  readTreePart,
  type TreePart,
  type TreeRow,
} from '../content/index.js';

/** A block in which, or below which, the draft is not what is published. */
export interface UnpublishedChange {
  /** Course, without branch and version. */
  readonly course: CourseKey;
  readonly access: CourseAccess;
  readonly block: BlockRef;
  readonly displayName: string | null;
  /** Of the very block; null when only blocks below it differ. */
  readonly change: BlockChange | null;
  /** Whether there is a published state to go back to. */
  readonly isPublished: boolean;
  /** Of one block, not in lists: it changes with whatever differs in the block or below it. */
  readonly state?: string;
  /** Of one block, not in lists: what differs in it and below. */
  readonly counts?: ChangeCounts;
}

/** Draft and published, as far as they differ. */
export interface Difference {
  /** Parents before their children. */
  readonly changes: readonly BlockChange[];
  /** All rows that differ, also where only the list of children does. */
  readonly blocks: ReadonlySet<BlockRef>;
  readonly published: TreePart;
  readonly draft: TreePart;
}

/** Reads what differs of these blocks. Two statements. */
export async function differenceOf(
  manager: EntityManager,
  blocks: ReadonlySet<BlockRef>,
  heads: { readonly published: CourseVersion; readonly draft: CourseVersion },
): Promise<Difference> {
  if (blocks.size === 0) return { changes: [], blocks, published: new Map(), draft: new Map() };
  const part = { subtrees: [], blocks: [...blocks] };
  const published = await readTreePart(manager, heads.published, part);
  const draft = await readTreePart(manager, heads.draft, part);
  const order = new Map([...inOutlineOrder([draft, published])].map((block, index) => [block, index]));
  const changes = changesBetween(published, draft).toSorted(
    (one, other) => order.get(one.block)! - order.get(other.block)!,
  );
  return { changes, blocks, published, draft };
}

/** The part of a difference that is in a block or below it, in either state. */
export function differenceIn({ changes, blocks, published, draft }: Difference, root: BlockRef): Difference {
  const isIn = (block: BlockRef): boolean => [draft, published].some((part) => isBelow(part, block, root));
  return {
    changes: changes.filter(({ block }) => isIn(block)),
    blocks: new Set([...blocks].filter(isIn)),
    published,
    draft,
  };
}

/** The same text for the same differences: what whoever discards them must have seen (SPEC C-8). */
export function stateOf({ blocks, published, draft }: Difference): string {
  const rows = [...blocks]
    .toSorted()
    .map((block) => [block, published.get(block)?.edited, draft.get(block)?.edited].join(' '));
  return createHash('sha256').update(rows.join('\n')).digest('hex').slice(0, 24);
}

function isBelow(part: TreePart, block: BlockRef, root: BlockRef): boolean {
  for (let row = part.get(block); row; row = row.parent === null ? undefined : part.get(row.parent))
    if (row.block === root) return true;
  return false;
}

/** The blocks as one meets them from the top of the course; those of the first part first. */
function inOutlineOrder(parts: readonly TreePart[]): Set<BlockRef> {
  const met = new Set<BlockRef>();
  for (const part of parts) {
    const stack: TreeRow[] = [...part.values()].filter(({ parent }) => parent === null).toReversed();
    for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
      met.add(row.block);
      stack.push(...row.children.toReversed().flatMap((child) => part.get(child) ?? []));
    }
  }
  return met;
}
