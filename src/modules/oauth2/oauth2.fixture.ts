/** What the unit specs of this module share: keys in memory, and accounts out of nothing. No database. */
import type { JWK } from 'jose';
import type { DataSource } from 'typeorm';
import { AppConfig } from '../../common/config/app-config.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { type AccountsService, type KnownAccount, UserEntity } from '../accounts/index.js';
import { AccessTokens } from './access-tokens.js';
import { type NewKey, SigningKeyStore, type StoredKey } from './signing-key-store.js';
import { makeKey, SigningKeys } from './signing-keys.js';
import { SubjectIds } from './subject-ids.js';

export const PUBLIC_URL = 'https://courses.example.org';
export const ISSUER = `${PUBLIC_URL}/oauth2`;

/** Keys in memory. */
export class MemoryKeyStore extends SigningKeyStore {
  readonly keys: StoredKey[] = [];
  readonly secrets = new Map<string, JWK>();
  reads = 0;
  /** Thrown by every read when set: the database is away. */
  failure: Error | null = null;

  constructor() {
    super(null as unknown as DataSource);
  }

  override async all(): Promise<StoredKey[]> {
    this.reads += 1;
    if (this.failure) throw this.failure;
    return [...this.keys];
  }

  override async allOrFirst(make: () => Promise<NewKey>): Promise<StoredKey[]> {
    if (this.keys.length === 0) this.keys.push({ ...(await make()), signsFrom: new Date() });
    return [...this.keys];
  }

  override async secret(kid: string, made: JWK): Promise<JWK> {
    if (!this.secrets.has(kid)) this.secrets.set(kid, made);
    return this.secrets.get(kid)!;
  }

  /** Adds a key that signs from now on, or from another time. */
  async rotate(signsFrom = new Date(Date.now())): Promise<StoredKey> {
    const key = { ...(await makeKey()), signsFrom };
    this.keys.unshift(key);
    return key;
  }
}

export interface TokenWorkshop {
  readonly store: MemoryKeyStore;
  readonly keys: SigningKeys;
  readonly subjects: SubjectIds;
  readonly tokens: AccessTokens;
}

/** The makers of tokens, of one process, on these keys. */
export function workshop({ store = new MemoryKeyStore(), publicUrl = PUBLIC_URL } = {}): TokenWorkshop {
  const keys = new SigningKeys(store, AppConfig.from({}));
  const subjects = new SubjectIds(store);
  const urls = new ApiUrls(AppConfig.from({ PUBLIC_URL: publicUrl }));
  return { store, keys, subjects, tokens: new AccessTokens(urls, keys, subjects, null as unknown as AccountsService) };
}

export function aUser(values: Partial<UserEntity> = {}): UserEntity {
  return Object.assign(new UserEntity(), {
    id: 7,
    username: 'andya',
    email: 'andy@example.org',
    emailVerified: true,
    name: 'Andy Armstrong',
    passwordHash: null,
    isActive: true,
    isStaff: false,
    isSuperuser: false,
    created: new Date('2026-01-02T03:04:05Z'),
    ...values,
  });
}

/** The account as authentication knows it. */
export function known(user: UserEntity): KnownAccount {
  return {
    username: user.username,
    isStaff: user.isStaff,
    isSuperuser: user.isSuperuser,
    userId: user.id,
    emailDomain: null,
  };
}
