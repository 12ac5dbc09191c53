import { constants } from 'node:os';

/** How the command line ends; the help lists them. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** Ended by a signal, as shells count it: 130 for Ctrl-C, 143 for SIGTERM. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
