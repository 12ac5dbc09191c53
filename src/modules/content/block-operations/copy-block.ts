import type { CourseKey } from '../../../common/opaque-keys/index.js';
import { type BlockRef, blockRef, typeOf, usageKeyOf } from '../block-ref.js';
import { patchedBlock } from '../block-fields.js';
import { fieldOf } from '../block-types/index.js';
import { type BlockState, sameDefinition } from '../content-change.js';
import { isSameCourse, linkedSettings, upstreamValue } from '../upstreams/upstream-link.js';
import type { WorkingTree } from '../working-tree.js';
import { checkBlockId, newBlockId } from './block-ids.js';
import { BlockExistsError } from './block-operations.errors.js';
import { copiedFields } from './copied-fields.js';
import { CopiedReferences, type UnmappedReference } from './copied-references.js';
import { placeOf } from './create-block.js';
import { Faults } from './faults.js';
import { enterTab, isPage } from './page-tabs.js';
import { insertChild, type Place } from './placement.js';

/** Most blocks that one copy makes: as many as a large course has. */
export const MAX_COPIED_BLOCKS = 10_000;

/** Blocks that are to be copied, as they are somewhere. */
export interface CopySource {
  /** The course in which they are. */
  readonly courseKey: CourseKey;
  /** The block and everything below it, each parent before its children. */
  readonly states: readonly BlockState[];
  /** Files of that course which the target has as well: path there → path here. */
  readonly assets: ReadonlyMap<string, string>;
  /** The course with the version that has them, and with the branch if a certain one was meant; null: of the working tree itself. */
  readonly pin: CourseKey | null;
}

/** What is said of a copy, beside what it is of. */
export interface NewCopy {
  /** Null: one is made. */
  readonly blockId: string | null;
  /** Null: beside the tree, as blocks of detached types stand. */
  readonly place: Place | null;
  /** Absent: the source's; beside its source a copy says that it is one. */
  readonly displayName?: string | null;
}

/** What a copy came to. */
export interface BlockCopy {
  readonly block: BlockRef;
  /** Each source and its copy. */
  readonly copies: ReadonlyMap<BlockRef, BlockRef>;
  readonly unmapped: readonly UnmappedReference[];
}

/** A block of the working tree's own branch with everything below it, for {@link copyBlock}. @throws NotFoundError */
export async function sourceWithin(tree: WorkingTree, block: BlockRef): Promise<CopySource> {
  await tree.get(block);
  const states: BlockState[] = [];
  for (const state of await tree.subtree(block)) {
    const stored = await tree.atHead(state.block);
    const isStored = stored !== null && sameDefinition(state, stored);
    states.push(isStored ? { ...state, sharedDefinition: stored.definition } : state);
  }
  return { courseKey: tree.head.courseKey, states, assets: new Map(), pin: null };
}

/**
 * Copies a block with everything below it (SPEC C-7). Copies share the content of their sources; what refers to a copied block, or
 * to a file that came along, refers to the copy. `copied_from_block` says where the topmost came from, as the platform has it. Copies
 * from another course say each in `upstream` what they are a copy of, and of which version (ADR 0025).
 * @throws InvalidInputError with every fault, BlockExistsError
 */
export async function copyBlock(tree: WorkingTree, source: CopySource, given: NewCopy): Promise<BlockCopy> {
  const [root] = source.states as [BlockState];
  const type = typeOf(root.block);
  const { courseKey } = tree.head;
  const faults = new Faults();
  checkBlockId(courseKey, type, given.blockId, faults);
  const place = await placeOf(tree, { type, place: given.place }, faults);
  if (source.states.length > MAX_COPIED_BLOCKS) {
    faults.add(
      'source',
      `${source.states.length} blocks are too many for one copy; at most ${MAX_COPIED_BLOCKS} are copied.`,
    );
  }
  faults.refuse();

  const copies = await namesOf(tree, source, given.blockId);
  const block = copies.get(root.block)!;
  const references = new CopiedReferences({
    source: source.courseKey,
    target: courseKey,
    blocks: copies,
    assets: source.assets,
  });
  const under = place?.parent.block ?? null;
  const [first, ...others] = source.states.map((state) =>
    linkedTo(source, courseKey, state.block, copyOf(state, copies, references, under)),
  );
  const named = nameCopy(tree, source, first!, given.displayName);
  for (const state of [named, ...others]) tree.put(state);
  if (place) insertChild(tree, place, block);
  if (isPage(block)) await enterTab(tree, named);
  return { block, copies, unmapped: references.unmapped };
}

/** A name for each copy. @throws BlockExistsError */
async function namesOf(
  tree: WorkingTree,
  { states }: CopySource,
  blockId: string | null,
): Promise<Map<BlockRef, BlockRef>> {
  const copies = new Map(
    states.map(
      ({ block }, index) => [block, blockRef(typeOf(block), (index === 0 && blockId) || newBlockId())] as const,
    ),
  );
  const first = copies.get(states[0]!.block)!;
  // The others are made of 128 random bits: nobody has them.
  if (blockId !== null && (await tree.find(first))) throw new BlockExistsError(usageKeyOf(tree.head.courseKey, first));
  return copies;
}

/** A copy from another course with its link; within a course a duplicate keeps the one that its source has. */
function linkedTo({ courseKey, pin }: CopySource, target: CourseKey, source: BlockRef, copy: BlockState): BlockState {
  if (pin === null || isSameCourse(courseKey, target)) return copy;
  return { ...copy, settings: linkedSettings(copy.settings, upstreamValue(pin, source)) };
}

function copyOf(
  state: BlockState,
  copies: ReadonlyMap<BlockRef, BlockRef>,
  references: CopiedReferences,
  under: BlockRef | null,
): BlockState {
  const block = copies.get(state.block)!;
  return {
    block,
    parent: (state.parent === null ? null : copies.get(state.parent)) ?? under,
    children: state.children.map((child) => copies.get(child)!),
    displayName: state.displayName,
    ...copiedFields(block, state, references),
  };
}

/** The topmost copy with its name and where it came from. @throws InvalidInputError for a name that cannot be */
function nameCopy(
  tree: WorkingTree,
  { courseKey, states }: CopySource,
  copied: BlockState,
  displayName: string | null | undefined,
): BlockState {
  const [root] = states as [BlockState];
  const isBeside =
    courseKey.forBranch(null).equals(tree.head.courseKey.forBranch(null)) && copied.parent === root.parent;
  const name = displayName !== undefined ? displayName : isBeside ? nameBeside(root) : root.displayName;
  const from = String(usageKeyOf(courseKey.forBranch(null).forVersion(null), root.block));
  const named = patchedBlock(copied, { displayName: name, fields: { copied_from_block: from } });
  if (named.olx === copied.olx) return named;
  const { sharedDefinition: _, ...own } = named;
  return own;
}

/** Two siblings of one name could not be told apart. */
function nameBeside({ block, displayName }: BlockState): string | null {
  const usual = fieldOf(typeOf(block), 'display_name')?.default;
  const name = displayName ?? (typeof usual === 'string' ? usual : null);
  return name === null ? null : `Copy of ${name}`;
}
