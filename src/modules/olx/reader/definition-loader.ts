import { shownName } from '../archive/index.js';
import { blockType, isKnownBlockType } from './block-catalogue.js';
import type { ReadContext } from './read-context.js';
import type { OlxRemainder } from './olx-item.js';
import type { XmlElementReader } from './xml-element-reader.js';
import { XmlFile } from './xml-file.js';

/** What a tag in a container stands for. */
export interface Definition {
  /** The element with the block's content. */
  readonly element: XmlElementReader;
  /** Its attributes, those of a 2012-style pointer over those of the file (OLX rule 11). */
  readonly attributes: ReadonlyMap<string, string>;
  readonly form: OlxRemainder['form'];
  /** The files that were opened for it. Dispose of them when the block and what stands in them was read. */
  readonly opened: readonly XmlFile[];
  /** The file of a pointer, or of the container. */
  readonly path: string;
}

/** Finds the file of a path in the part of the archive that is read: a draft's files lie under drafts/ first. */
export type FileResolver = (path: string) => string;

/** A tag with a url_name and nothing else: the block is in a file of its own (OLX rule 7). */
export function isPointer(element: XmlElementReader): boolean {
  return element.attributes.size === 1 && element.attributes.has('url_name') && element.isEmpty;
}

/** `<tag>/<url_name with ':' as '/'>.xml` (OLX rule 8). */
export function definitionPath(tag: string, urlName: string): string {
  return `${tag}/${urlName.replaceAll(':', '/')}.xml`;
}

/** Opens the files that pointers name. */
export class DefinitionLoader {
  constructor(
    private readonly context: ReadContext,
    readonly resolve: FileResolver,
  ) {}

  /** The file of a pointer tag, or null if the tag itself is the definition. */
  fileOf(element: XmlElementReader): string | null {
    if (!isPointer(element)) return null;
    const path = this.resolve(definitionPath(element.tag, element.attributes.get('url_name') ?? ''));
    const { family } = blockType(element.tag).olx;
    // Types without a file of their own, and unknown ones, may be behind a pointer all the same (OLX rule 9).
    const mayBeInline = family === 'pure' || !isKnownBlockType(element.tag);
    return mayBeInline && !this.context.files.has(path) ? null : path;
  }

  /**
   * @param path what `fileOf` says of the element
   * @throws UnreadableFileError for a file that is missing or malformed
   */
  async load(element: XmlElementReader, path: string | null): Promise<Definition> {
    if (path === null) {
      const inline = { element, attributes: element.attributes, opened: [], path: element.file.path };
      return this.follow({ ...inline, form: 'inline' });
    }
    const file = await this.open(path);
    this.checkTag(element, file);
    const { root } = file;
    return this.follow({ element: root, attributes: root.attributes, form: 'pointer', opened: [file], path });
  }

  /** Definitions of 2012 name their file in `filename` (OLX rule 11). Those of html blocks name the body's: see html-form. */
  private async follow(definition: Definition): Promise<Definition> {
    const { element, attributes, opened } = definition;
    const filename = attributes.get('filename');
    const { form, family } = blockType(element.tag).olx;
    if (filename === undefined || family === 'pure' || form === 'html-pair' || form === 'video') return definition;
    if (!isKnownBlockType(element.tag)) return definition;
    try {
      const path = this.resolve(definitionPath(element.tag, filename));
      const file = await this.open(path);
      const merged = new Map([...file.root.attributes, ...attributes]);
      return { element: file.root, attributes: merged, form: 'pointer', opened: [...opened, file], path };
    } catch (error) {
      for (const file of opened) file.dispose();
      throw error;
    }
  }

  private async open(path: string): Promise<XmlFile> {
    return XmlFile.parse(await this.context.files.read(path), path);
  }

  private checkTag(pointer: XmlElementReader, file: XmlFile): void {
    if (file.root.tag === pointer.tag) return;
    this.context.report.add({
      severity: 'warning',
      code: 'tag_mismatch',
      file: file.path,
      line: file.root.line,
      message: `The root is <${file.root.tag}>, but ${shownName(pointer.file.path)} points to it as <${pointer.tag}>: it was read as ${pointer.tag}.`,
    });
  }
}
