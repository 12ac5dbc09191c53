import { Injectable, Logger } from '@nestjs/common';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { AppConfig } from '../../common/config/app-config.js';
import { type ListedKey, type NewKey, SigningKeyStore, type StoredKey } from './signing-key-store.js';

/** What LMS tokens are signed with (research/standards.md AU-07); the only algorithm that this service accepts. */
export const SIGNING_ALGORITHM = 'RS512';

/** A key pair, ready for use. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** For the JWK set: public members only. */
  readonly publicJwk: JWK;
  /** From when on it may sign. */
  readonly signsFrom: Date;
}

const MODULUS_BITS = 2048;
/** A key that another process has added or removed counts here after at most this long. */
const REFRESH_MS = 60_000;
/** A token with a key id that nobody knows makes the keys be read again, but not more often than this. */
const UNKNOWN_REFRESH_MS = 1_000;

export type KeyState = 'signs' | 'will sign' | 'verifies' | 'retired';

interface KeySet {
  /** The one that signs or will sign latest first; never empty. */
  readonly keys: ReadonlyMap<string, SigningKey>;
  readonly readAt: number;
}

/**
 * The keys of the embedded provider: of those whose time has come the newest signs, all verify. The first is made when it
 * is first needed; a further one is published for a while before it signs, so that copies of the JWK set have it by then.
 */
@Injectable()
export class SigningKeys {
  private readonly logger = new Logger(SigningKeys.name);
  private set: KeySet | null = null;
  private reading: Promise<KeySet> | null = null;

  constructor(
    private readonly store: SigningKeyStore,
    private readonly config: AppConfig,
  ) {}

  /** The key to sign with. */
  async current(): Promise<SigningKey> {
    const keys = [...(await this.known(REFRESH_MS)).keys.values()];
    // None has come of age where the clock of this machine is behind the database's.
    return keys.find(({ signsFrom }) => signsFrom.getTime() <= Date.now()) ?? keys.at(-1)!;
  }

  /** The key of this id, or null when this service has no such key (any more). */
  async find(kid: string): Promise<SigningKey | null> {
    const key = (await this.known(REFRESH_MS)).keys.get(kid);
    // Perhaps another process has made it a moment ago.
    return key ?? (await this.known(UNKNOWN_REFRESH_MS)).keys.get(kid) ?? null;
  }

  /** The public halves, newest first (RFC 7517 section 5). */
  async publicJwks(): Promise<JWK[]> {
    return [...(await this.known(REFRESH_MS)).keys.values()].map(({ publicJwk }) => publicJwk);
  }

  /** Makes a further key, which is published now and signs after the configured time, or at once. */
  async rotate({ now = false } = {}): Promise<{ readonly kid: string; readonly signsFrom: Date }> {
    // Not the first one: while there is none, what signs is made at once.
    await this.current();
    const key = await makeKey();
    const signsFrom = await this.store.add(key, now ? 0 : this.config.oauth2.keyLead);
    this.set = null;
    return { kid: key.kid, signsFrom };
  }

  /** What the key has signed counts no more: at once in this process, within a minute in others. False when it may not go. */
  async retire(kid: string): Promise<boolean> {
    const done = await this.store.retire(kid);
    this.set = null;
    return done;
  }

  /** Every key, also retired ones, the newest first. */
  async list(): Promise<readonly (ListedKey & { readonly state: KeyState })[]> {
    const current = await this.current();
    return (await this.store.list()).map((key) => ({ ...key, state: stateOf(key, current.kid) }));
  }

  /** The keys as they were read at most `maxAge` milliseconds ago. */
  private async known(maxAge: number): Promise<KeySet> {
    if (this.set && Date.now() - this.set.readAt < maxAge) return this.set;
    this.reading ??= this.read().finally(() => (this.reading = null));
    return this.reading;
  }

  private async read(): Promise<KeySet> {
    try {
      const stored = await this.store.all();
      // The first one is made for the service, not for whoever happens to ask.
      const usable = stored.length > 0 ? stored : await AuditTrail.run(null, () => this.store.allOrFirst(makeKey));
      this.set = { keys: await this.imported(usable), readAt: Date.now() };
    } catch (error) {
      if (!this.set) throw error;
      // Without the database, the keys of a moment ago are the best knowledge there is (operations.md A4.10).
      this.logger.warn({ err: error }, 'The signing keys could not be read again; those known stay in use.');
      this.set = { ...this.set, readAt: Date.now() };
    }
    return this.set;
  }

  private async imported(stored: readonly StoredKey[]): Promise<Map<string, SigningKey>> {
    const keys = await Promise.all(stored.map((key) => this.set?.keys.get(key.kid) ?? importKey(key)));
    return new Map(keys.map((key) => [key.kid, key]));
  }
}

function stateOf({ kid, signsFrom, retired }: ListedKey, current: string): KeyState {
  if (retired) return 'retired';
  if (kid === current) return 'signs';
  return signsFrom.getTime() > Date.now() ? 'will sign' : 'verifies';
}

/** A new key pair; its id is the RFC 7638 thumbprint, so it can be checked and never collides. */
export async function makeKey(): Promise<NewKey> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { modulusLength: MODULUS_BITS, extractable: true });
  const privateJwk = await exportJWK(privateKey);
  return { kid: await calculateJwkThumbprint(privateJwk, 'sha256'), privateJwk };
}

async function importKey({ kid, privateJwk, signsFrom }: StoredKey): Promise<SigningKey> {
  // Member by member: what is not named here cannot leave in the JWK set.
  const publicJwk = { kty: 'RSA', n: privateJwk.n!, e: privateJwk.e!, kid, alg: SIGNING_ALGORITHM, use: 'sig' };
  return {
    kid,
    privateKey: (await importJWK(privateJwk, SIGNING_ALGORITHM)) as CryptoKey,
    publicKey: (await importJWK(publicJwk, SIGNING_ALGORITHM)) as CryptoKey,
    publicJwk,
    signsFrom,
  };
}
