import path from 'node:path';
import { DataSource } from 'typeorm';
import { dataSourceOptions, LISTENS } from '../../../ormconfig.js';
import type { AppConfig } from '../config/app-config.js';
import { EmbeddedPostgres } from './embedded-postgres.js';

/** A start is patient: a database that comes up beside the service, or a busy machine, is not yet a fault. */
const CONNECT_AT_START_MS = 30_000;

/** Any number; processes that start together agree by it on who migrates. */
const MIGRATION_LOCK = 0x4d696772;

/** The database of this process: where it is, and that it is migrated. */
export class Database {
  private static embedded: EmbeddedPostgres | null = null;

  /**
   * URL of a database that answers and is migrated. Starts the embedded server when no other is configured.
   * @throws DatabaseUnavailableError with what an operator can do about it
   */
  static async open(config: AppConfig): Promise<string> {
    const url = config.databaseUrl ?? (await Database.startEmbedded(config));
    await Database.migrate(url);
    return url;
  }

  /** Lets go of the embedded server, if this process uses it. */
  static async close(): Promise<void> {
    await Database.embedded?.stop();
    Database.embedded = null;
  }

  /**
   * Runs the migrations that are missing. A transaction-level advisory lock makes other processes that start at the
   * same moment wait and then find nothing to do (it works through a pooler as well: operations.md G3).
   */
  static async migrate(url: string): Promise<string[]> {
    const source = new DataSource({
      ...dataSourceOptions(url, 2),
      extra: LISTENS,
      connectTimeoutMS: CONNECT_AT_START_MS,
    });
    try {
      await source.initialize();
    } catch (cause) {
      throw new DatabaseUnavailableError(url, cause);
    }
    try {
      return await source.transaction(async (manager) => {
        await manager.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
        return (await source.runMigrations()).map(({ name }) => name);
      });
    } finally {
      await source.destroy();
    }
  }

  private static async startEmbedded(config: AppConfig): Promise<string> {
    Database.embedded ??= await EmbeddedPostgres.start({ directory: path.join(config.dataDir, 'postgres') });
    return Database.embedded.database('courseware');
  }
}

/** The configured database cannot be reached. */
export class DatabaseUnavailableError extends Error {
  constructor(url: string, cause: unknown) {
    const { host, pathname } = new URL(url);
    super(
      `The database ${pathname.slice(1)} at ${host} cannot be used: ${(cause as Error).message || String(cause)}. ` +
        'Check DATABASE_URL and that the server runs, or unset DATABASE_URL to use the embedded PostgreSQL.',
      { cause },
    );
    this.name = 'DatabaseUnavailableError';
  }
}
