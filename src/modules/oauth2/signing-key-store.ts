import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import { DataSource, type EntityManager } from 'typeorm';

/** Any number; processes that need the first key at the same moment agree by it on who makes it. */
const FIRST_KEY_LOCK = 0x4b657973;

/** A key as it is kept. */
export interface StoredKey {
  readonly kid: string;
  readonly privateJwk: JWK;
}

/** Keeps keys in PostgreSQL, so that all processes have the same. */
@Injectable()
export class SigningKeyStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Every key pair that signs or has signed, newest first. */
  async all(): Promise<StoredKey[]> {
    return pairs(this.dataSource.manager);
  }

  /** As {@link all}; when there is none, keeps the one that `make` gives. Processes that start together end with one. */
  async allOrFirst(make: () => Promise<StoredKey>): Promise<StoredKey[]> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [FIRST_KEY_LOCK]);
      const existing = await pairs(manager);
      if (existing.length > 0) return existing;
      const first = await make();
      await insert(manager, first.kid, first.privateJwk);
      return [first];
    });
  }

  /** The secret of this name; `made` becomes it when there is none. The same answer for every process, for ever. */
  async secret(kid: string, made: JWK): Promise<JWK> {
    await insert(this.dataSource.manager, kid, made);
    const rows = await this.dataSource.query<KeyRow[]>('SELECT kid, private_jwk FROM signing_keys WHERE kid = $1', [
      kid,
    ]);
    return rows[0]!.private_jwk;
  }
}

interface KeyRow {
  readonly kid: string;
  readonly private_jwk: JWK;
}

async function pairs(manager: EntityManager): Promise<StoredKey[]> {
  const rows = await manager.query<KeyRow[]>(
    `SELECT kid, private_jwk FROM signing_keys WHERE private_jwk ->> 'kty' = 'RSA' ORDER BY created DESC, kid`,
  );
  return rows.map((row) => ({ kid: row.kid, privateJwk: row.private_jwk }));
}

async function insert(manager: EntityManager, kid: string, jwk: JWK): Promise<void> {
  await manager.query('INSERT INTO signing_keys (kid, private_jwk) VALUES ($1, $2) ON CONFLICT (kid) DO NOTHING', [
    kid,
    JSON.stringify(jwk),
  ]);
}
