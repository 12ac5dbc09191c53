import { Presets, SingleBar } from 'cli-progress';
import type { ExportProgress, ImportProgress } from '../modules/olx/index.js';
import type { CommandIo } from './command-io.js';

type Progress = ImportProgress | ExportProgress;

/** Shows how far an import or an export is. */
export interface ProgressView {
  update(progress: Progress): void;
  /** The last word; safe to call twice. */
  end(): void;
}

/** A bar for a person, lines for a program. */
export function importProgress(io: CommandIo, json: boolean): ProgressView {
  return json ? new ProgressLines(io) : new ProgressBar(io);
}

/** A program needs to know that it goes on, not each block. */
const LINE_INTERVAL_MS = 250;

/** `{"event":"progress",…}`: a few a second, and the last one of each phase. */
class ProgressLines implements ProgressView {
  private latest: Progress | null = null;
  private written: Progress | null = null;
  private writtenAt = 0;

  constructor(private readonly io: CommandIo) {}

  update(progress: Progress): void {
    if (this.latest && this.latest.phase !== progress.phase) this.write();
    this.latest = progress;
    if (Date.now() - this.writtenAt >= LINE_INTERVAL_MS) this.write();
  }

  end(): void {
    this.write();
  }

  private write(): void {
    if (!this.latest || this.latest === this.written) return;
    this.written = this.latest;
    this.writtenAt = Date.now();
    const { phase, done, total, unit } = this.latest;
    this.io.event('progress', { phase, done, total, unit });
  }
}

const BAR = '{phase} [{bar}] {value}/{total} {unit}';
/** While nobody knows how much there is, a bar would lie. */
const COUNTER = '{phase} {value} {unit}';

/** One bar on stderr, so that the report alone is on stdout. */
class ProgressBar implements ProgressView {
  private readonly bar: SingleBar;
  private known: boolean | null = null;

  constructor(io: CommandIo) {
    this.bar = new SingleBar(
      {
        stream: io.stderr,
        hideCursor: true,
        clearOnComplete: true,
        gracefulExit: false,
        barsize: 30,
        format: (options, params, payload) => this.line(options, params, payload as Progress),
      },
      Presets.shades_classic,
    );
  }

  update(progress: Progress): void {
    this.known = progress.total !== null;
    const total = progress.total ?? Math.max(progress.done, 1);
    if (!this.bar.isActive) this.bar.start(total, progress.done, progress);
    this.bar.setTotal(total);
    this.bar.update(progress.done, progress);
  }

  end(): void {
    if (this.bar.isActive) this.bar.stop();
  }

  private line(
    options: { barsize?: number; barCompleteString?: string; barIncompleteString?: string },
    params: { progress: number; value: number; total: number },
    { phase, unit }: Progress,
  ): string {
    const size = options.barsize ?? 0;
    const full = Math.round(params.progress * size);
    const bar =
      (options.barCompleteString ?? '').slice(0, full) + (options.barIncompleteString ?? '').slice(0, size - full);
    return (this.known ? BAR : COUNTER)
      .replace('{phase}', phase)
      .replace('{bar}', bar)
      .replace('{value}', params.value.toLocaleString('en'))
      .replace('{total}', params.total.toLocaleString('en'))
      .replace('{unit}', unit);
  }
}
