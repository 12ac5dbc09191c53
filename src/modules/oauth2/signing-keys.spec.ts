import { jest } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { AppConfig } from '../../common/config/app-config.js';
import { MemoryKeyStore } from './oauth2.fixture.js';
import { SigningKeys } from './signing-keys.js';

const MINUTE = 60_000;

describe('the signing keys', () => {
  let now = 0;

  beforeEach(() => {
    now = Date.parse('2026-11-21T12:00:00Z');
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    jest.spyOn(process.stdout, 'write').mockReturnValue(true); // the warning about the database
  });

  afterEach(() => jest.restoreAllMocks());

  it('never show a private member (operations.md A7.9)', async () => {
    const jwks = await new SigningKeys(new MemoryKeyStore(), AppConfig.from({})).publicJwks();
    expect(jwks.map((jwk) => Object.keys(jwk).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
  });

  it('do not know a key id that is not theirs, and ask the database about such ids at most once a second', async () => {
    const store = new MemoryKeyStore();
    const keys = new SigningKeys(store, AppConfig.from({}));
    await keys.current();
    now += 1_000;
    const { reads } = store;
    for (const kid of ['', 'x', '__proto__', 'constructor', "' OR 1=1 --"]) expect(await keys.find(kid)).toBeNull();
    expect(store.reads).toBe(reads + 1);
  });

  it('fail when the database is away before they were ever read', async () => {
    const store = new MemoryKeyStore();
    store.failure = new Error('away');
    await expect(new SigningKeys(store, AppConfig.from({})).current()).rejects.toThrow('away');
  });

  it('stay in use when the database goes away later (operations.md A4.10)', async () => {
    const store = new MemoryKeyStore();
    const keys = new SigningKeys(store, AppConfig.from({}));
    const { kid } = await keys.current();
    store.failure = new Error('away');
    now += MINUTE;
    expect((await keys.find(kid))?.kid).toBe(kid);
  });

  it('forget a key within a minute of its removal', async () => {
    const store = new MemoryKeyStore();
    const keys = new SigningKeys(store, AppConfig.from({}));
    const { kid } = await keys.current();
    store.keys.length = 0;
    await store.rotate();
    now += MINUTE;
    expect(await keys.find(kid)).toBeNull();
  });

  it('are made when there is none: RSA with at least 2048 bits, named by their RFC 7638 thumbprint', async () => {
    const store = new MemoryKeyStore();
    const { kid, publicJwk } = await new SigningKeys(store, AppConfig.from({})).current();
    expect(Buffer.from(publicJwk.n!, 'base64url')).toHaveLength(256);
    expect(await calculateJwkThumbprint(publicJwk)).toBe(kid);
    expect(store.keys).toHaveLength(1);
  });

  it('sign with the newest and verify with all (operations.md A4.10)', async () => {
    const store = new MemoryKeyStore();
    const older = await store.rotate();
    const newer = await store.rotate();
    const keys = new SigningKeys(store, AppConfig.from({}));
    expect((await keys.current()).kid).toBe(newer.kid);
    expect((await keys.find(older.kid))?.kid).toBe(older.kid);
    expect((await keys.publicJwks()).map(({ kid }) => kid)).toEqual([newer.kid, older.kid]);
  });

  it('know a key that another process has made, from its first token on', async () => {
    const store = new MemoryKeyStore();
    const keys = new SigningKeys(store, AppConfig.from({}));
    await keys.current();
    const { kid } = await store.rotate();
    now += 1_000;
    expect((await keys.find(kid))?.kid).toBe(kid);
  });

  it('publish a new key before it signs, and sign with it when its time has come', async () => {
    const store = new MemoryKeyStore();
    const older = await store.rotate();
    const newer = await store.rotate(new Date(now + 10 * MINUTE));
    const keys = new SigningKeys(store, AppConfig.from({}));
    expect((await keys.current()).kid).toBe(older.kid);
    expect((await keys.publicJwks()).map(({ kid }) => kid)).toEqual([newer.kid, older.kid]);
    now += 10 * MINUTE - 1;
    expect((await keys.current()).kid).toBe(older.kid);
    now += 1;
    expect((await keys.current()).kid).toBe(newer.kid);
  });
});
