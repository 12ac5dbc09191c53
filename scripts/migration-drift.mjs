/**
 * Fails when the entities and the migrated database differ: a forgotten migration would otherwise be found in production.
 * Runs on an embedded PostgreSQL of its own.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../dist/ormconfig.js';
import { Database } from '../dist/src/common/database/database.js';
import { EmbeddedPostgres } from '../dist/src/common/database/embedded-postgres.js';

const folder = mkdtempSync(path.join(tmpdir(), 'courseware-drift-'));
chmodSync(folder, 0o711); // PostgreSQL runs as another account when this runs as root, and must get in
const server = await EmbeddedPostgres.start({ directory: path.join(folder, 'postgres'), settings: { fsync: 'off' } });
try {
  const url = await server.database('drift');
  await Database.migrate(url);
  const source = await new DataSource(dataSourceOptions(url, 2)).initialize();
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  await source.destroy();
  for (const { query } of upQueries) console.error(query);
  if (upQueries.length > 0) {
    console.error(`\nThe entities ask for ${upQueries.length} change(s) that no migration makes.`);
    process.exitCode = 1;
  } else console.log('Entities and migrations agree.');
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
