import type { Readable } from 'node:stream';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import { blockType, idOf, typeOf, usageKeyOf, type BlockRef } from '../reader/block-catalogue.js';
import { Breather } from '../reader/breather.js';
import { policyText, type OlxReport } from '../reader/index.js';
import { AssetFiles, type WritableAsset } from './asset-files.js';
import { rootName } from './block-attributes.js';
import { BlockWriter, type DraftPlace } from './block-writer.js';
import { detachedFiles } from './detached-files.js';
import { DraftSelector, postOrder, type Outline } from './draft-selection.js';
import { escapeAttribute, type Markup } from './markup.js';
import { blockPath, isSafePath } from './output-path.js';
import { policyFiles } from './policy-files.js';
import type { TextFile, WritableBlock, WriteContext } from './write-context.js';

/** One tree of a course: its outline, and its blocks as they are asked for. */
export interface WritableTree {
  readonly outline: Outline;
  /** The blocks of these names; those that there are not are absent. */
  load(blocks: readonly BlockRef[]): Promise<ReadonlyMap<BlockRef, WritableBlock>>;
}

/** A course to be written. */
export interface WritableCourse {
  /** Without branch and version. */
  readonly courseKey: CourseKey;
  readonly tree: WritableTree;
  /** The draft, if its changes are to be written beside the tree (OLX rule 43). */
  readonly draft: WritableTree | null;
  /** The blocks beside the tree, by name. */
  detached(): Promise<readonly WritableBlock[]>;
  /** By path. */
  assets(): AsyncIterable<WritableAsset>;
}

export interface WriteOlxOptions {
  readonly report: OlxReport;
  readonly signal?: AbortSignal;
  /** After each block. */
  readonly onBlock?: () => void;
}

/** One file of a course, relative to its folder: a text, or an upload that is opened when its turn comes. */
export type WrittenFile = TextFile | { readonly path: string; readonly size: number; open(): Promise<Readable> };

/** Blocks that are loaded at once: enough that a statement's own cost vanishes, few enough that memory stays flat. */
const BATCH = 250;

/** One writing of one course. */
class Writing {
  private readonly breather = new Breather();
  private readonly context: WriteContext;

  constructor(
    private readonly course: WritableCourse,
    private readonly options: WriteOlxOptions,
  ) {
    const { courseKey, tree, draft } = course;
    const { report } = options;
    const has = (block: BlockRef) => tree.outline.nodes.has(block) || draft?.outline.nodes.has(block) === true;
    this.context = { courseKey, report, has };
  }

  async *files(): AsyncGenerator<WrittenFile> {
    const { tree, draft, courseKey } = this.course;
    const { root } = tree.outline;
    const rootBlock = (await tree.load([root])).get(root)!;
    const isCourse = typeOf(root) === 'course';
    const detached = isCourse ? await this.course.detached() : [];
    if (isCourse) {
      if (rootBlock.olx?.form !== 'root') yield { path: 'course.xml', content: coursePointer(courseKey) };
      yield* policyFiles(rootBlock, detached, this.context);
      yield { path: 'assets/assets.xml', content: '<assets/>' };
    }
    yield* this.tree(tree, root, new BlockWriter(this.context));
    if (draft !== null) yield* this.drafts(draft);
    for (const block of detached) {
      yield* detachedFiles(block, this.context);
      this.options.onBlock?.();
    }
    yield* this.assets();
  }

  /** A subtree, each block after its children: in memory are a batch, and what children wrote whose parent is yet to come. */
  private async *tree(
    { outline, load }: WritableTree,
    root: BlockRef,
    writer: BlockWriter,
    draft?: DraftPlace,
  ): AsyncGenerator<TextFile> {
    const written = new Map<BlockRef, Markup>();
    for (const names of batches(postOrder(outline, root))) {
      this.options.signal?.throwIfAborted();
      const blocks = await load(names);
      for (const name of names) {
        await this.breather.breathe();
        const block = blocks.get(name)!;
        const children = block.children.flatMap((child) => written.get(child) ?? []);
        for (const child of block.children) written.delete(child);
        const { inParent, files } = await writer.write(block, children, name === root ? draft : undefined);
        written.set(name, inParent);
        yield* files;
        this.options.onBlock?.();
      }
    }
  }

  private async *drafts(draft: WritableTree): AsyncGenerator<TextFile> {
    const { tree, courseKey } = this.course;
    const load = { published: tree.load, draft: draft.load };
    const { roots, unsaid } = await new DraftSelector(tree.outline, draft.outline, load).select();
    for (const block of unsaid) {
      const message = `What the draft changes in ${block} itself, its order or what it takes out, has no place beside the published tree. Export the draft branch to have it.`;
      this.context.report.add({
        severity: 'warning',
        code: 'draft_not_said',
        file: 'drafts/',
        line: null,
        block,
        message,
      });
    }
    for (const { block, parent, index } of roots) {
      if (!this.hasFile(block)) continue;
      const place = { parent: usageKeyOf(courseKey, parent).toString(), index };
      yield* this.tree(draft, block, new BlockWriter(this.context, 'drafts/'), place);
    }
  }

  /** The root of a draft is known by its file, so it needs one. */
  private hasFile(block: BlockRef): boolean {
    const path = `drafts/${blockPath(typeOf(block), idOf(block))}.xml`;
    if (isSafePath(path) && !idOf(block).includes(':')) return true;
    const message =
      'No file name says the id of this draft, so it was not written. Export the draft branch to have it.';
    this.context.report.add({ severity: 'error', code: 'draft_left_out', file: 'drafts/', line: null, block, message });
    return false;
  }

  private async *assets(): AsyncGenerator<WrittenFile> {
    const files = new AssetFiles(this.course.courseKey, this.options.report);
    for await (const asset of this.course.assets()) {
      this.options.signal?.throwIfAborted();
      const path = files.add(asset);
      if (path !== null) yield { path, size: asset.size, open: () => asset.open() };
    }
    yield { path: 'policies/assets.json', content: policyText(files.policy) };
  }
}

function* batches(names: Iterable<BlockRef>): Generator<BlockRef[]> {
  let batch: BlockRef[] = [];
  for (const name of names) {
    batch.push(name);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** `<course url_name org course/>` and nothing else, without a final newline (OLX rule 44). */
function coursePointer(courseKey: CourseKey): string {
  const attributes = { url_name: rootName(courseKey), org: courseKey.org ?? '', course: courseKey.course ?? '' };
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`);
  return `<course${written.join('')}/>`;
}

/**
 * Writes a course as Studio does (OLX rules 5 and 26 to 46): file by file, in an order that depends on the course alone. Memory
 * does not grow with the course, but for its outline. What cannot be written as it stands is in the report.
 */
export function writeOlx(course: WritableCourse, options: WriteOlxOptions): AsyncGenerator<WrittenFile> {
  return new Writing(course, options).files();
}

/** What an export calls a course's folder (OLX rule 5). */
export function folderName(courseKey: CourseKey): string {
  const name = rootName(courseKey);
  return isSafePath(name) && !name.startsWith('.') ? name : 'course';
}

/** Whether blocks of this type are beside the tree, in a folder of their own. */
export function isDetached(block: BlockRef): boolean {
  return blockType(typeOf(block)).olx.storage === 'folder';
}
