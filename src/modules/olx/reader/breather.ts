import { setImmediate } from 'node:timers/promises';

/** How long the reader works before others in the process get a turn. In milliseconds. */
const SLICE = 8;

/** Lets the server's other work go on during a long import, which runs in the same process. */
export class Breather {
  private last = performance.now();

  /** To be awaited often; it gives way only when the time slice is over. */
  async breathe(): Promise<void> {
    if (performance.now() - this.last < SLICE) return;
    await setImmediate();
    this.last = performance.now();
  }
}
