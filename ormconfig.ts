import 'reflect-metadata';
import type { ClientBase } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { SnakeNamingStrategy } from './src/common/database/snake-naming.strategy.js';
import { entities } from './src/entities.js';
import { migrations } from './src/migrations/index.js';

/**
 * A connection that breaks while it passes from the pool to whoever asked for it has no other listener, and an error that nobody
 * hears ends the process (Node's `EventEmitter`). The next query on it fails, and that is told. Seen when PostgreSQL was killed.
 */
export const LISTENS = { onConnect: (client: ClientBase): void => void client.on('error', () => undefined) };

/**
 * The one description of the database connection: read by the service, the migration command and the tests.
 * Migrations only: `synchronize` is never on (HOUSE_STYLE habit 10).
 */
export function dataSourceOptions(url: string, poolSize = 10): Extract<DataSourceOptions, { type: 'postgres' }> {
  return {
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    namingStrategy: new SnakeNamingStrategy(),
    // Ids and sizes stay far below 2^53.
    parseInt8: true,
    poolSize,
    applicationName: 'courseware',
    // A lost network or a stuck query ends as an error that the caller sees, never as a request that hangs (operations.md D3).
    connectTimeoutMS: 10_000,
    extra: {
      ...LISTENS,
      statement_timeout: 60_000,
      idle_in_transaction_session_timeout: 300_000,
      lock_timeout: 15_000,
    },
  };
}

/** For `typeorm -d dist/ormconfig.js …`, which expects a DataSource. */
export default new DataSource(dataSourceOptions(process.env.DATABASE_URL ?? 'postgresql://localhost/courseware'));
