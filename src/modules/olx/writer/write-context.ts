import type { CourseKey } from '../../../common/opaque-keys/index.js';
import type { BlockRef, JsonObject } from '../reader/block-catalogue.js';
import type { OlxRemainder, OlxReport, OlxSeverity } from '../reader/index.js';

/** A block to be written: what the content store has of it. */
export interface WritableBlock {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: readonly BlockRef[];
  readonly displayName: string | null;
  readonly settings: JsonObject;
  readonly content: JsonObject;
  /** Null for a block that never was OLX. */
  readonly olx: OlxRemainder | null;
}

/** What the parts of one export share. */
export interface WriteContext {
  /** Without branch and version. */
  readonly courseKey: CourseKey;
  readonly report: OlxReport;
  /** Whether the course has this block: its files are its own then. */
  has(block: BlockRef): boolean;
}

/** Says what could not be written as it stands. */
export function reportOf(context: WriteContext, block: BlockRef, file: string) {
  return (severity: OlxSeverity, code: string, message: string): void =>
    context.report.add({ severity, code, file, line: null, block, message });
}

/** One text file of a course. */
export interface TextFile {
  /** Relative to the course's folder. */
  readonly path: string;
  readonly content: string;
}
