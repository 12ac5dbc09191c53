import { shownName } from '../archive/index.js';
import type { BlockBuilder } from './block-builder.js';
import type { Definition, DefinitionLoader } from './definition-loader.js';
import { UnreadableFileError } from './invalid-olx-error.js';
import { storableText } from './storable.js';
import type { XmlElementReader } from './xml-element-reader.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** What text that is not UTF-8 most likely is; every byte sequence has a reading in it. */
const WINDOWS_1252 = new TextDecoder('windows-1252');

/**
 * The text of an HTML file, exactly (OLX rule 25), but for what a database text cannot hold.
 * @param report called with what had to be changed
 */
export function decodeHtml(bytes: Buffer, report: (code: string, message: string) => void): string {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    text = WINDOWS_1252.decode(bytes);
    report(
      'not_utf8',
      'The file is not UTF-8; it was read as Windows-1252. Check its accented letters, and save it as UTF-8.',
    );
  }
  const stored = storableText(text);
  if (stored !== text) {
    report(
      'html_characters',
      'The text holds NUL characters, which no database text can hold; they were replaced by U+FFFD.',
    );
  }
  return stored;
}

/** Where the body may lie: beside the block's own file, then where exports of 2012 had it (OLX rule 25). */
function bodyPaths(sourceId: string, filename: string): string[] {
  const folder = `html/${sourceId.replaceAll(':', '/')}`.replace(/\/[^/]*$/, '');
  const path = `${folder}/${filename}.html`;
  const corrected = path.replace(/\.html\.html$/, '.html').replace(/\.html\.xml$/, '.html');
  const paths = [path];
  for (let rest = corrected; rest.includes('/'); rest = rest.slice(rest.indexOf('/') + 1)) paths.push(rest);
  return paths;
}

/**
 * The body as it stands in the element. Text before the first tag is text, and may be HTML that was escaped or put into a CDATA
 * section; from the first tag on it is markup, which is never written anew: `<i></i>` must not become `<i/>`.
 */
function bodyOf(element: XmlElementReader): string {
  const inner = element.innerSource();
  const text = element.leadingText();
  if (text.trim() === '') return inner;
  const markup = firstTag(inner);
  return markup < 0 ? text : text + inner.slice(markup);
}

/** The offset of the first tag, comment or instruction that is not a CDATA section, or -1. */
function firstTag(inner: string): number {
  let at = inner.indexOf('<');
  while (at >= 0 && inner.startsWith('<![CDATA[', at)) at = inner.indexOf('<', inner.indexOf(']]>', at) + 3);
  return at;
}

function readBodyInElement(element: XmlElementReader, block: BlockBuilder): string {
  block.olx.bodyInElement = true;
  return bodyOf(element);
}

async function readBodyFile(
  filename: string,
  block: BlockBuilder,
  loader: DefinitionLoader,
  sourceId: string,
): Promise<string> {
  const { files } = block.context;
  const paths = bodyPaths(sourceId, filename).map((path) => loader.resolve(path));
  const path = paths.find((candidate) => files.has(candidate));
  if (path === undefined) {
    throw new UnreadableFileError(
      'missing_file',
      `There is no file ${shownName(paths[0] ?? filename)}, where the text of html ${shownName(sourceId)} should be.`,
      paths[0] ?? filename,
    );
  }
  const lastPart = sourceId.split(':').at(-1);
  if (filename !== lastPart || path !== paths[0]) block.olx.filename = filename;
  return decodeHtml(await files.read(path), (code, message) => {
    const severity = code === 'not_utf8' ? 'warning' : 'error';
    block.context.report.add({ severity, code, file: path, line: null, block: block.place.ref, message });
  });
}

/** Reads an html block: its body is a file of its own, or stands in the element (OLX rule 25). */
export async function readHtml(
  definition: Definition,
  block: BlockBuilder,
  loader: DefinitionLoader,
  sourceId: string,
): Promise<void> {
  const { element, attributes } = definition;
  const filename = attributes.get('filename');
  block.allAttributes(attributes);
  const body =
    filename === undefined ? readBodyInElement(element, block) : await readBodyFile(filename, block, loader, sourceId);
  if (filename !== undefined) {
    for (const child of element.children()) block.keep(child, 0);
  }
  block.content[block.declaration.olx.bodyField ?? 'data'] = block.context.references.links(body);
}
