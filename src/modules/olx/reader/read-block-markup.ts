import type { CourseKey } from '../../../common/opaque-keys/index.js';
import type { OlxFiles } from '../archive/index.js';
import { sourceIdOf } from './block-id.js';
import { BlockBuilder } from './block-builder.js';
import { blockRef, type JsonObject } from './block-catalogue.js';
import { CourseFiles } from './course-files.js';
import { DefinitionLoader } from './definition-loader.js';
import { UnreadableFileError } from './invalid-olx-error.js';
import type { OlxRemainder } from './olx-item.js';
import { OlxReport } from './olx-report.js';
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

/**
 * Reads the markup of one block without children (`OlxRemainder.source`) by the same rules as an archive, within the course that
 * it is in. An exporter that finds the block's fields to be the same can write the markup as it was.
 * @returns null if it is no longer such markup
 */
export async function readBlockMarkup(
  markup: string,
  type: string,
  blockId: string,
  course: CourseKey,
): Promise<BlockMarkup | null> {
  const context = contextOf(course);
  let file: XmlFile;
  try {
    file = XmlFile.parse(Buffer.from(markup), 'source');
  } catch (error) {
    if (error instanceof UnreadableFileError) return null;
    throw error;
  }
  try {
    const { root } = file;
    const definition = {
      element: root,
      attributes: root.attributes,
      form: 'inline',
      opened: [],
      path: file.path,
    } as const;
    const sourceId = sourceIdOf(root).id;
    const block = new BlockBuilder(type, { ref: blockRef(type, blockId), file: file.path, line: 1 }, 'inline', context);
    block.noteAttributes(root.attributes.keys());
    const children = await readElement(definition, block, new DefinitionLoader(context, (path) => path), blockId);
    if (children.length > 0) return null;
    const { displayName, settings, content } = block;
    return {
      displayName,
      settings,
      content,
      olx: block.remainder([]),
      tag: root.tag,
      sourceId,
      hasName: root.attributes.has('url_name'),
    };
  } catch (error) {
    if (error instanceof UnreadableFileError) return null;
    throw error;
  } finally {
    file.dispose();
  }
}
