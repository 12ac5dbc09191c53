import { Injectable } from '@nestjs/common';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { type BlockRef, type BlockTree, fieldOf, idOf, type TreeNode, usageKeyOf } from '../content/index.js';
import type { HiddenBlocks } from '../access/index.js';
import type { TreeQuery } from './dto/tree.query.js';
import type { TreeBlockResponse, TreeResponse } from './dto/tree.response.js';

/** What to show of a tree. */
export interface TreeView {
  /** The key under which the tree was asked for: links keep its branch and version. */
  readonly address: CourseKey;
  readonly root?: BlockRef;
  /** Levels below the root; Infinity for all. */
  readonly depth: number;
  /** What the caller does not see. */
  readonly hidden: HiddenBlocks;
  readonly query: TreeQuery;
}

/** Shows trees flat (SPEC R-4). Every resource that has a tree shows it through this. */
@Injectable()
export class TreePresenter {
  constructor(private readonly urls: ApiUrls) {}

  present(tree: BlockTree, view: TreeView): TreeResponse {
    const plain = view.address.forBranch(null).forVersion(null);
    const types = list(view.query.block_types_filter);
    const counts = countsBelow(tree, list(view.query.block_counts), view.hidden);
    const blocks: TreeBlockResponse[] = [];
    for (const { node, level } of tree.walk({ ...view, hidden: view.hidden.blocks })) {
      if (types.length > 0 && !types.includes(node.type)) continue;
      const children = view.hidden.among(node.children);
      const address = usageKeyOf(view.address, node.block);
      blocks.push({
        id: usageKeyOf(plain, node.block).toString(),
        type: node.type,
        display_name: displayName(node),
        children: children.map((child) => usageKeyOf(plain, child).toString()),
        ...(view.query.view !== 'minimal' && { url: this.urls.xblock(address) }),
        ...(level === view.depth && children.length > 0 && { children_url: this.urls.children(address) }),
        ...(counts && { block_counts: counts(node.block) }),
      });
    }
    return {
      root: usageKeyOf(plain, view.root ?? tree.root).toString(),
      blocks: view.query.return_type === 'list' ? blocks : Object.fromEntries(blocks.map((block) => [block.id, block])),
    };
  }
}

/** The author's name, else the type's usual one, else the id as words (edX: display_name_with_default). */
export function displayName({
  block,
  type,
  displayName: own,
}: Pick<TreeNode, 'block' | 'type' | 'displayName'>): string {
  const usual = fieldOf(type, 'display_name')?.default;
  return own || (typeof usual === 'string' && usual) || idOf(block).replaceAll('_', ' ');
}

/** Levels that a `depth` parameter means. */
export function depthOf(depth: string | undefined, fallback: number): number {
  if (depth === undefined) return fallback;
  return depth === 'all' ? Infinity : Number(depth);
}

/** The members of a comma-separated parameter. */
export function list(parameter: string | undefined): string[] {
  return (parameter ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

/** Per block, how many blocks of the types the caller sees below it, itself included (as edX counts); null when none is asked for. */
function countsBelow(
  tree: BlockTree,
  types: readonly string[],
  hidden: HiddenBlocks,
): ((block: BlockRef) => Record<string, number>) | null {
  if (types.length === 0) return null;
  const totals = new Map<BlockRef, Record<string, number>>();
  const order = [...tree.walk({ hidden: hidden.blocks })].map(({ node }) => node);
  // Children come after their parents, so backwards every child is counted before its parent.
  for (const node of order.reverse()) {
    const own = Object.fromEntries(types.map((type) => [type, node.type === type ? 1 : 0]));
    for (const child of node.children) for (const type of types) own[type]! += totals.get(child)?.[type] ?? 0;
    totals.set(node.block, own);
  }
  return (block) => totals.get(block) ?? {};
}
