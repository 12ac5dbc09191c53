import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { AppError } from '../../common/errors/app-error.js';
import { AppConfig } from '../../common/config/app-config.js';
import { KNOWN_ACCOUNT_COLUMNS, type KnownAccountRow, knownAccountOf } from '../accounts/index.js';
import {
  type Device,
  type FoundSession,
  MOST_SESSIONS,
  type NewSession,
  SEEN_SECONDS,
  type Session,
  SessionStore,
} from './session-store.js';

/** Other services may share the server. */
const PREFIX = 'courseware:sessions:';
/** A Redis that does not answer must not keep requests waiting: 503 then. */
const COMMAND_TIMEOUT_MS = 2_000;

/** A session as it is kept: times in milliseconds since 1970. */
interface Kept extends Device {
  readonly uuid: string;
  readonly userId: number;
  readonly epoch: number;
  readonly created: number;
  readonly lastSeen: number;
  readonly expires: number;
}

/**
 * Sessions in Redis or Valkey: one key for each, by its digest, that goes away by itself; one from its public name to the
 * digest; and for each account a map of both. Whether the account still counts is asked of the database.
 */
@Injectable()
export class RedisSessions extends SessionStore implements OnApplicationShutdown {
  private readonly redis: Redis;

  constructor(
    private readonly dataSource: DataSource,
    private readonly config: AppConfig,
  ) {
    super();
    this.redis = new Redis(config.redisUrl!, {
      keyPrefix: PREFIX,
      commandTimeout: COMMAND_TIMEOUT_MS,
      maxRetriesPerRequest: 1,
      lazyConnect: true,
    });
    // Each command that fails says so to its caller; without a listener the client would write to the console.
    this.redis.on('error', () => undefined);
  }

  override async add({ digest, ...session }: NewSession): Promise<void> {
    const now = Date.now();
    const kept: Kept = {
      ...session,
      created: now,
      lastSeen: now,
      expires: now + this.config.sessionLifetime.absolute * 1000,
    };
    const surplus = (await this.ofAccount(session.userId)).slice(MOST_SESSIONS - 1);
    await this.remove(
      session.userId,
      surplus.map(({ uuid }) => uuid),
    );
    await asked(
      this.redis
        .multi()
        .set(digest, JSON.stringify(kept), 'PX', this.remaining(kept))
        .set(nameKey(session.uuid), digest, 'PX', this.config.sessionLifetime.absolute * 1000)
        .hset(ofAccountKey(session.userId), session.uuid, digest)
        .pexpire(ofAccountKey(session.userId), this.config.sessionLifetime.absolute * 1000)
        .exec(),
    );
  }

  override async find(digest: string, device: Device): Promise<FoundSession | null> {
    const kept = parsed(await asked(this.redis.get(digest)));
    if (!kept || this.remaining(kept) <= 0) return null;
    const account = await this.accountOf(kept);
    if (!account) return null;
    if (Date.now() - kept.lastSeen > SEEN_SECONDS * 1000) await this.note(digest, { ...kept, ...device });
    return { ...sessionOf(kept), account: knownAccountOf(account) };
  }

  override async ofAccount(userId: number): Promise<Session[]> {
    const digests = await asked(this.redis.hgetall(ofAccountKey(userId)));
    const names = Object.keys(digests);
    if (names.length === 0) return [];
    const all = (await asked(this.redis.mget(Object.values(digests)))).map(parsed);
    const [owner] = await this.dataSource.query<{ epoch: number }[]>(
      'SELECT sign_in_epoch AS epoch FROM users WHERE id = $1',
      [userId],
    );
    const gone = names.filter((_, index) => all[index] === null || all[index]!.epoch !== owner?.epoch);
    await this.remove(userId, gone);
    return all
      .filter((kept): kept is Kept => kept !== null && kept.epoch === owner?.epoch && this.remaining(kept) > 0)
      .sort((a, b) => b.lastSeen - a.lastSeen)
      .map(sessionOf);
  }

  override async named(uuid: string): Promise<Session | null> {
    const digest = await asked(this.redis.get(nameKey(uuid)));
    const kept = digest === null ? null : parsed(await asked(this.redis.get(digest)));
    if (!kept) return null;
    return (await this.ofAccount(kept.userId)).find((session) => session.uuid === uuid) ?? null;
  }

  override async remove(userId: number, uuids: readonly string[]): Promise<void> {
    if (uuids.length === 0) return;
    const digests = await asked(this.redis.hmget(ofAccountKey(userId), ...uuids));
    const known = digests.filter((digest) => digest !== null);
    await asked(
      this.redis
        .multi()
        .del(...known, ...uuids.map(nameKey))
        .hdel(ofAccountKey(userId), ...uuids)
        .exec(),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis.disconnect();
  }

  /** Only what is still there: a session that has just ended must not come back. */
  private async note(digest: string, kept: Kept): Promise<void> {
    const seen: Kept = { ...kept, lastSeen: Date.now() };
    await asked(this.redis.set(digest, JSON.stringify(seen), 'PX', this.remaining(seen), 'XX'));
  }

  private async accountOf({ userId, epoch }: Kept): Promise<KnownAccountRow | undefined> {
    const rows = await this.dataSource.query<KnownAccountRow[]>(
      `SELECT ${KNOWN_ACCOUNT_COLUMNS} FROM users u WHERE u.id = $1 AND u.is_active AND u.sign_in_epoch = $2`,
      [userId, epoch],
    );
    return rows[0];
  }

  /** Milliseconds until it counts no more, if nothing is heard of it. */
  private remaining({ lastSeen, expires }: Kept): number {
    return Math.min(lastSeen + this.config.sessionLifetime.idle * 1000, expires) - Date.now();
  }
}

const nameKey = (uuid: string): string => `name:${uuid}`;
const ofAccountKey = (userId: number): string => `account:${userId}`;

/** What Redis answers. @throws AppError 503 while it does not */
async function asked<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    throw new AppError('service_unavailable', 'The store of the sessions does not answer. Try again shortly.', {
      headers: { 'retry-after': '2' },
      cause: error,
    });
  }
}

function parsed(text: string | null): Kept | null {
  return text === null ? null : (JSON.parse(text) as Kept);
}

function sessionOf({ epoch: _epoch, ...kept }: Kept): Session {
  return {
    ...kept,
    created: new Date(kept.created),
    lastSeen: new Date(kept.lastSeen),
    expires: new Date(kept.expires),
  };
}
