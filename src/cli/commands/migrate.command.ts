import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';

const HELP = `
The service does this by itself at every start; run it beforehand where the start must be quick or several processes
start at once. Processes that migrate at the same moment wait for one another.

Example:
  $ DATABASE_URL=postgresql://… npx courseware migrate`;

/** `courseware migrate`: brings the database up to date. */
export function migrateCommand(io: CommandIo): Command {
  return new Command('migrate')
    .description('bring the database up to date')
    .option('--json', 'a JSON line, also on a terminal')
    .addHelpText('after', HELP)
    .action(async ({ json }: { json?: boolean }) => (await import('../migrate.js')).migrate(io, json));
}
