import { InvalidInputError } from '../../common/errors/app-error.js';
import { checkNewAccount, type NewAccount } from './new-account.js';

const GOOD: NewAccount = { username: 'andya', email: 'andy@example.org', password: 'long enough' };

function faultsOf(account: NewAccount): readonly string[] {
  try {
    checkNewAccount(account);
  } catch (error) {
    if (error instanceof InvalidInputError) return Object.keys(error.fieldErrors!);
    throw error;
  }
  return [];
}

describe('a new account', () => {
  it('is refused with all its faults at once (SPEC R-9)', () => {
    expect(faultsOf({ username: 'a b', email: 'nobody', password: 'short', name: 'A\0B' })).toEqual([
      'username',
      'email',
      'password',
      'name',
    ]);
  });

  it.each(['', 'a', 'a@', '@b.org', 'a@b', 'a@b.org\0', 'a@b.org\r\nBcc: c@d.org', `${'a'.repeat(250)}@b.org`])(
    'is refused with the e-mail address %j',
    (email) => {
      expect(faultsOf({ ...GOOD, email })).toEqual(['email']);
    },
  );

  it('may have a name in any script', () => {
    expect(faultsOf({ ...GOOD, name: 'ليلى O’Brien-Nuñez' })).toEqual([]);
  });

  it('may be without a password: then nobody signs in with one', () => {
    expect(faultsOf({ ...GOOD, password: null })).toEqual([]);
  });
});
