import { type BlockRef, typeOf } from '../block-ref.js';
import type { BlockState } from '../content-change.js';
import { remainderAfter } from '../definition-remainder.js';
import type { JsonObject } from '../json.js';
import type { CopiedReferences } from './copied-references.js';

/** What a block says, apart from its name and its place. */
export type SaidFields = Pick<BlockState, 'settings' | 'content' | 'olx' | 'sharedDefinition'>;

/** What a copy of a block says: the same, with references to what came along; its content is shared where it is just the same. */
export function copiedFields(
  copy: BlockRef,
  { settings: ownSettings, content: ownContent, olx: ownOlx, sharedDefinition }: SaidFields,
  references: CopiedReferences,
): SaidFields {
  const settings = references.map(copy, ownSettings);
  const content = references.map(copy, ownContent);
  const changed = {
    settings: namesOfChanged(ownSettings, settings),
    content: namesOfChanged(ownContent, content),
  };
  const olx = portable(remainderAfter(typeOf(copy), ownOlx, changed));
  const isShared = content === ownContent && olx === ownOlx;
  return { settings, content, olx, ...(isShared && sharedDefinition !== undefined && { sharedDefinition }) };
}

function namesOfChanged(before: JsonObject, after: JsonObject): Set<string> {
  return new Set(Object.keys(before).filter((name) => before[name] !== after[name]));
}

/** Without what names the source's own files: two blocks that were written to one file would be one after the next import. */
function portable(olx: JsonObject | null): JsonObject | null {
  if (olx === null) return null;
  const { path, filename, source, ...others } = olx;
  const namesItself = typeof source === 'string' && /\burl_name\s*=/.test(source);
  if (path === undefined && filename === undefined && !namesItself) return olx;
  return { ...others, ...(source !== undefined && !namesItself && { source }) };
}
