/** Courses in memory, for the specs of the reader. */
import { Readable } from 'node:stream';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { DEFAULT_ARCHIVE_LIMITS } from '../archive/archive-limits.js';
import type { OlxFiles } from '../archive/index.js';
import { IndexedFiles } from '../archive/indexed-files.js';
import { MemberIndex } from '../archive/member-index.js';
import type { OlxBlock, OlxDraft, OlxItem, OlxSummary } from './olx-item.js';
import { OlxReport, type OlxReportEntry } from './olx-report.js';
import { readOlx, type ReadOlxOptions } from './read-olx.js';

/** Path → content. */
export type Files = Readonly<Record<string, string | Buffer>>;

export function filesOf(contents: Files): OlxFiles {
  const index = new MemberIndex<{ readonly content: Buffer }>(DEFAULT_ARCHIVE_LIMITS);
  for (const [path, content] of Object.entries(contents)) index.add(path, { content: Buffer.from(content) });
  return new IndexedFiles(index, {
    sizeOf: ({ content }) => content.length,
    read: ({ content }) => Promise.resolve(content),
    stream: ({ content }) => Readable.from(content.length === 0 ? [] : [content]),
    close: () => Promise.resolve(),
  });
}

/** The course that archives are read into, unless a spec says otherwise. */
export const TARGET = CourseKey.of('Org', 'Course', 'Run');

/** The files of a course `Org/Course/Run` with these children, and others. */
export function courseOf(children: string, others: Files = {}): Files {
  return {
    'course.xml': '<course url_name="Run" org="Org" course="Course"/>',
    'course/Run.xml': `<course display_name="A course">\n${children}\n</course>\n`,
    ...others,
  };
}

/** What a reading gave. */
export class Read {
  readonly blocks = new Map<string, OlxBlock>();
  readonly drafts: OlxDraft[] = [];
  readonly order: string[] = [];
  summary: OlxSummary | null = null;

  constructor(readonly report: OlxReport) {}

  add(item: OlxItem): void {
    if (item.kind === 'summary') this.summary = item;
    else if (item.kind === 'draft') this.drafts.push(item);
    else {
      if (this.blocks.has(item.ref)) throw new Error(`${item.ref} came twice`);
      this.blocks.set(item.ref, item);
      this.order.push(item.ref);
    }
  }

  block(ref: string): OlxBlock {
    const block = this.blocks.get(ref);
    if (block === undefined) throw new Error(`${ref} was not read, but ${[...this.blocks.keys()].join(', ')}`);
    return block;
  }

  /** The only block of a type. */
  single(type: string): OlxBlock {
    const found = [...this.blocks.values()].filter((block) => block.type === type);
    const [block] = found;
    if (found.length !== 1 || block === undefined) throw new Error(`${found.length} blocks of type ${type}`);
    return block;
  }

  /** The entries of the report with this code. */
  entries(code: string): OlxReportEntry[] {
    return this.report.entries.filter((entry) => entry.code === code);
  }

  get codes(): string[] {
    return this.report.entries.map(({ code }) => code);
  }
}

export async function read(contents: Files, options: Partial<ReadOlxOptions> = {}): Promise<Read> {
  const result = new Read(new OlxReport());
  for await (const item of readOlx(filesOf(contents), { courseKey: TARGET, report: result.report, ...options })) {
    result.add(item);
  }
  return result;
}

/** Reads a course whose one unit holds these elements. */
export function readUnit(elements: string, others: Files = {}, options: Partial<ReadOlxOptions> = {}): Promise<Read> {
  const chapter = `<chapter url_name="c"><sequential url_name="s"><vertical url_name="v">${elements}</vertical></sequential></chapter>`;
  return read(courseOf(chapter, others), options);
}
