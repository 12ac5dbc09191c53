import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { AppConfig } from '../../src/common/config/app-config.js';
import { LmsUnavailableError } from '../../src/modules/sign-in/external/lms-http.js';
import { LmsKeys } from '../../src/modules/sign-in/external/lms-keys.js';
import { fakeDate } from '../support/fake-date.js';
import { makeLmsKey, type LmsMood, TestLms } from '../support/test-lms.js';

const MINUTE = 60_000;
const START = Date.parse('2026-11-21T12:00:00Z');

describe('the keys of an external LMS (operations.md A4.2, A4.10)', () => {
  let lms: TestLms;

  beforeAll(() => {
    Logger.overrideLogger(false);
    fakeDate(START);
  });
  beforeEach(async () => {
    lms = await TestLms.start();
    jest.setSystemTime(START);
  });
  afterEach(async () => lms.close());
  afterAll(() => jest.useRealTimers());

  const keysOf = (environment: NodeJS.ProcessEnv = {}): LmsKeys =>
    new LmsKeys(AppConfig.from({ OAUTH2_ISSUER: lms.issuer, ...environment }));
  const later = (milliseconds: number): unknown => jest.setSystemTime(Date.now() + milliseconds);
  const kids = async (keys: LmsKeys, kid: string | undefined): Promise<unknown[]> =>
    (await keys.candidates(kid)).map((key) => key.kid);

  it.each<LmsMood>(['away', 'huge', 'redirecting', 'garbage', 'without keys'])(
    'are not known from an LMS that is %s: a fault of nobody who calls, and no question more for a while',
    async (mood) => {
      lms.mood = mood;
      const keys = keysOf();
      await expect(keys.candidates('a')).rejects.toBeInstanceOf(LmsUnavailableError);
      const { asked } = lms;
      await expect(keys.candidates('b')).rejects.toBeInstanceOf(LmsUnavailableError);
      expect(lms.asked).toBe(asked);
      expect(lms.seen).not.toContain('/elsewhere');
    },
  );

  it('are known soon after an LMS has come back that was away at first', async () => {
    lms.mood = 'away';
    const keys = keysOf();
    await expect(keys.candidates(undefined)).rejects.toThrow();
    lms.mood = 'well';
    later(5_000);
    expect(await kids(keys, lms.keys[0]!.kid)).toHaveLength(1);
  });

  it('are not asked for at an address of another host, whatever the metadata of the LMS say (C1.7)', async () => {
    const other = await TestLms.start();
    lms.metadata = { jwks_uri: `${other.url}/oauth2/jwks` };
    await expect(keysOf().candidates('a')).rejects.toBeInstanceOf(LmsUnavailableError);
    await other.close();
    expect(other.seen).toEqual([]);
  });

  it('are not taken from metadata of another issuer (RFC 8414 3.3)', async () => {
    lms.metadata = { issuer: 'https://other.example.org' };
    await expect(keysOf().candidates('a')).rejects.toBeInstanceOf(LmsUnavailableError);
    expect(lms.asked).toBe(0);
  });

  it('are read when they are first needed, and once for all who ask together', async () => {
    const keys = keysOf();
    expect(lms.asked).toBe(0);
    await Promise.all([1, 2, 3, 4].map(() => keys.candidates(lms.keys[0]!.kid)));
    expect(lms.asked).toBe(1);
  });

  it('make at most one question of any number of unknown key ids in half a minute', async () => {
    const keys = keysOf();
    await keys.candidates(lms.keys[0]!.kid);
    for (const kid of ['x', 'y', '../../x', '']) expect(await kids(keys, kid)).toEqual([]);
    expect(lms.asked).toBe(1);
    later(30_000);
    for (const kid of ['x', 'y', 'z']) expect(await kids(keys, kid)).toEqual([]);
    expect(lms.asked).toBe(2);
  });

  it('know a new key once somebody brings a token of it, and keep the one before beside it', async () => {
    const keys = keysOf();
    const [old] = lms.keys;
    await keys.candidates(old!.kid);
    const fresh = await makeLmsKey();
    lms.keys.unshift(fresh);
    later(30_000);
    expect(await kids(keys, fresh.kid)).toEqual([fresh.kid]);
    expect(await kids(keys, old!.kid)).toEqual([old!.kid]);
  });

  it('lose a key that the LMS has withdrawn within ten minutes', async () => {
    const keys = keysOf();
    const [key] = await keys.candidates(lms.keys[0]!.kid);
    lms.keys.splice(0, 1, await makeLmsKey());
    later(9 * MINUTE);
    expect(await keys.has(key!)).toBe(true);
    later(MINUTE);
    expect(await keys.has(key!)).toBe(false);
  });

  it('stay as they were while the LMS is away, which is not asked for every request then', async () => {
    const keys = keysOf();
    const [known] = lms.keys;
    await keys.candidates(known!.kid);
    lms.mood = 'away';
    later(24 * 60 * MINUTE);
    for (let request = 0; request < 5; request += 1) expect(await kids(keys, known!.kid)).toEqual([known!.kid]);
    expect(lms.asked).toBe(2);
  });

  it('need no question when they are configured, and none of the LMS is believed then', async () => {
    const { jwk } = await makeLmsKey();
    const keys = keysOf({ JWT_PUBLIC_SIGNING_JWK_SET: JSON.stringify({ keys: [jwk] }) });
    expect(await kids(keys, jwk.kid)).toEqual([jwk.kid]);
    expect(await kids(keys, lms.keys[0]!.kid)).toEqual([]);
    expect(lms.seen).toEqual([]);
  });

  it('are only RSA keys that can verify: no secrets, no keys for encryption, none below 2048 bits, no private members', async () => {
    const { jwk } = await makeLmsKey();
    const set = [
      { kty: 'oct', k: 'c2VjcmV0', kid: 'secret' },
      { ...jwk, use: 'enc', kid: 'encryption' },
      { ...jwk, alg: 'HS256', kid: 'hmac' },
      { ...jwk, alg: 'RS384', kid: 'other' },
      { ...jwk, n: jwk.n!.slice(0, 100), kid: 'short' },
      { ...jwk, key_ops: ['sign'], kid: 'signing' },
      { ...jwk, d: 'private', kid: 'whole' },
      { ...jwk, alg: undefined, kid: undefined },
    ];
    const keys = keysOf({ JWT_PUBLIC_SIGNING_JWK_SET: JSON.stringify({ keys: set }) });
    const found = await keys.candidates(undefined);
    expect(found.map(({ kid, algorithms }) => [kid, algorithms])).toEqual([
      ['whole', ['RS512']],
      [null, ['RS512', 'RS256']],
    ]);
    expect(found.map(({ jwk: { d } }) => d)).toEqual([undefined, undefined]);
  });
});
