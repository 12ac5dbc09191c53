import { isDeepStrictEqual } from 'node:util';
import type { BlockRef } from './block-ref.js';
import type { CourseVersion } from './course-version.js';
import type { JsonObject } from './json.js';

/** What a block says and where it stands, apart from any version. */
export interface BlockState {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: readonly BlockRef[];
  readonly displayName: string | null;
  readonly settings: JsonObject;
  readonly content: JsonObject;
  /** What its OLX said beyond the fields; null for a block that never was OLX. */
  readonly olx: JsonObject | null;
  /** Id of a definition, anywhere, that holds just this `content` and `olx`: a copy shares it in place of making one. */
  readonly sharedDefinition?: string;
  /** Version of its last change, of a block that another branch has just so: equal rows have equal ones. Absent: the version that is made. */
  readonly editedIn?: string;
}

/** A block as the version that is about to be changed has it. */
export interface StoredBlock extends BlockState {
  /** Id of its definition, which holds `content` and `olx`. */
  readonly definition: string;
  /** First definition of the history that this one continues. */
  readonly original: string;
  /** Version in which the block itself last changed. */
  readonly edited: string;
}

export type StoredBlocks = ReadonlyMap<BlockRef, StoredBlock>;

/** Rows to write. One of an unknown name is a new block; one that says what is stored already is no change. */
export interface ChangeSet {
  readonly put: readonly BlockState[];
  readonly remove: readonly BlockRef[];
}

/**
 * One operation on a tree, from rows to rows: replacing fields puts one block; inserting puts the block and its parent; moving
 * puts the block and both parents; reordering puts the parent; deleting removes a subtree and puts the parent. Whether the
 * result is a tree, the database checks at commit.
 */
export interface ContentChange {
  /** Blocks that it has to see. They are read with the head, in one statement; those that do not exist are absent. */
  readonly reads: readonly BlockRef[];
  /** Without side effects: it may be asked again, of a newer head. @throws NotFoundError, InvalidInputError: then nothing is written */
  apply(blocks: StoredBlocks, head: CourseVersion): ChangeSet;
}

/** Whether a definition of the stored block's content would say what its own says. */
export function sameDefinition(state: BlockState, stored: StoredBlock): boolean {
  return isDeepStrictEqual(state.content, stored.content) && isDeepStrictEqual(state.olx, stored.olx);
}

/** Whether a block is as it is stored. The order of an object's keys says nothing. */
export function sameBlock(state: BlockState, stored: StoredBlock): boolean {
  return (
    state.parent === stored.parent &&
    state.displayName === stored.displayName &&
    isDeepStrictEqual(state.children, stored.children) &&
    isDeepStrictEqual(state.settings, stored.settings) &&
    sameDefinition(state, stored)
  );
}
