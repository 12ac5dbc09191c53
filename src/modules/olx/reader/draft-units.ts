import { shownName } from '../archive/index.js';
import { blockRef, type BlockRef } from './block-catalogue.js';
import { BlockIds } from './block-ids.js';
import { InvalidOlxError, UnreadableFileError } from './invalid-olx-error.js';
import type { OlxBlock, OlxDraft } from './olx-item.js';
import { unreadableEntry, type ReadContext } from './read-context.js';
import { TreeWalk } from './tree-walk.js';
import { XmlFile } from './xml-file.js';

const FOLDER = 'drafts/';
const MARK = 'index_in_children_list';
/** Behind every child that a container can have, and within what a database takes for an array's index. */
const AT_THE_END = 1_000_000;

/** A draft is handed over as a whole, so it must not be larger than a unit could ever be. */
const MAXIMUM_BLOCKS = 10_000;

/** A file of drafts/ that says where its block belongs. */
interface DraftFile {
  readonly path: string;
  readonly type: string;
  readonly id: string;
  readonly parent: BlockRef | null;
  readonly index: number;
}

/** The drafts of a course (OLX rules 41 to 43). */
export class DraftUnits {
  /** Of the drafts among themselves: a unit in both trees keeps its id in both. */
  private readonly ids: BlockIds;

  constructor(
    private readonly context: ReadContext,
    private readonly published: BlockIds,
  ) {
    this.ids = new BlockIds(context.target, context.report);
  }

  /** Every draft, those of one parent by their index; ties are by path, where edX has them by chance (OLX rule 42). */
  async *units(): AsyncGenerator<OlxDraft> {
    const files = await this.find();
    const refs = new Set(files.map(({ type, id }) => blockRef(type, id)));
    // A draft within a draft is read with it, not on its own; one that is not listed there is reported as not read.
    const roots = files.filter(({ parent }) => parent === null || !refs.has(parent));
    for (const file of roots) {
      const unit = await this.read(file);
      if (unit !== null) yield unit;
    }
  }

  private async find(): Promise<DraftFile[]> {
    const found: DraftFile[] = [];
    for (const path of this.context.files.list(FOLDER)) {
      this.context.signal?.throwIfAborted();
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (!path.endsWith('.xml') || name.startsWith('._')) continue;
      const file = await this.peek(path, name.slice(0, -'.xml'.length));
      if (file !== null) found.push(file);
    }
    return found.sort((a, b) => a.index - b.index);
  }

  /** What a file says of its place; null if it is none of a root, or cannot be read (OLX rule 41). */
  private async peek(path: string, id: string): Promise<DraftFile | null> {
    try {
      const bytes = await this.context.files.peek(path);
      if (!bytes.includes(MARK)) return null;
      const xml = XmlFile.parse(bytes, path);
      try {
        const { root } = xml;
        if (!root.attributes.has(MARK)) return null;
        return { path, type: root.tag, id, parent: this.parentOf(xml), index: this.indexOf(xml) };
      } finally {
        xml.dispose();
      }
    } catch (error) {
      this.leaveOut(path, error);
      return null;
    }
  }

  private parentOf(xml: XmlFile): BlockRef | null {
    const { attributes, line } = xml.root;
    const text = attributes.get('parent_url') ?? attributes.get('parent_sequential_url');
    if (text === undefined) return null;
    const key = this.context.references.parent(text);
    if (key !== null) return blockRef(key.blockType, key.blockId);
    const message = `${shownName(text)} is not the key of a block of this course; the draft stays where its published version is.`;
    this.context.report.add({ severity: 'warning', code: 'illegal_parent', file: xml.path, line, message });
    return null;
  }

  private indexOf(xml: XmlFile): number {
    const text = xml.root.attributes.get(MARK) ?? '';
    const index = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : AT_THE_END;
    if (index === AT_THE_END) {
      const message = `${MARK} is ${shownName(text)}, not a position; the draft was put at the end.`;
      this.context.report.add({
        severity: 'warning',
        code: 'illegal_index',
        file: xml.path,
        line: xml.root.line,
        message,
      });
    }
    return Math.min(index, AT_THE_END);
  }

  private async read(file: DraftFile): Promise<OlxDraft | null> {
    const { path, type, id } = file;
    const blocks: OlxBlock[] = [];
    try {
      if (!this.takeId(file)) return null;
      const xml = XmlFile.parse(await this.context.files.read(path), path);
      const definition = {
        element: xml.root,
        attributes: xml.root.attributes,
        form: 'pointer',
        opened: [xml],
        path,
      } as const;
      const walk = new TreeWalk(this.context, this.ids, (asked) => this.resolve(asked));
      for await (const block of walk.blocks({ definition, type, id: { id, sourceId: id }, parent: file.parent })) {
        blocks.push(block);
        if (blocks.length > MAXIMUM_BLOCKS) throw this.tooLarge(path);
      }
    } catch (error) {
      this.leaveOut(path, error);
      return null;
    }
    const root = blockRef(type, id);
    return {
      kind: 'draft',
      root,
      parent: file.parent,
      index: file.index,
      published: this.published.has(type, id),
      blocks,
      file: path,
    };
  }

  private tooLarge(path: string): InvalidOlxError {
    const message = `The draft ${shownName(path)} has more than ${MAXIMUM_BLOCKS} blocks. Split it into units.`;
    return new InvalidOlxError('too_many_blocks', message, path);
  }

  /** The file name is the id, whatever the element says (OLX rule 41). */
  private takeId({ path, type, id }: DraftFile): boolean {
    if (this.ids.has(type, id)) {
      const message = `${type} ${shownName(id)} stands in another draft already; this one was left out.`;
      this.context.files.markRead(path);
      this.context.report.add({ severity: 'error', code: 'draft_left_out', file: path, line: null, message });
      return false;
    }
    this.context.target.makeUsageKey(type, id);
    this.ids.take(type, id);
    return true;
  }

  /** A block that is not among the drafts is as it is in the published tree. */
  private resolve(path: string): string {
    const draft = FOLDER + path;
    return this.context.files.has(draft) || !this.context.files.has(path) ? draft : path;
  }

  /** A bad draft is left out, the others are read (OLX rule 10). */
  private leaveOut(path: string, error: unknown): void {
    this.context.files.markRead(path);
    if (error instanceof UnreadableFileError) {
      this.context.report.add(unreadableEntry(error, { file: path, line: null }));
      return;
    }
    if (error instanceof InvalidOlxError || !(error instanceof Error) || error.name !== 'InvalidKeyError') throw error;
    const message = `The draft was left out: its file name makes no id. ${error.message} Rename it.`;
    this.context.report.add({ severity: 'error', code: 'illegal_id', file: path, line: null, message });
  }
}
