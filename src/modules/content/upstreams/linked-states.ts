import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { AppError } from '../../../common/errors/app-error.js';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import { assetPathsOf } from '../block-operations/copied-references.js';
import { MAX_COPIED_BLOCKS } from '../block-operations/copy-block.js';
import { type BlockRef, blockRef, typeOf, usageKeyOf } from '../block-ref.js';
import type { CourseVersion } from '../course-version.js';
import type { LinkedRow, RowsByBlock } from './field-merge.js';
import type { UpdateRequest } from './upstream-plan.js';
import { isSameCourse, sourceRefIn, upstreamLinkOf } from './upstream-link.js';
import {
  type Pin,
  readBlocksBelow,
  readContents,
  readExisting,
  readLinks,
  readPinned,
  readSubtree,
  type SaidByDefinition,
} from './upstream-rows.js';

/** A linked block on a branch, and its source in a version of another course. */
export interface LinkedBlock {
  readonly here: CourseVersion;
  readonly root: BlockRef;
  readonly source: CourseVersion;
  readonly sourceRoot: BlockRef;
}

/** All that is to be read for an update; files are another module's. */
export type LinkedStates = Omit<UpdateRequest, 'assets' | 'replace' | 'pinsRoot' | 'pin'>;

/** 409: more than one update takes. */
class TooManyLinkedBlocksError extends AppError {
  constructor(course: CourseKey, block: BlockRef) {
    super(
      'conflict',
      `${usageKeyOf(course, block)} has more than ${MAX_COPIED_BLOCKS} blocks below it, too many for one update. Each block below has an upstream of its own: update part by part.`,
    );
  }
}

/**
 * Reads the three states of a linked subtree: here, in the source, and in the source when each block was last brought level. Seven
 * statements at most, unless a name is taken; content only of blocks that may differ.
 * @returns null where one of the two versions has no such block
 * @throws AppError 409 for more blocks than one update takes
 */
export async function readLinkedStates(manager: EntityManager, linked: LinkedBlock): Promise<LinkedStates | null> {
  const { here, root, source, sourceRoot } = linked;
  const [rows, sourceRows] = [await read(manager, here, root), await read(manager, source, sourceRoot)];
  if (!rows.has(root) || !sourceRows.has(sourceRoot)) return null;
  const { pairs, pins } = pairsOf(linked, rows);
  const base = new Map((await readPinned(manager, source.courseId, pins)).map((row) => [row.block, row]));
  const known = await knownBelow(manager, source, { pairs, pins, base, sourceRows });
  const paired = new Set(pairs.values());
  const unpaired = [...sourceRows.keys()].filter((block) => !paired.has(block));
  const names = await namesOf(manager, linked, unpaired);
  const said = await readContents(manager, definitionsToRead({ pairs, rows, sourceRows, base, unpaired }));
  return {
    course: here.courseKey,
    root,
    sourceRoot,
    here: withContent(rows, said),
    source: withContent(sourceRows, said),
    base: withContent(base, said),
    pairs,
    known,
    links: await linksOf(manager, linked),
    echoes: echoesOf(linked, sourceRows),
    nameOf: (block) => names.get(block)!,
  };
}

/** Files of the source's course to which anything refers that may be compared or taken. */
export function assetPathsOfStates({ source, base }: LinkedStates, course: CourseKey): Set<string> {
  const rows = [...source.values(), ...base.values()];
  return assetPathsOf(
    course,
    rows.map(({ block, settings, content = {} }) => ({ block, settings, content })),
  );
}

async function read(manager: EntityManager, version: CourseVersion, block: BlockRef): Promise<RowsByBlock> {
  const rows = await readSubtree(manager, version, block, MAX_COPIED_BLOCKS + 1);
  if (rows.length > MAX_COPIED_BLOCKS) throw new TooManyLinkedBlocksError(version.courseKey, block);
  return new Map(rows.map((row) => [row.block, row]));
}

/** Which blocks of here are linked to which of the source's course, and the versions that they are level with. */
export function pairsOf(
  {
    here,
    root,
    source,
    sourceRoot,
  }: Pick<LinkedBlock, 'root' | 'sourceRoot'> & Record<'here' | 'source', Pick<CourseVersion, 'courseKey'>>,
  rows: RowsByBlock,
): { pairs: Map<BlockRef, BlockRef>; pins: Pin[] } {
  const pairs = new Map<BlockRef, BlockRef>();
  const taken = new Set<BlockRef>();
  const pins: Pin[] = [];
  for (const row of rows.values()) {
    const link = upstreamLinkOf(here.courseKey, row);
    const original = row.block === root ? sourceRoot : sourceRefIn(link, source.courseKey);
    // Of a block that was duplicated here, the first one goes on following the source.
    if (original === null || taken.has(original) || (original === sourceRoot && row.block !== root)) continue;
    pairs.set(row.block, original);
    taken.add(original);
    if (link?.version) pins.push({ block: original, version: link.version });
  }
  return { pairs, pins };
}

/** What the source had below blocks that were removed here; only read where something might have come from there. */
async function knownBelow(
  manager: EntityManager,
  source: CourseVersion,
  {
    pairs,
    pins,
    base,
    sourceRows,
  }: { pairs: ReadonlyMap<BlockRef, BlockRef>; pins: readonly Pin[]; base: RowsByBlock; sourceRows: RowsByBlock },
): Promise<Set<BlockRef>> {
  const paired = new Set(pairs.values());
  const listed = new Set([...base.values()].flatMap(({ children }) => children));
  const isUnknown = ({ block }: LinkedRow) => !paired.has(block) && !listed.has(block);
  if (![...sourceRows.values()].some(isUnknown)) return new Set();
  const gone = pins.flatMap(({ block, version }) =>
    (base.get(block)?.children ?? []).filter((child) => !paired.has(child)).map((child) => ({ block: child, version })),
  );
  return gone.length === 0 ? new Set() : readBlocksBelow(manager, source.courseId, gone, MAX_COPIED_BLOCKS * 2);
}

/**
 * Names for blocks that may come: made from the source's, so that a preview has the very names that an update gives, and one that was
 * taken back gets its name again.
 */
async function namesOf(
  manager: EntityManager,
  { here, root, source }: LinkedBlock,
  blocks: readonly BlockRef[],
): Promise<Map<BlockRef, BlockRef>> {
  const names = new Map<BlockRef, BlockRef>();
  const nameOf = (block: BlockRef, attempt: number) => {
    const parts = [here.courseKey, root, usageKeyOf(source.courseKey, block), attempt].map(String);
    return blockRef(typeOf(block), createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 32));
  };
  for (let attempt = 0, missing = blocks; missing.length > 0; attempt += 1) {
    const wanted = missing.map((block) => nameOf(block, attempt));
    const taken = await readExisting(manager, here, wanted);
    for (const [index, block] of missing.entries()) if (!taken.has(wanted[index]!)) names.set(block, wanted[index]!);
    missing = missing.filter((block) => !names.has(block));
  }
  return names;
}

/** Content is compared where definitions differ. */
function definitionsToRead({
  pairs,
  rows,
  sourceRows,
  base,
  unpaired,
}: {
  pairs: ReadonlyMap<BlockRef, BlockRef>;
  rows: RowsByBlock;
  sourceRows: RowsByBlock;
  base: RowsByBlock;
  unpaired: readonly BlockRef[];
}): Set<string> {
  const guids = new Set(unpaired.map((block) => sourceRows.get(block)!.definition));
  for (const [block, original] of pairs) {
    const [here, was] = [rows.get(block)!, base.get(original)];
    const source = sourceRows.get(original) ?? was;
    if (source === undefined || source.definition === here.definition) continue;
    for (const row of [here, source, was]) if (row) guids.add(row.definition);
  }
  return guids;
}

function withContent(rows: RowsByBlock, said: SaidByDefinition): Map<BlockRef, LinkedRow> {
  return new Map([...rows].map(([block, row]) => [block, { ...row, ...said.get(row.definition) }]));
}

async function linksOf(manager: EntityManager, { here, source }: LinkedBlock): Promise<Map<BlockRef, BlockRef>> {
  const links = new Map<BlockRef, BlockRef>();
  for (const { block, upstream } of await readLinks(manager, here, source.courseKey)) {
    // All of them are of one course, and there may be thousands: the end of the key says enough.
    const [, type, id] = /\+type@([^+@]+)\+block@([^+@]+)$/.exec(upstream) ?? [];
    if (type !== undefined && type === typeOf(block)) links.set(block, blockRef(type, id!));
  }
  return links;
}

function echoesOf({ here, source }: LinkedBlock, rows: RowsByBlock): Set<BlockRef> {
  const isEcho = (row: LinkedRow) => {
    const link = upstreamLinkOf(source.courseKey, row);
    return link !== null && isSameCourse(link.source.courseKey, here.courseKey);
  };
  return new Set([...rows.values()].filter(isEcho).map(({ block }) => block));
}
