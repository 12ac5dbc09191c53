import type { CourseKey } from '../../../common/opaque-keys/index.js';
import type { OlxFiles } from '../archive/index.js';
import { sourceIdOf } from './block-id.js';
import { BlockBuilder } from './block-builder.js';
import { blockRef, type BlockRef, type JsonObject } from './block-catalogue.js';
import { CourseFiles } from './course-files.js';
import { DefinitionLoader, isPointer } from './definition-loader.js';
import { UnreadableFileError } from './invalid-olx-error.js';
import type { OlxRemainder } from './olx-item.js';
import { OlxReport, type OlxReportEntry } from './olx-report.js';
import { Policies } from './policies.js';
import type { ReadContext } from './read-context.js';
import { readElement } from './read-element.js';
import { SourceReferences } from './source-references.js';
import { XmlFile } from './xml-file.js';

/** What the markup of one block says. */
export interface BlockMarkup {
  readonly displayName: string | null;
  readonly settings: JsonObject;
  readonly content: JsonObject;
  readonly olx: OlxRemainder;
  readonly tag: string;
  /** The id that the element asks for; whether it asks for it by `url_name`. */
  readonly sourceId: string;
  readonly hasName: boolean;
}

const NO_FILES: OlxFiles = {
  root: '',
  notices: [],
  has: () => false,
  size: (path) => missing(path),
  read: (path) => missing(path),
  stream: (path) => missing(path),
  list: () => [],
  close: () => Promise.resolve(),
};

function missing(path: string): never {
  throw new Error(`There is no file ${path}.`);
}

function contextOf(target: CourseKey): ReadContext {
  const kind = target.isCourse ? 'course' : 'library';
  const source = {
    kind,
    org: target.org ?? '',
    course: target.course ?? '',
    run: target.run ?? '',
    file: `${kind}.xml`,
  } as const;
  return {
    files: new CourseFiles(NO_FILES),
    target,
    source,
    references: new SourceReferences(source, target),
    policies: Policies.none(),
    report: new OlxReport(),
    maximumBlocks: 1,
  };
}

/** What an author wrote as the markup of one block, children included. */
export interface EditedMarkup extends BlockMarkup {
  /** The blocks that stand in it, in their order; what they say of themselves is not read. */
  readonly children: readonly { readonly ref: BlockRef; readonly isPointer: boolean; readonly line: number }[];
  /** What is wrong with it, by line. */
  readonly faults: readonly OlxReportEntry[];
}

/**
 * Reads the markup of one block (`OlxRemainder.source`, or what an author wrote) by the same rules as an archive, within the
 * course that it is in.
 * @throws UnreadableFileError, InvalidOlxError: with the line, for what is no markup
 */
export async function readEditedMarkup(
  markup: string,
  type: string,
  blockId: string,
  course: CourseKey,
): Promise<EditedMarkup> {
  const context = contextOf(course);
  const file = XmlFile.parse(Buffer.from(markup), 'source');
  try {
    const { root } = file;
    const { attributes } = root;
    const definition = { element: root, attributes, form: 'inline', opened: [], path: file.path } as const;
    const sourceId = sourceIdOf(root).id;
    const block = new BlockBuilder(type, { ref: blockRef(type, blockId), file: file.path, line: 1 }, 'inline', context);
    block.noteAttributes(attributes.keys());
    const elements = await readElement(definition, block, new DefinitionLoader(context, (path) => path), blockId);
    const { displayName, settings, content } = block;
    return {
      displayName,
      settings,
      content,
      olx: block.remainder(elements.map(() => true)),
      tag: root.tag,
      sourceId,
      hasName: attributes.has('url_name'),
      children: elements.map((element) => ({
        ref: blockRef(element.tag, sourceIdOf(element).id),
        isPointer: isPointer(element),
        line: element.line,
      })),
      faults: context.report.entries.filter(({ severity }) => severity !== 'info'),
    };
  } finally {
    file.dispose();
  }
}

/**
 * As {@link readEditedMarkup}, for a block without children. An exporter that finds the block's fields to be the same can write
 * the markup as it was.
 * @returns null if it is no longer such markup
 */
export async function readBlockMarkup(
  markup: string,
  type: string,
  blockId: string,
  course: CourseKey,
): Promise<BlockMarkup | null> {
  try {
    const read = await readEditedMarkup(markup, type, blockId, course);
    return read.children.length > 0 ? null : read;
  } catch (error) {
    if (error instanceof UnreadableFileError) return null;
    throw error;
  }
}
