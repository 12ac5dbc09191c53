import type { CourseKey } from '../../../common/opaque-keys/index.js';
import { InvalidKeyError } from '../../../common/opaque-keys/index.js';
import { shownName } from '../archive/index.js';
import { blockRef } from './block-catalogue.js';
import { fallbackId, sourceIdOf } from './block-id.js';
import type { OlxReport } from './olx-report.js';
import type { XmlElementReader } from './xml-element-reader.js';

/** Blocks whose state learners have: edX warns when their ids are unsure (OLX rule 13). */
const STATEFUL: ReadonlySet<string> = new Set([
  'problem',
  'sequential',
  'video',
  'course',
  'chapter',
  'poll_question',
  'vertical',
]);

/** As long as edX's own columns for ids are. */
const MAXIMUM_LENGTH = 255;

/** The id of one block. */
export interface BlockId {
  /** The id in the target course. */
  readonly id: string;
  /** The id in the archive: files, policies and references use it. */
  readonly sourceId: string;
}

/** Gives blocks their ids, each once. */
export class BlockIds {
  private readonly used = new Set<string>();
  private readonly copies = new Map<string, number>();

  constructor(
    private readonly target: CourseKey,
    private readonly report: OlxReport,
  ) {}

  has(type: string, id: string): boolean {
    return this.used.has(blockRef(type, id));
  }

  get size(): number {
    return this.used.size;
  }

  /** Takes an id that is known to be legal and free. */
  take(type: string, id: string): void {
    this.used.add(blockRef(type, id));
  }

  /** Frees the id of a block that could not be loaded after all. */
  release(type: string, id: string): void {
    this.used.delete(blockRef(type, id));
  }

  /**
   * The id for the block of an element, which is taken from then on.
   *
   * A second use of an id gets an id of its own, whatever the type. edX does so for seven types, and then fails to find the
   * file of a pointer; of the others it keeps one definition for both places (OLX rules 13 and 14). Here a block has one
   * parent (SPEC C-2) and nothing is lost, so the second place gets a copy.
   * @returns null if the id is illegal (OLX rule 15), which is in the report
   */
  give(element: XmlElementReader): BlockId | null {
    const { id: sourceId, from } = sourceIdOf(element);
    const { tag } = element;
    if (from === 'digest') {
      const message = `<${tag}> has no url_name or other name: its id was made from its markup, and will change with it. Give it a url_name.`;
      this.add(element, STATEFUL.has(tag) ? 'warning' : 'info', 'id_from_markup', message);
    }
    if (!this.isLegal(element, sourceId)) return null;
    const id = this.used.has(blockRef(tag, sourceId)) ? this.second(element, sourceId) : sourceId;
    this.take(tag, id);
    return { id, sourceId };
  }

  private second(element: XmlElementReader, sourceId: string): string {
    const { tag } = element;
    const made = fallbackId(element, sourceId);
    const id = this.free(tag, made);
    const message = `${tag} ${shownName(sourceId)} stands in the course a second time: here it became a copy with the id ${shownName(id)}.`;
    this.add(element, 'warning', 'duplicate_id', message);
    return id;
  }

  /** `made`, or `made_2`, `made_3`, …: the count is kept, or a block used n times would cost n² steps. */
  private free(tag: string, made: string): string {
    const ref = blockRef(tag, made);
    let count = this.copies.get(ref) ?? 1;
    let id = made;
    for (; this.used.has(blockRef(tag, id)); id = `${made}_${count}`) count += 1;
    this.copies.set(ref, count);
    return id;
  }

  private isLegal(element: XmlElementReader, id: string): boolean {
    try {
      this.target.makeUsageKey(element.tag, id);
      if (id.length <= MAXIMUM_LENGTH) return true;
      const message = `The id ${shownName(id)} is longer than ${MAXIMUM_LENGTH} characters; the block was left out. Shorten its url_name.`;
      this.add(element, 'error', 'illegal_id', message);
    } catch (error) {
      if (!(error instanceof InvalidKeyError)) throw error;
      const message = `<${element.tag}> with the id ${shownName(id)} was left out: ${error.message}`;
      this.add(element, 'error', 'illegal_id', message);
    }
    return false;
  }

  private add(element: XmlElementReader, severity: 'error' | 'warning' | 'info', code: string, message: string): void {
    this.report.add({ severity, code, file: element.file.path, line: element.line, message });
  }
}
