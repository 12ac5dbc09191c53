import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';

/**
 * Starts one PostgreSQL for all e2e suites and makes a migrated template database in it, which each suite clones
 * (test/support/database.ts). TEST_DATABASE_URL names a server of your own instead. Uses the build in dist/.
 */
export default async function globalSetup() {
  const { EmbeddedPostgres } = await import('../../dist/src/common/database/embedded-postgres.js');
  const { Database } = await import('../../dist/src/common/database/database.js');
  if (!process.env.TEST_DATABASE_URL) {
    const folder = mkdtempSync(path.join(tmpdir(), 'courseware-test-'));
    chmodSync(folder, 0o711); // PostgreSQL runs as another account when the tests run as root, and must get in
    const directory = path.join(folder, 'postgres');
    // Tests need no durability: nothing of theirs outlives them.
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
    globalThis.testPostgres = await EmbeddedPostgres.start({ directory, settings });
    globalThis.testPostgresDirectory = path.dirname(directory);
    process.env.TEST_DATABASE_URL = globalThis.testPostgres.url;
  }
  const admin = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await admin.connect();
  const template = `courseware_template_${process.pid}`;
  await admin.query(`CREATE DATABASE ${template}`);
  await admin.end();
  const url = new URL(process.env.TEST_DATABASE_URL);
  url.pathname = `/${template}`;
  await Database.migrate(url.href);
  process.env.TEST_TEMPLATE = template;
}
