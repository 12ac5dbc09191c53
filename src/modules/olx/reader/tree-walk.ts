import { shownName } from '../archive/index.js';
import { BlockBuilder } from './block-builder.js';
import { blockRef, type BlockRef, DRAFT_ATTRIBUTES } from './block-catalogue.js';
import type { BlockId, BlockIds } from './block-ids.js';
import { Breather } from './breather.js';
import { completeCourse } from './course-form.js';
import { DefinitionLoader, definitionPath, type Definition, type FileResolver } from './definition-loader.js';
import { InvalidOlxError, UnreadableFileError } from './invalid-olx-error.js';
import type { OlxBlock } from './olx-item.js';
import { unreadableEntry, type ReadContext } from './read-context.js';
import { readElement } from './read-element.js';
import type { XmlElementReader } from './xml-element-reader.js';

/** Blocks within blocks. Courses have some six levels; whoever walks the tree later may recurse. */
const MAXIMUM_DEPTH = 50;

/** Checked before each block: the bomb of containers that each hold the next one ten times. */
export const DEFAULT_MAXIMUM_BLOCKS = 500_000;

/** A container of which the children are being read. */
interface Frame {
  readonly block: BlockBuilder;
  readonly definition: Definition;
  readonly id: BlockId;
  readonly parent: BlockRef | null;
  readonly elements: readonly XmlElementReader[];
  /** For each element that was tried, whether its block could be loaded. */
  readonly loaded: boolean[];
  readonly children: BlockRef[];
}

/** Where a walk begins. */
export interface WalkRoot {
  readonly definition: Definition;
  readonly type: string;
  readonly id: BlockId;
  readonly parent: BlockRef | null;
}

/**
 * Reads a tree depth first along its pointers. In memory are the open files from the root down to the current block, and
 * the ids that were given: never the tree.
 */
export class TreeWalk {
  private readonly frames: Frame[] = [];
  private readonly loader: DefinitionLoader;
  private readonly breather = new Breather();

  constructor(
    private readonly context: ReadContext,
    private readonly ids: BlockIds,
    resolve: FileResolver,
  ) {
    this.loader = new DefinitionLoader(context, resolve);
  }

  /**
   * The blocks of a tree, each after its children.
   * @throws UnreadableFileError if a file that belongs to the root itself cannot be read
   * @throws InvalidOlxError for hostile files, and for too many blocks
   */
  async *blocks(root: WalkRoot): AsyncGenerator<OlxBlock> {
    try {
      const leaf = await this.enter(root);
      if (leaf !== null) yield leaf;
      for (let frame = this.frames.at(-1); frame !== undefined; frame = this.frames.at(-1)) {
        await this.breather.breathe();
        this.context.signal?.throwIfAborted();
        const element = frame.elements[frame.loaded.length];
        const block = element === undefined ? this.leave(frame) : await this.child(element, frame);
        if (block !== null) yield block;
      }
    } finally {
      for (const { definition } of this.frames.splice(0)) close(definition);
    }
  }

  /** One child of a container: the block, if it is a leaf; null if it was left out, or its own children come first. */
  private async child(element: XmlElementReader, frame: Frame): Promise<OlxBlock | null> {
    const { ref } = frame.block.place;
    frame.loaded.push(false);
    if (this.isTooDeep(element, frame)) return null;
    const id = this.ids.give(element);
    if (id === null) return null;
    try {
      const definition = await this.loader.load(element, this.loader.fileOf(element));
      if (this.holdsItself(definition)) {
        close(definition);
        const message = `The pointer leads to ${shownName(definition.path)}, in which it stands: a block cannot hold itself. It was left out.`;
        throw new UnreadableFileError('cycle', message, frame.definition.path, element.line);
      }
      const leaf = await this.enter({ definition, type: element.tag, id, parent: ref });
      frame.loaded[frame.loaded.length - 1] = true;
      frame.children.push(blockRef(element.tag, id.id));
      return leaf;
    } catch (error) {
      this.ids.release(element.tag, id.id);
      // OLX rule 10: the block is left out with all below it, its siblings are read; unlike edX we say so.
      if (!(error instanceof UnreadableFileError)) throw error;
      const at = { file: frame.definition.path, line: element.line, block: blockRef(element.tag, id.id) };
      this.context.report.add(unreadableEntry(error, at));
      return null;
    }
  }

  private isTooDeep(element: XmlElementReader, frame: Frame): boolean {
    if (this.frames.length < MAXIMUM_DEPTH) return false;
    const message = `Blocks are nested more than ${MAXIMUM_DEPTH} levels deep; what lies deeper was left out.`;
    frame.block.report('error', 'too_deep', message, element.line);
    return true;
  }

  private holdsItself({ form, path }: Definition): boolean {
    return (
      form === 'pointer' &&
      this.frames.some((frame) => frame.definition.form === form && frame.definition.path === path)
    );
  }

  /** Reads a block; a container's children are next. The definition's files are closed with the block. */
  private async enter({ definition, type, id, parent }: WalkRoot): Promise<OlxBlock | null> {
    this.checkCount(definition);
    const { element, path: file } = definition;
    const place = { ref: blockRef(type, id.id), file, line: element.line };
    const block = new BlockBuilder(type, place, definition.form, this.context);
    try {
      const elements = await this.read(block, definition, id);
      const frame = { block, definition, id, parent, elements, loaded: [], children: [] };
      if (elements.length === 0) return this.finish(frame);
      this.frames.push(frame);
      return null;
    } catch (error) {
      close(definition);
      throw error;
    }
  }

  private async read(block: BlockBuilder, definition: Definition, { sourceId }: BlockId): Promise<XmlElementReader[]> {
    const file = definition.opened.at(-1);
    const written = writtenMarkup(block, definition);
    block.noteAttributes(definition.attributes.keys());
    const elements = await readElement(definition, block, this.loader, sourceId);
    if (elements.length === 0 && written !== null) block.olx.source = written;
    if (file?.prolog) block.olx.prolog = file.prolog;
    if (file?.epilog) block.olx.epilog = file.epilog;
    if (definition.form === 'pointer' && !this.isUsualPath(definition.path, block.type, sourceId)) {
      block.olx.path = definition.path;
    }
    block.applyPolicy(this.context.policies.of(block.type, sourceId));
    if (block.type === 'course') completeCourse(block);
    return elements;
  }

  private isUsualPath(path: string, type: string, sourceId: string): boolean {
    const usual = definitionPath(type, sourceId);
    return path === usual || path === this.loader.resolve(usual);
  }

  private leave(frame: Frame): OlxBlock {
    this.frames.pop();
    return this.finish(frame);
  }

  private finish({ block, definition, id, parent, loaded, children }: Frame): OlxBlock {
    const { place, type, displayName, settings, content } = block;
    close(definition);
    return {
      kind: 'block',
      type,
      blockId: id.id,
      ref: place.ref,
      parent,
      children,
      displayName,
      settings,
      content,
      olx: block.remainder(loaded),
      file: place.file,
      line: place.line,
      detached: false,
    };
  }

  /** Every block takes an id, copies too. */
  private checkCount({ path, element }: Definition): void {
    const { maximumBlocks } = this.context;
    if (this.ids.size <= maximumBlocks) return;
    const message = `The course has more than ${maximumBlocks} blocks. If it does not look it, containers hold each other many times over.`;
    throw new InvalidOlxError('too_many_blocks', message, path, element.line);
  }
}

/** An element without content as Studio writes it: recognised without having the library write it again. */
const USUAL_EMPTY_TAG = /^<[\w.-]+(?: [\w.-]+="(?:[^"<>&\t\n\r]|&(?:amp|lt|gt|quot|#10|#9|#13);)*")*\/>\n$/;

function close({ opened }: Definition): void {
  for (const file of opened) file.dispose();
}

/**
 * The markup of a block as it was written, where it is not what Studio writes for the same content; null where it is, and where
 * all of it is kept otherwise. Containers and html are put together again from their parts.
 */
function writtenMarkup(block: BlockBuilder, { element, form, opened }: Definition): string | null {
  const olxForm = block.declaration.olx.form;
  // What wires a draft to its place must not come back with its markup.
  if ([...DRAFT_ATTRIBUTES].some((name) => element.attributes.has(name))) return null;
  if (olxForm === 'container' || olxForm === 'html-pair') return null;
  const written = form === 'pointer' ? (opened.at(-1)?.text ?? null) : element.source();
  // A file ends with its line, an element does not.
  const line = written === null || form === 'pointer' ? written : `${written}\n`;
  if (line === null || USUAL_EMPTY_TAG.test(line)) return null;
  return line === element.pretty() ? null : written;
}
