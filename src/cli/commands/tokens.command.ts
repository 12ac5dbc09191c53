import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';

/** `courseware tokens clear-expired`: what the service does by itself, for those who would rather have it in a cron job. */
export function tokensCommand(io: CommandIo): Command {
  const tokens = new Command('tokens').description('codes and tokens that were given out');
  tokens
    .command('clear-expired')
    .description('delete what has expired')
    .option('--json', 'a JSON line, also on a terminal')
    .action(async (options: { json?: boolean }) => (await import('../clear-expired.js')).clearExpired(io, options));
  return tokens;
}
