import { Command } from 'commander';
import { DataSource } from 'typeorm';
import type { CommandIo } from '../command-io.js';
import { withService } from '../service-context.js';

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
    .action(async ({ json }: { json?: boolean }) => {
      const applied = await withService(async ({ service }) => appliedMigrations(service.get(DataSource)));
      const latest = applied.at(-1) ?? null;
      if (io.speaksJson(json)) io.event('migrated', { migrations: applied.length, latest });
      else io.say(`The database is up to date: ${applied.length} migration${applied.length === 1 ? '' : 's'}, the latest is ${latest}.`);
    });
}

/** Names of the migrations that the database has had, oldest first. Opening the service has run the missing ones. */
async function appliedMigrations(dataSource: DataSource): Promise<string[]> {
  const rows = (await dataSource.query('SELECT name FROM migrations ORDER BY id')) as { name: string }[];
  return rows.map(({ name }) => name);
}
