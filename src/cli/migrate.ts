import { DataSource } from 'typeorm';
import type { CommandIo } from './command-io.js';
import { withService } from './service-context.js';

/** Brings the database up to date, and says where it stands. */
export async function migrate(io: CommandIo, json?: boolean): Promise<void> {
  const applied = await withService(async ({ service }) => appliedMigrations(service.get(DataSource)));
  const latest = applied.at(-1) ?? null;
  if (io.speaksJson(json)) io.event('migrated', { migrations: applied.length, latest });
  else
    io.say(
      `The database is up to date: ${applied.length} migration${applied.length === 1 ? '' : 's'}, the latest is ${latest}.`,
    );
}

/** Names of the migrations that the database has had, oldest first. Opening the service has run the missing ones. */
async function appliedMigrations(dataSource: DataSource): Promise<string[]> {
  const rows = (await dataSource.query('SELECT name FROM migrations ORDER BY id')) as { name: string }[];
  return rows.map(({ name }) => name);
}
