import { ParseOption, XmlDocument, XmlParseError } from 'libxml2-wasm';
import { InvalidOlxError, UnreadableFileError } from './invalid-olx-error.js';
import { markupSpans, type MarkupSpan, type MarkupText } from './markup-spans.js';
import { XmlElementReader } from './xml-element-reader.js';

/**
 * As edX parses (lxml with remove_blank_text and strip_cdata), and nothing from outside the text: no network, no external
 * entities. The library's guards against depth (256) and entity amplification stay on.
 */
const OPTIONS: ParseOption =
  ParseOption.XML_PARSE_NOBLANKS |
  ParseOption.XML_PARSE_NOCDATA |
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_BIG_LINES;

/** As {@link OPTIONS}, with white space and CDATA sections as they are. */
const VERBATIM_OPTIONS: ParseOption = OPTIONS & ~(ParseOption.XML_PARSE_NOBLANKS | ParseOption.XML_PARSE_NOCDATA);

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

function skipSpace(bytes: Buffer, at: number): number {
  let index = at;
  while (WHITE_SPACE.has(bytes[index] ?? 0)) index += 1;
  return index;
}

/** Whether a document type declaration stands before the root element. */
function hasDoctype(bytes: Buffer): boolean {
  let at = skipSpace(bytes, bytes[0] === 0xef ? 3 : 0);
  while (at < bytes.length) {
    const close = bytes.toString('latin1', at, at + 4);
    if (!close.startsWith('<?') && close !== '<!--') return bytes.toString('latin1', at, at + 9) === '<!DOCTYPE';
    const end = bytes.indexOf(close === '<!--' ? '-->' : '?>', at);
    if (end < 0) return false;
    at = skipSpace(bytes, end + (close === '<!--' ? 3 : 2));
  }
  return false;
}

function refuseDoctype(file: string): never {
  throw new InvalidOlxError(
    'dtd_refused',
    `${file} has a document type declaration. OLX needs none, and entities that it declares can be used for attacks: remove <!DOCTYPE …>.`,
    file,
    1,
  );
}

function parse(bytes: Buffer, file: string, option: ParseOption): XmlDocument {
  if (hasDoctype(bytes)) refuseDoctype(file);
  let document: XmlDocument;
  try {
    document = XmlDocument.fromBuffer(bytes, { option });
  } catch (error) {
    // The library's other errors, such as for memory that it cannot get, have no details.
    const [first] = error instanceof XmlParseError ? error.details : [];
    const line = first?.line ?? null;
    const why = (first?.message ?? (error as Error).message).trim();
    throw new UnreadableFileError(
      'malformed_xml',
      `${file}${line === null ? '' : `, line ${line}`}: not well-formed XML: ${why}. Mend the markup.`,
      file,
      line,
      error,
    );
  }
  if (document.dtd !== null) {
    document.dispose();
    refuseDoctype(file);
  }
  return document;
}

/** One parsed XML file. Its memory is the library's, not the garbage collector's: call `dispose`. */
export class XmlFile implements MarkupText {
  readonly root: XmlElementReader;
  readonly hasPrefixes: boolean;
  private decoded: string | null | undefined;
  private rootSpan: MarkupSpan | null | undefined;
  private disposed = false;

  private constructor(
    /** Path within the course, for messages. */
    readonly path: string,
    private readonly bytes: Buffer,
    private readonly document: XmlDocument,
  ) {
    // A prefix must be declared, but for the one that is called xml.
    this.hasPrefixes = bytes.includes('xmlns') || bytes.includes('xml:') || (bytes[0] ?? 0) > 0x7f || bytes[1] === 0;
    this.root = new XmlElementReader(this, document.root, null, 0);
  }

  /**
   * @throws InvalidOlxError for a document type declaration (SPEC C-10; research: operations C6.4)
   * @throws UnreadableFileError for XML that is not well-formed
   */
  static parse(bytes: Buffer, path: string): XmlFile {
    return new XmlFile(path, bytes, parse(bytes, path, OPTIONS));
  }

  /** As {@link parse}, with white space between elements and CDATA sections kept. */
  static parseVerbatim(markup: string, path: string): XmlFile {
    const bytes = Buffer.from(markup);
    return new XmlFile(path, bytes, parse(bytes, path, VERBATIM_OPTIONS));
  }

  /** The text as it stands in the file, or null if it is not UTF-8: then only the library's reading of it can be had. */
  get text(): string | null {
    if (this.decoded === undefined) {
      try {
        this.decoded = UTF8.decode(this.bytes);
      } catch {
        this.decoded = null;
      }
    }
    return this.decoded;
  }

  /** Where the root element and those in it stand in `text`; null if that cannot be said. */
  get span(): MarkupSpan | null {
    if (this.rootSpan === undefined) this.rootSpan = this.text === null ? null : markupSpans(this.text);
    return this.rootSpan;
  }

  /** What stands before the root element: an XML declaration, comments, processing instructions. Trimmed. */
  get prolog(): string {
    const { text } = this;
    if (text === null || /^<[^?!]/.test(text)) return '';
    return text.slice(0, this.span?.start ?? 0).trim();
  }

  /** What stands after the root element: comments and processing instructions. Trimmed. */
  get epilog(): string {
    const { text } = this;
    if (text === null || !/(?:--|\?)>\s*$/.test(text.slice(-64))) return '';
    return text.slice(this.span?.end ?? text.length).trim();
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.document.dispose();
  }
}
