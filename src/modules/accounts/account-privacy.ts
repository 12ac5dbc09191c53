/** Who sees more of a person than their name and picture (endpoints.md A.5). */
export const ACCOUNT_PRIVACY = ['all_users', 'private', 'custom'] as const;
export type AccountPrivacy = (typeof ACCOUNT_PRIVACY)[number];

/** Of somebody who has not chosen: edX's default. It counts only once the person is known not to be a minor. */
export const DEFAULT_PRIVACY: AccountPrivacy = 'all_users';

/** The preferences by which `custom` decides, one for each member: `visibility.bio`. */
export const VISIBILITY_PREFIX = 'visibility.';
export const VISIBILITIES = ['all_users', 'private'] as const;

/** Members that everybody who is signed in sees. */
const PUBLIC = ['username', 'account_privacy', 'profile_image'] as const;

/** Members that `all_users` shows beside the public ones. */
const SHAREABLE = [
  'bio',
  'country',
  'date_joined',
  'language_proficiencies',
  'level_of_education',
  'social_links',
  'time_zone',
] as const;

/** Members that `custom` may show, each by its own preference. */
const BY_CHOICE = [...SHAREABLE, 'name'] as const;

export type SharedMember = (typeof PUBLIC)[number] | (typeof BY_CHOICE)[number];

/** What decides how much of a person others see. */
export interface PrivacyChoices {
  readonly yearOfBirth: number | null;
  /** The preference `account_privacy`, as it was set; null when it was not. */
  readonly accountPrivacy: unknown;
  /** The preferences `visibility.<member>`, by member. */
  readonly visibility: Readonly<Record<string, unknown>>;
}

/** Below it a person needs a parent's consent (COPPA), and others see nothing of them. */
const AGE_OF_CONSENT = 13;

/**
 * Whether the person is under 13, or may be: whoever has not said a year counts as a minor, and of two possible ages the
 * lower one counts, because nobody says the day. As edX reckons.
 */
export function requiresParentalConsent(yearOfBirth: number | null, now = new Date()): boolean {
  return yearOfBirth === null || now.getUTCFullYear() - yearOfBirth - 1 < AGE_OF_CONSENT;
}

/** The privacy that counts: a minor's is `private`, whatever was chosen; a value that nobody knows hides as well. */
export function privacyOf({ yearOfBirth, accountPrivacy }: PrivacyChoices, now?: Date): AccountPrivacy {
  if (requiresParentalConsent(yearOfBirth, now)) return 'private';
  if (accountPrivacy === null || accountPrivacy === undefined) return DEFAULT_PRIVACY;
  return ACCOUNT_PRIVACY.find((privacy) => privacy === accountPrivacy) ?? 'private';
}

/** The members that others see (SPEC section 1: the privacy rule; E-1). */
export function membersShownToOthers(choices: PrivacyChoices, now?: Date): ReadonlySet<SharedMember> {
  const privacy = privacyOf(choices, now);
  if (privacy === 'all_users') return new Set([...PUBLIC, ...SHAREABLE]);
  if (privacy === 'private') return new Set(PUBLIC);
  const chosen = BY_CHOICE.filter((member) => choices.visibility[member] === 'all_users');
  return new Set([...PUBLIC, ...chosen]);
}
