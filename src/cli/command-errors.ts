/** The command line itself is wrong; ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Ctrl-C or SIGTERM; ends with 128 and the signal's number. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor(readonly signal: NodeJS.Signals) {
    super('Interrupted. Nothing was changed.');
  }
}
