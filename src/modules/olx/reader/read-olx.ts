import type { CourseKey } from '../../../common/opaque-keys/index.js';
import type { OlxFiles } from '../archive/index.js';
import { blockRef, type JsonValue } from './block-catalogue.js';
import { PREREQUISITE } from './block-builder.js';
import { BlockIds } from './block-ids.js';
import { readRoot, type RootFile } from './course-source.js';
import { definitionPath, type Definition } from './definition-loader.js';
import { detachedBlocks } from './detached-blocks.js';
import { DraftUnits } from './draft-units.js';
import { InvalidOlxError, UnreadableFileError } from './invalid-olx-error.js';
import type { OlxBlock, OlxItem } from './olx-item.js';
import type { OlxReport, OlxSeverity } from './olx-report.js';
import { Policies } from './policies.js';
import { CourseFiles } from './course-files.js';
import type { ReadContext } from './read-context.js';
import { ROOT_ID, SourceReferences } from './source-references.js';
import { DEFAULT_MAXIMUM_BLOCKS, TreeWalk } from './tree-walk.js';
import { reportUnreadFiles } from './unread-files.js';
import { XmlFile } from './xml-file.js';

export interface ReadOlxOptions {
  /** The course, or v1 library, that the blocks will belong to, whatever the archive says (OLX rule 4). */
  readonly courseKey: CourseKey;
  readonly report: OlxReport;
  readonly signal?: AbortSignal;
  /** More are refused. */
  readonly maximumBlocks?: number;
}

/** How grave the notices of the archive are for its content. */
const NOTICES: Readonly<Record<OlxFiles['notices'][number]['code'], OlxSeverity>> = {
  link_skipped: 'error',
  case_collision: 'warning',
  two_roots: 'warning',
  outside_root: 'info',
};

function startReport(files: OlxFiles, root: RootFile, report: OlxReport): void {
  for (const { code, file, message } of files.notices) {
    report.addOnce({ severity: NOTICES[code], code, file, line: null, message });
  }
  for (const oddity of root.oddities) report.addOnce(oddity);
}

/** Whether course.xml is a pointer: `<course url_name org course/>` and nothing else (OLX rule 6). */
function isCoursePointer({ xml, source }: RootFile, files: CourseFiles): boolean {
  const { attributes, isEmpty } = xml.root;
  const known = ['url_name', 'org', 'course'];
  if (source.kind === 'library' || !isEmpty || !attributes.has('url_name')) return false;
  if ([...attributes.keys()].some((name) => !known.includes(name))) return false;
  // edX wants all three. Without org or course it is a pointer only if there is something that it points to.
  return attributes.size === known.length || files.has(definitionPath('course', source.run));
}

/** The definition of the root. @throws InvalidOlxError if it cannot be read: then nothing can (OLX rule 10) */
async function rootDefinition(root: RootFile, files: CourseFiles): Promise<Definition> {
  const { xml, source } = root;
  if (!isCoursePointer(root, files)) {
    return { element: xml.root, attributes: xml.root.attributes, form: 'root', opened: [xml], path: xml.path };
  }
  const path = definitionPath('course', source.run);
  const { line } = xml.root;
  xml.dispose();
  try {
    const file = XmlFile.parse(await files.read(path), path);
    return { element: file.root, attributes: file.root.attributes, form: 'pointer', opened: [file], path };
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    const missing = error.code === 'missing_file';
    const [file, at] = missing ? [xml.path, line] : [error.file, error.line];
    throw new InvalidOlxError(missing ? 'root_missing' : 'malformed_root', error.message, file, at, error);
  }
}

/** Prerequisites must be blocks of the course (OLX rule 32). That can be said only when all are known. */
class Prerequisites {
  private readonly pending: OlxBlock[] = [];

  constructor(private readonly context: ReadContext) {}

  watch(block: OlxBlock): void {
    if (block.olx.attributes?.[PREREQUISITE] !== undefined) this.pending.push(block);
  }

  check(ids: BlockIds): void {
    for (const { olx, file, line, ref } of this.pending) {
      const text = String(olx.attributes?.[PREREQUISITE]);
      const key = this.context.references.parent(text);
      if (text === '' || (key !== null && ids.has(key.blockType, key.blockId))) continue;
      const message = `The prerequisite "${text}" is no block of this course.`;
      this.context.report.add({ severity: 'error', code: 'unknown_prerequisite', file, line, block: ref, message });
    }
  }
}

/** One reading of one archive. */
class Reading {
  private readonly ids: BlockIds;
  private tabs: JsonValue | undefined;
  private blocks = 0;
  private detached = 0;
  private drafts = 0;

  constructor(
    private readonly context: ReadContext,
    private readonly root: Definition,
  ) {
    this.ids = new BlockIds(context.target, context.report);
  }

  async *items(): AsyncGenerator<OlxItem> {
    const { kind, run } = this.context.source;
    const id = ROOT_ID[kind];
    this.ids.take(kind, id);
    const prerequisites = new Prerequisites(this.context);
    const walk = new TreeWalk(this.context, this.ids, (path) => path);
    for await (const block of walk.blocks({
      definition: this.root,
      type: kind,
      id: { id, sourceId: run },
      parent: null,
    })) {
      if (block.parent === null) this.tabs = block.settings.tabs;
      this.blocks += 1;
      prerequisites.watch(block);
      yield this.counted(block);
    }
    prerequisites.check(this.ids);
    // Libraries have neither (edX: LibraryXMLModuleStore).
    if (kind === 'course') yield* this.besideTheTree();
    this.context.policies.reportUnused(this.context.report);
    reportUnreadFiles(this.context);
    yield {
      kind: 'summary',
      root: blockRef(kind, id),
      blocks: this.blocks,
      detached: this.detached,
      drafts: this.drafts,
    };
  }

  private async *besideTheTree(): AsyncGenerator<OlxItem> {
    for await (const block of detachedBlocks(this.context, this.tabs)) {
      this.detached += 1;
      yield this.counted(block);
    }
    for await (const draft of new DraftUnits(this.context, this.ids).units()) {
      this.drafts += 1;
      this.context.report.drafts += 1;
      yield draft;
    }
  }

  private counted(block: OlxBlock): OlxBlock {
    this.context.report.countBlock(block.type);
    return block;
  }
}

/**
 * Reads an archive: the published tree, each block after its children; then the detached blocks; then the drafts; and a summary.
 * Memory does not grow with the course, but for one short text a block (the ids that are taken).
 *
 * What cannot be read is left out and reported, and the rest is read (OLX rule 10).
 * @throws InvalidOlxError if the root cannot be read, or a file is hostile: nothing of the archive should be kept then
 */
export async function* readOlx(files: OlxFiles, options: ReadOlxOptions): AsyncGenerator<OlxItem> {
  const { courseKey: target, report, signal, maximumBlocks = DEFAULT_MAXIMUM_BLOCKS } = options;
  const root = await readRoot(files);
  const { source } = root;
  startReport(files, root, report);
  const courseFiles = new CourseFiles(files);
  let definition: Definition;
  let policies: Policies;
  try {
    policies = await Policies.read(courseFiles, source, report);
    definition = await rootDefinition(root, courseFiles);
  } catch (error) {
    root.xml.dispose();
    throw error;
  }
  const references = new SourceReferences(source, target);
  const context = { files: courseFiles, target, source, references, policies, report, maximumBlocks, signal };
  try {
    yield* new Reading(context, definition).items();
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw new InvalidOlxError('malformed_root', error.message, error.file, error.line, error);
  }
}
