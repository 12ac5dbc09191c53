import type { OlxReportEntry } from './reader/index.js';

/** What an import did, did not do, and met on the way; the result of its task and the last line of the command. */
export interface ImportReport {
  readonly course_key: string;
  /** Branch → its version after the import. */
  readonly branches: Readonly<Record<string, string>>;
  /** False when the archive says what the course says already: no version was made. */
  readonly changed: boolean;
  /** True when nothing was kept: the report says what would have happened. */
  readonly dry_run: boolean;
  readonly blocks: {
    /** Blocks reachable from the root and detached ones, by type. */
    readonly published: Readonly<Record<string, number>>;
    /** Blocks of draft units, by type. */
    readonly draft: Readonly<Record<string, number>>;
  };
  /** Units with a draft. */
  readonly drafts: number;
  readonly assets: { readonly stored: number; readonly unchanged: number; readonly total: number };
  /** Everything odd, by file and line; errors are what was lost. */
  readonly oddities: readonly OlxReportEntry[];
  /** Oddities beyond those listed. */
  readonly oddities_not_listed: number;
  readonly seconds: number;
  readonly blocks_per_second: number;
}

/** How far an import is. */
export interface ImportProgress {
  readonly phase: 'blocks' | 'assets' | 'writing';
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
  readonly unit: 'blocks' | 'assets';
}
