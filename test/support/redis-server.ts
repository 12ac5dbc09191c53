import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';

/** Either keeps sessions: Valkey is the free successor, and speaks the same protocol. */
const COMMANDS = ['valkey-server', 'redis-server'];

/** The server that this machine has; null when it has none. */
export const REDIS_COMMAND = COMMANDS.find(isThere) ?? null;

/** A Redis or Valkey of its own for one suite, on loopback, with nothing on disk. */
export class RedisServer {
  private constructor(
    private readonly port: number,
    private process: ChildProcess,
  ) {}

  /** @throws Error when the machine has no such server */
  static async start(): Promise<RedisServer> {
    const port = await freePort();
    return new RedisServer(port, await begun(port));
  }

  /** For REDIS_URL. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  /** What is kept, by its whole key, as text. */
  async keys(): Promise<string[]> {
    return asked(this.port, (client) => client.keys('*'));
  }

  /** All that is kept, in one text. */
  async dump(): Promise<string> {
    return asked(this.port, async (client) => {
      const keys = await client.keys('*');
      const values = keys.map(async (key) =>
        (await client.type(key)) === 'hash' ? JSON.stringify(await client.hgetall(key)) : await client.get(key),
      );
      return [...keys, ...(await Promise.all(values))].join('\n');
    });
  }

  /** Sets the milliseconds that the keys which fit still have. */
  async expire(pattern: string, milliseconds: number): Promise<void> {
    await asked(this.port, async (client) => {
      for (const key of await client.keys(pattern)) await client.pexpire(key, milliseconds);
    });
  }

  /** As an operator restarts it: all is lost. */
  async restart(): Promise<void> {
    this.process = await begun(this.port);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }
}

function isThere(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Resolves once it answers. */
async function begun(port: number): Promise<ChildProcess> {
  if (!REDIS_COMMAND) throw new Error(`This machine has none of ${COMMANDS.join(', ')}.`);
  const child = spawn(
    REDIS_COMMAND,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: 'ignore',
    },
  );
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${REDIS_COMMAND} ended with ${child.exitCode}.`);
    const answer = await asked(port, (client) => client.ping()).catch(() => null);
    if (answer === 'PONG') return child;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function asked<T>(port: number, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}
