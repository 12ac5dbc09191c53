import { verify } from '@node-rs/argon2';
import { PasswordHasher } from './password-hasher.js';
import { normalisedPassword, passwordFault } from './passwords.js';

const hashPassword = (password: string): Promise<string> => new PasswordHasher().hash(password);

describe('a password', () => {
  it.each([
    ['too short', 'seven77'],
    ['too long', 'x'.repeat(129)],
  ])('is refused when it is %s (operations.md C4.3)', (_, password) => {
    expect(passwordFault(password)?.message).toMatch(/8 to 128 characters/);
  });

  it('is counted in characters as people see them, not in UTF-16 units', () => {
    expect(passwordFault('🦉'.repeat(8))).toBeNull();
    expect(passwordFault('🦉'.repeat(7))?.message).toMatch(/has 7/);
  });

  it('is hashed with argon2id and the parameters of operations.md C4.1', async () => {
    expect(await hashPassword('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('is the same however its accents were typed', async () => {
    const hash = await hashPassword('caf\u00E9 noir');
    expect(await verify(hash, normalisedPassword('cafe\u0301 noir'))).toBe(true);
    expect(await verify(hash, normalisedPassword('cafe noir'))).toBe(false);
  });

  it('is not cut: its last character counts', async () => {
    const hash = await hashPassword(`${'x'.repeat(100)}a`);
    expect(await verify(hash, `${'x'.repeat(100)}b`)).toBe(false);
  });
});
