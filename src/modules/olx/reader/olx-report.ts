/** `error`: something of the course was lost. `warning`: something was changed or is likely wrong. `info`: worth knowing. */
export type OlxSeverity = 'error' | 'warning' | 'info';

/** One oddity. */
export interface OlxReportEntry {
  readonly severity: OlxSeverity;
  /** Stable snake_case name of the kind of oddity. */
  readonly code: string;
  /** Path within the course, or the archive's own path for what is not under the course's folder. */
  readonly file: string;
  /** From 1; null where the file as a whole is meant. */
  readonly line: number | null;
  /** `type@id` of the block concerned, if one is. */
  readonly block?: string;
  readonly message: string;
}

/** How many entries are kept one by one. */
const KEPT_ENTRIES = 10_000;

/** What an import found, did and could not do. Bounded: the first 10,000 entries are kept, the rest are counted. */
export class OlxReport {
  readonly entries: OlxReportEntry[] = [];
  readonly severities: Record<OlxSeverity, number> = { error: 0, warning: 0, info: 0 };
  /** Blocks of the published tree and detached ones. */
  readonly blocksByType = new Map<string, number>();
  assets = 0;
  drafts = 0;

  /** Entries that were counted and not kept. */
  get omitted(): number {
    return this.severities.error + this.severities.warning + this.severities.info - this.entries.length;
  }

  add(entry: OlxReportEntry): void {
    this.severities[entry.severity] += 1;
    if (this.entries.length < KEPT_ENTRIES) this.entries.push(entry);
  }

  /** As {@link add}, unless the same was said of the same place before. For what more than one reading meets. */
  addOnce(entry: OlxReportEntry): void {
    const { code, file, line } = entry;
    if (!this.entries.some((known) => known.code === code && known.file === file && known.line === line))
      this.add(entry);
  }

  countBlock(type: string): void {
    this.blocksByType.set(type, (this.blocksByType.get(type) ?? 0) + 1);
  }

  /** As the API serves it. */
  toJSON(): Record<string, unknown> {
    return {
      entries: this.entries,
      entries_omitted: this.omitted,
      errors: this.severities.error,
      warnings: this.severities.warning,
      infos: this.severities.info,
      blocks_by_type: Object.fromEntries([...this.blocksByType].sort(([a], [b]) => (a < b ? -1 : 1))),
      assets: this.assets,
      drafts: this.drafts,
    };
  }
}
