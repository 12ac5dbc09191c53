import { jest } from '@jest/globals';
import * as crypto from 'node:crypto';

const timingSafeEqual = jest.fn(crypto.timingSafeEqual);
jest.unstable_mockModule('node:crypto', () => ({ ...crypto, timingSafeEqual }));
const { hashSecret, makeSecret, secretFault, secretMatches } = await import('./client-secret.js');

describe('the secret of a client', () => {
  beforeEach(() => timingSafeEqual.mockClear());

  it('does not match when it is another one', () => {
    expect(secretMatches('wrong-secret', hashSecret('demo-secret'))).toBe(false);
  });

  it('does not match where there is no client, not even as the text that is compared with then', () => {
    expect(secretMatches('0'.repeat(64), null)).toBe(false);
  });

  it('does not match as its own hash: a leaked table does not authenticate', () => {
    expect(secretMatches(hashSecret('demo-secret'), hashSecret('demo-secret'))).toBe(false);
  });

  it.each([
    ['the client exists', hashSecret('demo-secret')],
    ['it does not', null],
  ])('is compared in constant time when %s', (_, stored) => {
    secretMatches('wrong-secret', stored);
    expect(timingSafeEqual).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['too short', 'short'],
    ['outside of what RFC 6749 allows', 'geheimnis-ü'],
    ['with a NUL byte', 'demo-secret\0'],
  ])('is refused when it is %s', (_, secret) => {
    expect(secretFault(secret)).toMatch(/at least 8 characters/);
  });

  it('is random, long and different each time when it is ours', () => {
    const [first, second] = [makeSecret(), makeSecret()];
    expect(first).not.toBe(second);
    expect(Buffer.from(first, 'base64url')).toHaveLength(32);
    expect(secretFault(first)).toBeNull();
  });

  it('matches when it is the one', () => {
    expect(secretMatches('demo-secret', hashSecret('demo-secret'))).toBe(true);
  });
});
