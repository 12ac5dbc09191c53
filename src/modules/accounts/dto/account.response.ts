import { createHash } from 'node:crypto';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { Unsent } from '../../../common/hypermedia/unsent.js';
import { ACCOUNT_PRIVACY, type AccountPrivacy, requiresParentalConsent } from '../account-privacy.js';
import type { AccountRights } from '../account-rights.js';
import type { StoredAccount } from '../stored-account.js';
import { isShown, privacyOfAccount, type VisibleAccount } from '../visible-account.js';
import { LanguageProficiencyMember, SocialLinkMember } from './profile-members.dto.js';
import { ProfileImageMembers } from './profile-image-members.response.js';

/** What the link builder must know of an account. */
export const accountStanding = new Unsent<AccountStanding>('AccountResponse.from');

export interface AccountStanding {
  /** Version for If-Match; of what others see, a digest of just that, so that it tells nothing of what is hidden. */
  readonly version: string;
  /** Digest of all that is shown. */
  readonly digest: string;
  readonly rights: AccountRights;
  readonly isActive: boolean;
}

/**
 * What the API says of a person. A member that the caller may not see is absent: oneself and global staff see all of
 * them, others what the privacy of the account says.
 */
export class AccountResponse extends ResourceResponse {
  /** Public name; never changes. */
  @ApiProperty()
  @Minimal()
  readonly username: string;

  /** Who sees more than the public part. A minor's is always `private`. */
  @ApiProperty({ enum: ACCOUNT_PRIVACY })
  @Shown()
  readonly account_privacy: AccountPrivacy;

  /** The person's picture. */
  @ApiProperty({ type: ProfileImageMembers })
  @Shown()
  readonly profile_image: ProfileImageMembers;

  /** Full name. Others see it only by `custom` privacy. */
  @ApiPropertyOptional()
  @Shown()
  readonly name?: string;

  /** E-mail address. For the person and global staff. */
  @ApiPropertyOptional({ format: 'email' })
  @Shown()
  readonly email?: string;

  /** Whether the account may be used. For the person and global staff. */
  @ApiPropertyOptional()
  @Shown()
  readonly is_active?: boolean;

  /** When the account was made, ISO 8601 UTC. */
  @ApiPropertyOptional({ format: 'date-time' })
  @Shown()
  readonly date_joined?: string;

  /** When the person last signed in, ISO 8601 UTC; null for never. For the person and global staff. */
  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true })
  @Shown()
  readonly last_login?: string | null;

  /** About the person, in their own words. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @Shown()
  readonly bio?: string | null;

  /** ISO 3166-1 alpha-2. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'US' })
  @Shown()
  readonly country?: string | null;

  /** Two letters; only with the country US. For the person and global staff. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'MA' })
  @Shown()
  readonly state?: string | null;

  /** For the person and global staff. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @Shown()
  readonly city?: string | null;

  /** `f`, `m` or `o`. For the person and global staff. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'o' })
  @Shown()
  readonly gender?: string | null;

  /** What the person wants to learn. For the person and global staff. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @Shown()
  readonly goals?: string | null;

  /** For the person and global staff. */
  @ApiPropertyOptional({ type: 'integer', nullable: true, example: 1990 })
  @Shown()
  readonly year_of_birth?: number | null;

  /** edX's codes: `p` doctorate, `m` master, `b` bachelor, `a` associate, `hs`, `jhs`, `el` school, `none`, `other`. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'b' })
  @Shown()
  readonly level_of_education?: string | null;

  /** For the person and global staff. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @Shown()
  readonly mailing_address?: string | null;

  /** The languages that the person speaks. */
  @ApiPropertyOptional({ type: [LanguageProficiencyMember] })
  @Shown()
  readonly language_proficiencies?: readonly LanguageProficiencyMember[];

  /** Where the person is to be found elsewhere. */
  @ApiPropertyOptional({ type: [SocialLinkMember] })
  @Shown()
  readonly social_links?: readonly SocialLinkMember[];

  /** Name in the IANA database; set by the preference `time_zone`. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'America/New_York' })
  @Shown()
  readonly time_zone?: string | null;

  /** Whether the person is under 13, or has not said when they were born. For the person and global staff. */
  @ApiPropertyOptional()
  @Shown()
  readonly requires_parental_consent?: boolean;

  static from(visible: VisibleAccount, urls: ApiUrls): Unlinked<AccountResponse> {
    const { account, rights } = visible;
    const shows = isShown(visible);
    const members = Object.entries(membersOf(account, urls)).filter(([member]) => shows(member));
    const shown = Object.fromEntries(members) as unknown as Unlinked<AccountResponse>;
    const digest = createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16);
    const version = rights.seesAll ? String(account.revision) : digest;
    return { ...shown, ...accountStanding.with({ version, digest, rights, isActive: account.isActive }) };
  }
}

/** Everything that is to be said of an account, whoever asks. */
function membersOf(
  account: StoredAccount,
  urls: ApiUrls,
): Required<Omit<Unlinked<AccountResponse>, 'email'>> & Pick<AccountResponse, 'email'> {
  const { profile } = account;
  return {
    username: account.username,
    name: account.name,
    // An external LMS need not tell it.
    ...(account.email !== '' && { email: account.email }),
    is_active: account.isActive,
    date_joined: account.created.toISOString(),
    last_login: account.lastLogin?.toISOString() ?? null,
    bio: profile.bio,
    country: profile.country,
    state: profile.state,
    city: profile.city,
    gender: profile.gender,
    goals: profile.goals,
    year_of_birth: profile.yearOfBirth,
    level_of_education: profile.levelOfEducation,
    mailing_address: profile.mailingAddress,
    language_proficiencies: profile.languageProficiencies,
    social_links: profile.socialLinks,
    time_zone: account.timeZone,
    account_privacy: privacyOfAccount(account),
    requires_parental_consent: requiresParentalConsent(profile.yearOfBirth),
    profile_image: ProfileImageMembers.from(account.imageDigest, urls),
  };
}
