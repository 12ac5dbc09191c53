import { CourseKey, InvalidKeyError } from '../../../common/opaque-keys/index.js';
import { shownName, type OlxFiles } from '../archive/index.js';
import { cleanId } from './block-id.js';
import { InvalidOlxError, UnreadableFileError } from './invalid-olx-error.js';
import type { OlxReport, OlxReportEntry } from './olx-report.js';
import type { XmlElementReader } from './xml-element-reader.js';
import { XmlFile } from './xml-file.js';

/** What an archive says of the course or library that it holds. */
export interface CourseSource {
  readonly kind: 'course' | 'library';
  readonly org: string;
  readonly course: string;
  /** The `url_name` of the root: the run, or `course` in exports from 2014 to 2018; `library` for a library. */
  readonly run: string;
  /** `course.xml` or `library.xml`. */
  readonly file: string;
}

/** The root file, parsed, and what it says. Dispose of the file. */
export interface RootFile {
  readonly xml: XmlFile;
  readonly source: CourseSource;
  readonly oddities: readonly OlxReportEntry[];
}

function rootOf(xml: XmlFile): XmlElementReader {
  const expected = xml.path === 'library.xml' ? 'library' : 'course';
  if (xml.root.tag === expected) return xml.root;
  throw new InvalidOlxError(
    'malformed_root',
    `The root of ${xml.path} is <${xml.root.tag}>, not <${expected}>. Pack the folder of one course.`,
    xml.path,
    xml.root.line,
  );
}

/** The id of the root and thereby the run: url_name, slug, cleaned name (OLX rule 6). */
function runOf(root: XmlElementReader, oddities: OlxReportEntry[]): string {
  const { attributes } = root;
  const given = attributes.get('url_name') || attributes.get('slug');
  if (given) return given;
  const name = attributes.get('name');
  if (!name) {
    throw new InvalidOlxError(
      'url_name_missing',
      `The root of ${root.file.path} has no url_name. Set it to the run of the course.`,
      root.file.path,
      root.line,
    );
  }
  oddities.push({
    severity: 'warning',
    code: 'name_deprecated',
    file: root.file.path,
    line: root.line,
    message: 'The root has a name and no url_name: the run was taken from the name. Use display_name and url_name.',
  });
  return cleanId(name);
}

/** An attribute of the root, or what stands in for it, with a warning (OLX rule 6). */
function partOf(root: XmlElementReader, name: string, fallback: string, oddities: OlxReportEntry[]): string {
  const value = root.attributes.get(name);
  if (value !== undefined) return value;
  oddities.push({
    severity: 'warning',
    code: `${name}_missing`,
    file: root.file.path,
    line: root.line,
    message: `The root has no ${name} attribute; ${shownName(fallback)} was taken instead. References to blocks of the course may not be recognised.`,
  });
  return fallback;
}

/** Reads the root file. @throws InvalidOlxError if there is none, or it cannot be parsed (OLX rule 10) */
export async function readRoot(files: OlxFiles): Promise<RootFile> {
  const file = files.has('course.xml') ? 'course.xml' : 'library.xml';
  if (!files.has(file))
    throw new InvalidOlxError('root_missing', 'There is neither a course.xml nor a library.xml.', file);
  let xml: XmlFile;
  try {
    xml = XmlFile.parse(await files.read(file), file);
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw new InvalidOlxError('malformed_root', error.message, error.file, error.line, error);
  }
  try {
    return { xml, ...sourceOf(xml, files.root) };
  } catch (error) {
    xml.dispose();
    throw error;
  }
}

function sourceOf(xml: XmlFile, folder: string): Omit<RootFile, 'xml'> {
  const root = rootOf(xml);
  const oddities: OlxReportEntry[] = [];
  const kind = xml.path === 'library.xml' ? 'library' : 'course';
  const folderName = folder.split('/').at(-1) || kind;
  const source: CourseSource = {
    kind,
    org: partOf(root, 'org', 'edx', oddities),
    course: partOf(root, kind, folderName, oddities),
    run: kind === 'library' ? (root.attributes.get('url_name') ?? 'library') : runOf(root, oddities),
    file: xml.path,
  };
  return { source, oddities };
}

/**
 * What the archive says of itself, which makes a legal course or library key.
 * @throws InvalidOlxError if the root file cannot be read, or no key can be made of what it says
 */
export async function describeOlx(files: OlxFiles, report: OlxReport): Promise<CourseSource> {
  const { xml, source, oddities } = await readRoot(files);
  const { line } = xml.root;
  xml.dispose();
  for (const oddity of oddities) report.addOnce(oddity);
  try {
    if (source.kind === 'library') CourseKey.ofLibrary(source.org, source.course);
    else CourseKey.of(source.org, source.course, source.run);
    return source;
  } catch (error) {
    if (!(error instanceof InvalidKeyError)) throw error;
    const message = `No key can be made of what ${source.file} says: ${error.message} Import it under a course key of your own choice.`;
    throw new InvalidOlxError('illegal_course_key', message, source.file, line, error);
  }
}
