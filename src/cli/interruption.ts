import { InterruptedError } from './command-errors.js';
import { exitCodeOf } from './exit-code.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ctrl-C and SIGTERM as an AbortSignal, so that a command can undo its work and let go of the database. The second
 * time ends the process at once: the database undoes what was not committed.
 */
export class Interruption implements Disposable {
  private readonly abortion = new AbortController();
  private readonly listeners = SIGNALS.map((name) => [name, () => this.interrupt(name)] as const);

  constructor() {
    for (const [name, listener] of this.listeners) process.on(name, listener);
  }

  get signal(): AbortSignal {
    return this.abortion.signal;
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.listeners) process.off(name, listener);
  }

  private interrupt(name: NodeJS.Signals): void {
    if (this.signal.aborted) process.exit(exitCodeOf(name));
    this.abortion.abort(new InterruptedError(name));
  }
}
