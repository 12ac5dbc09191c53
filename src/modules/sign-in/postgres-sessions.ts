import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
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

const COLUMNS = 's.uuid, s.user_id, s.address, s.user_agent, s.created, s.last_seen, s.expires';
/** `$1` is the idle lifetime in seconds. */
const COUNTS = `s.expires > now() AND s.last_seen > now() - make_interval(secs => $1)`;

const FIND = `WITH found AS (
    SELECT ${COLUMNS}, ${KNOWN_ACCOUNT_COLUMNS.replace('u.id AS user_id, ', '')}
      FROM sessions s JOIN users u ON u.id = s.user_id AND u.is_active AND u.sign_in_epoch = s.epoch
     WHERE s.digest = $2 AND ${COUNTS}
  ), seen AS (
    UPDATE sessions SET last_seen = now(), address = $3, user_agent = $4
      FROM found WHERE sessions.uuid = found.uuid AND found.last_seen < now() - interval '${SEEN_SECONDS} seconds'
  ) SELECT * FROM found`;

const OF_ACCOUNT = `SELECT ${COLUMNS} FROM sessions s JOIN users u ON u.id = s.user_id AND u.sign_in_epoch = s.epoch
  WHERE s.user_id = $2 AND ${COUNTS} ORDER BY s.last_seen DESC, s.uuid`;

const NAMED = `SELECT ${COLUMNS} FROM sessions s JOIN users u ON u.id = s.user_id AND u.sign_in_epoch = s.epoch
  WHERE s.uuid = $2 AND ${COUNTS}`;

/** The sessions of an account that count no more, and those beyond the most that it may have. */
const MAKE_ROOM = `DELETE FROM sessions WHERE user_id = $2 AND uuid NOT IN (
    SELECT s.uuid FROM sessions s WHERE s.user_id = $2 AND s.epoch = $3 AND ${COUNTS}
     ORDER BY s.last_seen DESC, s.uuid LIMIT ${MOST_SESSIONS - 1})`;

/** Sessions in the database: one statement for each request whose session is not remembered. */
@Injectable()
export class PostgresSessions extends SessionStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly config: AppConfig,
  ) {
    super();
  }

  override async add({ uuid, digest, userId, epoch, address, userAgent }: NewSession): Promise<void> {
    const { idle, absolute } = this.config.sessionLifetime;
    await this.dataSource.transaction(async (manager) => {
      await manager.query(MAKE_ROOM, [idle, userId, epoch]);
      await manager.query(
        `INSERT INTO sessions (uuid, digest, user_id, epoch, address, user_agent, expires)
         VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))`,
        [uuid, digest, userId, epoch, address, userAgent, absolute],
      );
    });
  }

  override async find(digest: string, { address, userAgent }: Device): Promise<FoundSession | null> {
    const values = [this.config.sessionLifetime.idle, digest, address, userAgent];
    const [row] = await this.dataSource.query<(SessionRow & KnownAccountRow)[]>(FIND, values);
    return row ? { ...sessionOf(row), account: knownAccountOf(row) } : null;
  }

  override async ofAccount(userId: number): Promise<Session[]> {
    const rows = await this.dataSource.query<SessionRow[]>(OF_ACCOUNT, [this.config.sessionLifetime.idle, userId]);
    return rows.map(sessionOf);
  }

  override async named(uuid: string): Promise<Session | null> {
    const [row] = await this.dataSource.query<SessionRow[]>(NAMED, [this.config.sessionLifetime.idle, uuid]);
    return row ? sessionOf(row) : null;
  }

  override async remove(userId: number, uuids: readonly string[]): Promise<void> {
    // A transaction, for the audit log's entry to be in.
    await this.dataSource.transaction((manager) =>
      manager.query('DELETE FROM sessions WHERE user_id = $1 AND uuid = ANY ($2)', [userId, uuids]),
    );
  }

  /** Forgets what counts no more: sessions, and links that were mailed. */
  async sweep(): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM sessions WHERE last_seen < now() - make_interval(secs => $1) OR expires < now()`,
      [this.config.sessionLifetime.idle],
    );
    await this.dataSource.query('DELETE FROM mailed_links WHERE expires < now()');
  }
}

interface SessionRow {
  readonly uuid: string;
  readonly user_id: number;
  readonly address: string;
  readonly user_agent: string;
  readonly created: Date;
  readonly last_seen: Date;
  readonly expires: Date;
}

function sessionOf(row: SessionRow): Session {
  return {
    uuid: row.uuid,
    userId: row.user_id,
    address: row.address,
    userAgent: row.user_agent,
    created: row.created,
    lastSeen: row.last_seen,
    expires: row.expires,
  };
}
