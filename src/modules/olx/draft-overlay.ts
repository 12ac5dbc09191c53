import { type BlockRef, type IncomingBlock, type TreeReplacement } from '../content/index.js';
import type { OlxDraft, OlxReport } from './reader/index.js';

/**
 * Lays the drafts of an archive over its published tree (OLX rules 41 to 43): each draft unit takes the place of its
 * published version, or is put at its index among its parent's children.
 */
export async function overlayDraft(
  tree: TreeReplacement,
  draft: OlxDraft,
  blocks: readonly IncomingBlock[],
  report: OlxReport,
): Promise<boolean> {
  const parent = draft.parent ?? (await tree.parentOf(draft.root));
  if (parent === null || !(await tree.has(parent))) {
    report.add({
      severity: 'error',
      code: 'draft_without_place',
      file: draft.file,
      line: null,
      block: draft.root,
      message: `This draft names no parent that exists${parent === null ? '' : ` (${parent})`}; it was left out.`,
    });
    return false;
  }
  await tree.removeSubtree(draft.root);
  await tree.add(blocks.map((block) => (block.block === draft.root ? { ...block, parent } : block)));
  await tree.placeChild(parent, draft.root, draft.index);
  return true;
}

/** Reports what had two places after all drafts were laid over: a block has one parent, its draft's (SPEC C-2). */
export function reportMoved(moved: readonly BlockRef[], report: OlxReport): void {
  for (const block of moved) {
    report.add({
      severity: 'warning',
      code: 'moved_by_draft',
      file: 'drafts/',
      line: null,
      block,
      message: `A draft holds ${block} in another place than the published tree; on the draft branch it stands where the draft has it.`,
    });
  }
}
