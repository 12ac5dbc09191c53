import type { OlxReportEntry } from './reader/index.js';

/** The formats of archives, by their file endings. */
export const EXPORT_FORMATS = ['tar.gz', 'zip'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What an export wrote, and what it could not write as it stands. */
export interface ExportReport {
  readonly course_key: string;
  /** The branch that was asked for; null: the published tree, with the drafts beside it as Studio has them. */
  readonly branch: string | null;
  /** Branch → the version that was written. */
  readonly versions: Readonly<Record<string, string>>;
  readonly blocks: number;
  readonly files: number;
  /** What cannot stand in an archive as it is: errors are what an import of it will not bring back. */
  readonly oddities: readonly OlxReportEntry[];
  /** Oddities beyond those listed. */
  readonly oddities_not_listed: number;
  readonly seconds: number;
  readonly blocks_per_second: number;
}

/** How far an export is. */
export interface ExportProgress {
  readonly phase: 'blocks' | 'assets';
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'blocks' | 'files';
}
