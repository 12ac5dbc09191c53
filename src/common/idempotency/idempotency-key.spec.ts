import { InvalidInputError } from '../errors/app-error.js';
import { idempotencyKeyOf } from './idempotency-key.js';

describe('the Idempotency-Key header (SPEC R-13)', () => {
  it.each(['', '""', ' ', 'a b', 'a"b', 'a\\b', 'schlüssel', 'a\u0000b', 'x'.repeat(256), '"x'])(
    'is refused as %j',
    (header) => {
      expect(() => idempotencyKeyOf(header)).toThrow(InvalidInputError);
    },
  );

  it.each([
    ['0199a7c4-6f0e-7c1b-9d55-2f6f1c1f9b1e', '0199a7c4-6f0e-7c1b-9d55-2f6f1c1f9b1e'],
    ['"quoted-as-the-draft-says"', 'quoted-as-the-draft-says'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('%s is the key %s', (header, key) => {
    expect(idempotencyKeyOf(header)).toBe(key);
  });

  it('is a wish: without it there is none', () => {
    expect(idempotencyKeyOf(undefined)).toBeNull();
  });
});
