import { membersShownToOthers, type PrivacyChoices, privacyOf, requiresParentalConsent } from './account-privacy.js';

const NOW = new Date('2026-06-01T00:00:00Z');
const PUBLIC = ['account_privacy', 'profile_image', 'username'];
const ADULT = 1990;

const choices = (values: Partial<PrivacyChoices> = {}): PrivacyChoices => ({
  yearOfBirth: ADULT,
  accountPrivacy: null,
  visibility: {},
  ...values,
});
const shown = (values: Partial<PrivacyChoices>) => [...membersShownToOthers(choices(values), NOW)].sort();

describe('what others see of a person (SPEC E-1)', () => {
  it.each([
    ['has not said when they were born', null],
    ['was born this year', 2026],
    ['turns 13 this year: the lower of two possible ages counts', 2013],
    ['was born in the future', 2030],
  ])('is the public part alone of who %s, whatever was chosen', (_, yearOfBirth) => {
    expect(requiresParentalConsent(yearOfBirth, NOW)).toBe(true);
    for (const accountPrivacy of [null, 'all_users', 'custom', 'private'])
      expect(shown({ yearOfBirth, accountPrivacy, visibility: { bio: 'all_users', name: 'all_users' } })).toEqual(
        PUBLIC,
      );
    expect(privacyOf(choices({ yearOfBirth, accountPrivacy: 'all_users' }), NOW)).toBe('private');
  });

  it('is the public part alone of who chose private, and of who chose something that nobody knows', () => {
    for (const accountPrivacy of ['private', '', 'ALL_USERS', 'everyone', true, 1, {}])
      expect(shown({ accountPrivacy })).toEqual(PUBLIC);
  });

  it('is with custom what was chosen one by one, and never what nobody may choose', () => {
    const visibility = {
      bio: 'all_users',
      name: 'all_users',
      country: 'private',
      date_joined: true,
      email: 'all_users',
      year_of_birth: 'all_users',
      mailing_address: 'all_users',
    };
    expect(shown({ accountPrivacy: 'custom' })).toEqual(PUBLIC);
    expect(shown({ accountPrivacy: 'custom', visibility })).toEqual([...PUBLIC, 'bio', 'name'].sort());
  });

  it('is with all_users, and before a choice, what is shareable: neither the name nor how to reach them', () => {
    const all = shown({ accountPrivacy: 'all_users' });
    expect(shown({ accountPrivacy: null })).toEqual(all);
    expect(all).toEqual(
      [
        ...PUBLIC,
        'bio',
        'country',
        'date_joined',
        'language_proficiencies',
        'level_of_education',
        'social_links',
        'time_zone',
      ].sort(),
    );
  });

  it('is more from the year on in which they are 13 whatever the day', () => {
    expect(requiresParentalConsent(2012, NOW)).toBe(false);
  });
});
