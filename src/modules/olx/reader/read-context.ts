import type { CourseKey } from '../../../common/opaque-keys/index.js';
import type { CourseFiles } from './course-files.js';
import type { CourseSource } from './course-source.js';
import type { UnreadableFileError } from './invalid-olx-error.js';
import type { OlxReport, OlxReportEntry } from './olx-report.js';
import type { Policies } from './policies.js';
import type { SourceReferences } from './source-references.js';

/** What the parts of one reading share. */
export interface ReadContext {
  readonly files: CourseFiles;
  /** The course to which the blocks will belong (OLX rule 4). */
  readonly target: CourseKey;
  readonly source: CourseSource;
  readonly references: SourceReferences;
  readonly policies: Policies;
  readonly report: OlxReport;
  readonly maximumBlocks: number;
  readonly signal?: AbortSignal;
}

/** An entry for a file that could not be read: a missing one is mended where it is pointed to, which is `at`. */
export function unreadableEntry(
  error: UnreadableFileError,
  at: { readonly file: string; readonly line: number | null; readonly block?: string },
): OlxReportEntry {
  const { file, line } = error.code === 'missing_file' ? at : error;
  const block = at.block === undefined ? {} : { block: at.block };
  return { severity: 'error', code: error.code, file, line, ...block, message: error.message };
}
