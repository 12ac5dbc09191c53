import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Principal } from '../../common/auth/principal.js';
import { InvalidInputError, NotFoundError } from '../../common/errors/app-error.js';
import { type CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import {
  type BlockRef,
  blockRefOf,
  type BlockState,
  type ContentChange,
  type CourseVersion,
  type JsonObject,
  readStoredBlocks,
  type StoredBlock,
} from '../content/index.js';
import { type WrittenXblock, type XblockEdit, XblockEdits, XblocksService } from '../xblocks/index.js';
import {
  type EditedMarkup,
  InvalidOlxError,
  OlxReport,
  type OlxRemainder,
  readEditedMarkup,
  UnreadableFileError,
} from './reader/index.js';
import { BlockWriter, type Markup, printMarkup, type WritableBlock } from './writer/index.js';

/** A block as OLX. */
export interface BlockOlx {
  /** With the branch or version that was read. */
  readonly key: UsageKey;
  readonly olx: string;
  /** Version in which the block itself last changed. */
  readonly edited: string;
  readonly version: CourseVersion;
}

/** Blocks that one answer holds at most; a whole course is for an export. */
const MAXIMUM_BLOCKS = 10_000;

/** One block as OLX, and back. */
@Injectable()
export class BlockOlxService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly xblocks: XblocksService,
    private readonly edits: XblockEdits,
  ) {}

  /**
   * The element of a block; its children as pointers, or with everything in them.
   * @throws NotFoundError, and InvalidInputError for a subtree that is too large
   */
  async read(key: UsageKey, principal: Principal, { whole }: { readonly whole: boolean }): Promise<BlockOlx> {
    const { record, version, address } = await this.xblocks.read(key, principal);
    const blocks = await this.load(version, record.block, whole);
    const root = blocks.get(record.block);
    if (root === undefined) throw new NotFoundError(`block "${key}"`);
    const markup = await markupOf(record.block, blocks, version.courseKey.withoutBranchAndVersion());
    const usageKey = address.makeUsageKey(key.blockType, key.blockId);
    return { key: usageKey, olx: `${printMarkup(markup)}\n`, edited: root.edited, version };
  }

  /**
   * Makes the block what an element says: fields, comments, attributes that are no field. Its children are named by pointers;
   * another order of the same children is taken over. What no element can say, such as the pages of a course, stays.
   * @throws InvalidInputError with every fault and its line, and as {@link XblockEdits.replaceBy}
   */
  async replace(olx: string, edit: XblockEdit): Promise<WrittenXblock> {
    const { key } = edit;
    const course = key.courseKey.withoutBranchAndVersion();
    const read = await readMarkup(olx, key, course);
    const block = blockRefOf(key);
    // What an element says of it today, and so what it leaves out, does not depend on the version that is written to.
    const known = new Map<string, EditedMarkup>();
    const remember = async (stored: StoredBlock) => {
      const markup = await markupOf(block, new Map([[block, stored]]), course);
      const said = await readEditedMarkup(printMarkup(markup), key.blockType, key.blockId, course);
      known.set(stored.edited, said);
    };
    const change: ContentChange = {
      reads: [block],
      apply: (blocks) => {
        const stored = blocks.get(block);
        if (!stored) throw new NotFoundError(`block "${key}"`);
        return { put: [replaced(stored, read, known.get(stored.edited)!)], remove: [] };
      },
    };
    return this.edits.replaceBy(change, edit, remember);
  }

  /** The block, or with everything below it, a statement for each level. */
  private async load(version: CourseVersion, root: BlockRef, whole: boolean): Promise<Map<BlockRef, StoredBlock>> {
    const found = new Map<BlockRef, StoredBlock>();
    for (let level: readonly BlockRef[] = [root]; level.length > 0;) {
      if (found.size + level.length > MAXIMUM_BLOCKS) {
        throw new InvalidInputError({
          depth: [`There are more than ${MAXIMUM_BLOCKS} blocks below. Export the course, or ask for a smaller part.`],
        });
      }
      const blocks = await readStoredBlocks(this.dataSource.manager, version, level);
      for (const [name, block] of blocks) found.set(name, block);
      level = whole ? level.flatMap((name) => blocks.get(name)?.children ?? []) : [];
    }
    return found;
  }
}

/** The element of a block with those of its children that are given; the others are pointers. */
async function markupOf(
  root: BlockRef,
  blocks: ReadonlyMap<BlockRef, StoredBlock>,
  courseKey: CourseKey,
): Promise<Markup> {
  const context = { courseKey, report: new OlxReport(), has: () => false };
  const writer = new BlockWriter(context, '', 'element');
  const write = async (name: BlockRef): Promise<Markup> => {
    const block = blocks.get(name);
    if (block === undefined) {
      const { blockType, blockId } = courseKey.makeUsageKey(...partsOf(name));
      return { tag: blockType, attributes: [['url_name', blockId]], children: [] };
    }
    const children: Markup[] = [];
    for (const child of block.children) children.push(await write(child));
    const state: WritableBlock = { ...block, olx: block.olx as OlxRemainder | null };
    return (await writer.write(state, children)).inParent;
  };
  return write(root);
}

function partsOf(name: BlockRef): [string, string] {
  const at = name.indexOf('@');
  return [name.slice(0, at), name.slice(at + 1)];
}

/** @throws InvalidInputError with every fault and its line */
async function readMarkup(olx: string, key: UsageKey, course: CourseKey): Promise<EditedMarkup> {
  let read: EditedMarkup;
  try {
    read = await readEditedMarkup(olx, key.blockType, key.blockId, course);
  } catch (error) {
    if (!(error instanceof UnreadableFileError) && !(error instanceof InvalidOlxError)) throw error;
    throw new InvalidInputError({ olx: [lineAnd(error.line, error.message)] });
  }
  const faults = read.faults.map(({ line, message }) => lineAnd(line, message));
  if (read.tag !== key.blockType)
    faults.unshift(`Line 1: The element is <${read.tag}>, but the block is a ${key.blockType}.`);
  if (read.hasName && read.sourceId !== key.blockId) {
    faults.push(
      `Line 1: url_name is "${read.sourceId}", but this is the block "${key.blockId}". A block keeps its id.`,
    );
  }
  for (const { ref, isPointer, line } of read.children) {
    if (!isPointer) faults.push(`Line ${line}: ${ref} holds more than its url_name. Write each block by itself.`);
  }
  if (faults.length > 0) throw new InvalidInputError({ olx: faults });
  return read;
}

/** An import says in which file a fault is and what became of the value: here is one file, and nothing is written. */
function lineAnd(line: number | null, message: string): string {
  const said = message.replace(/^source, line \d+: /, '').replace(' The value was kept as it stands.', '');
  return line === null ? said : `Line ${line}: ${said}`;
}

/** The stored block with what was read in the place of what its own element says. */
function replaced(stored: StoredBlock, read: EditedMarkup, said: EditedMarkup): BlockState {
  const children = read.children.map(({ ref }) => ref);
  if (!isDeepStrictEqual([...children].sort(), [...stored.children].sort())) {
    throw new InvalidInputError({
      olx: [
        'The children named are not those that the block has. Create, move and delete blocks by their own operations.',
      ],
    });
  }
  // Sent back as it was read: then what no element shows, such as the markup as it once stood, stays true.
  const isSame = (['displayName', 'settings', 'content', 'olx'] as const).every((part) =>
    isDeepStrictEqual(read[part], said[part]),
  );
  if (isSame && isDeepStrictEqual(children, stored.children)) return stored;
  const unsaid = (fields: JsonObject, among: JsonObject) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !Object.hasOwn(among, name)));
  return {
    ...stored,
    children,
    displayName: read.displayName,
    settings: { ...unsaid(stored.settings, said.settings), ...read.settings },
    content: { ...unsaid(stored.content, said.content), ...read.content },
    olx: remainder(stored.olx as OlxRemainder | null, read.olx) as JsonObject | null,
  };
}

/** How the block lies in files stays; what is in its element is the new one's. */
function remainder(stored: OlxRemainder | null, read: OlxRemainder): object | null {
  const { form, path, filename, bodyInElement, prolog, epilog, policy, grading } = stored ?? {};
  const place = { form, path, filename, bodyInElement, prolog, epilog, policy, grading };
  const { pure, attributes, spellings, extras, asides, meta, attributeOrder } = read;
  const order = form === 'inline' ? { attributeOrder } : {};
  const all = { ...place, pure, attributes, spellings, extras, asides, meta, ...order };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  // A block that never was OLX, and says nothing that only OLX can say, stays one.
  return stored === null && given.length === 0
    ? null
    : Object.fromEntries([...given, ...(form ? [] : [['form', 'pointer']])]);
}
