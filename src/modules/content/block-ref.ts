import type { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';

/** A block within its course, as the store names it: `type@block_id`. Neither part can hold an `@`. */
export type BlockRef = string;

export function blockRef(type: string, blockId: string): BlockRef {
  return `${type}@${blockId}`;
}

export function blockRefOf(key: UsageKey): BlockRef {
  return blockRef(key.blockType, key.blockId);
}

export function typeOf(block: BlockRef): string {
  return block.slice(0, block.indexOf('@'));
}

export function idOf(block: BlockRef): string {
  return block.slice(block.indexOf('@') + 1);
}

/** The usage key of a block of this course; carries the course key's branch and version. */
export function usageKeyOf(courseKey: CourseKey, block: BlockRef): UsageKey {
  return courseKey.makeUsageKey(typeOf(block), idOf(block));
}
