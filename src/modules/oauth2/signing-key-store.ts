import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import { DataSource, type EntityManager } from 'typeorm';

/** Any number; processes that need the first key at the same moment agree by it on who makes it. */
const KEYS_LOCK = 0x4b657973;

/** A key as it is kept. */
export interface StoredKey {
  readonly kid: string;
  readonly privateJwk: JWK;
  /** From when on it may sign. */
  readonly signsFrom: Date;
}

/** A key as an operator sees it. */
export interface ListedKey {
  readonly kid: string;
  readonly created: Date;
  readonly signsFrom: Date;
  readonly retired: Date | null;
}

/** Keeps keys in PostgreSQL, so that all processes have the same. */
@Injectable()
export class SigningKeyStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Every key pair that is not retired, the one that signs or will sign latest first. */
  async all(): Promise<StoredKey[]> {
    return pairs(this.dataSource.manager);
  }

  /** As {@link all}; when there is none, keeps the one that `make` gives. Processes that start together end with one. */
  async allOrFirst(make: () => Promise<NewKey>): Promise<StoredKey[]> {
    return this.dataSource.transaction(async (manager) => {
      await lock(manager);
      const existing = await pairs(manager);
      if (existing.length > 0) return existing;
      const first = await make();
      await insert(manager, first.kid, first.privateJwk);
      return pairs(manager);
    });
  }

  /** Keeps a further key, which signs `leadSeconds` from now; says when that is. */
  async add({ kid, privateJwk }: NewKey, leadSeconds: number): Promise<Date> {
    const [row] = await this.dataSource.query<[{ signs_from: Date }]>(
      `INSERT INTO signing_keys (kid, private_jwk, signs_from) VALUES ($1, $2, now() + make_interval(secs => $3)) RETURNING signs_from`,
      [kid, JSON.stringify(privateJwk), leadSeconds],
    );
    return row.signs_from;
  }

  /** The key neither signs nor verifies from now on. False when another must be there first, which signs already. */
  async retire(kid: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      await lock(manager);
      const [rows] = await manager.query<[unknown[], number]>(
        `UPDATE signing_keys SET retired = coalesce(retired, now()) WHERE kid = $1
            AND EXISTS (SELECT FROM signing_keys o WHERE o.kid <> $1 AND ${IS_PAIR} AND o.retired IS NULL AND o.signs_from <= now())
         RETURNING kid`,
        [kid],
      );
      return rows.length > 0;
    });
  }

  /** Every key pair, also retired ones, as {@link all} orders them. */
  async list(): Promise<ListedKey[]> {
    return this.dataSource.query<ListedKey[]>(
      `SELECT kid, created, signs_from AS "signsFrom", retired FROM signing_keys o WHERE ${IS_PAIR} ORDER BY o.signs_from DESC, kid`,
    );
  }

  /** The secret of this name; `made` becomes it when there is none. The same answer for every process, for ever. */
  async secret(kid: string, made: JWK): Promise<JWK> {
    await insert(this.dataSource.manager, kid, made);
    const rows = await this.dataSource.query<Pick<KeyRow, 'private_jwk'>[]>(
      'SELECT private_jwk FROM signing_keys WHERE kid = $1',
      [kid],
    );
    return rows[0]!.private_jwk;
  }
}

/** A key that was just made. */
export type NewKey = Omit<StoredKey, 'signsFrom'>;

const IS_PAIR = `o.private_jwk ->> 'kty' = 'RSA'`;

interface KeyRow {
  readonly kid: string;
  readonly private_jwk: JWK;
  readonly signs_from: Date;
}

async function lock(manager: EntityManager): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1)', [KEYS_LOCK]);
}

async function pairs(manager: EntityManager): Promise<StoredKey[]> {
  const rows = await manager.query<KeyRow[]>(
    `SELECT kid, private_jwk, signs_from FROM signing_keys o WHERE ${IS_PAIR} AND retired IS NULL ORDER BY o.signs_from DESC, kid`,
  );
  return rows.map((row) => ({ kid: row.kid, privateJwk: row.private_jwk, signsFrom: row.signs_from }));
}

async function insert(manager: EntityManager, kid: string, jwk: JWK): Promise<void> {
  await manager.query('INSERT INTO signing_keys (kid, private_jwk) VALUES ($1, $2) ON CONFLICT (kid) DO NOTHING', [
    kid,
    JSON.stringify(jwk),
  ]);
}
