import type { EntityManager } from 'typeorm';
import { VISIBILITY_PREFIX } from './account-privacy.js';
import type { LanguageProficiency, Profile, SocialLink } from './profile.js';

/** All that is kept of one account but its password: its row, its profile, and the preferences that decide about it. */
export interface StoredAccount {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly isSuperuser: boolean;
  readonly created: Date;
  readonly lastLogin: Date | null;
  readonly profile: Profile;
  /** The preference of this name, whatever it is; null when it was not set. */
  readonly accountPrivacy: unknown;
  /** The preferences `visibility.<member>`, by member. */
  readonly visibility: Readonly<Record<string, unknown>>;
  /** The preference of this name; null when it was not set. */
  readonly timeZone: string | null;
  /** Names the picture; null when there is none. */
  readonly imageDigest: string | null;
  /** Counts the changes of the account and its profile. Neither counter ever goes back. */
  readonly revision: number;
}

/** The accounts of these names, in whatever case; disabled ones too. In one statement, however many (SPEC R-1). */
export async function readAccounts(manager: EntityManager, usernames: readonly string[]): Promise<StoredAccount[]> {
  const names = usernames.map((username) => username.toLowerCase());
  const rows = await manager.query<AccountRow[]>(`${SELECT} WHERE lower(u.username) = ANY($1)`, [names]);
  return rows.map(accountOf);
}

/** The account of this key. @throws Error when it is gone */
export async function readAccount(manager: EntityManager, id: number): Promise<StoredAccount> {
  const [row] = await manager.query<AccountRow[]>(`${SELECT} WHERE u.id = $1`, [id]);
  if (!row) throw new Error('The account was deleted while it was being changed.');
  return accountOf(row);
}

/**
 * Keeps everybody else from changing the account, its profile and its picture until the transaction ends. What was read
 * before may be old, and so would be the joined tables of a SELECT that waits for the lock: read afterwards.
 */
export async function lockAccount(manager: EntityManager, id: number): Promise<void> {
  await manager.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [id]);
}

const SELECT = `
  SELECT u.id, u.username, u.email, u.name, u.is_active, u.is_superuser, u.created, u.last_login,
         u.revision + coalesce(p.revision, 0) AS revision,
         p.bio, p.country, p.state, p.city, p.gender, p.goals, p.year_of_birth, p.level_of_education, p.mailing_address,
         p.language_proficiencies, p.social_links,
         r.preferences -> 'account_privacy' AS account_privacy,
         r.preferences ->> 'time_zone' AS time_zone,
         (SELECT jsonb_object_agg(substr(key, ${VISIBILITY_PREFIX.length + 1}), value) FROM jsonb_each(r.preferences)
           WHERE starts_with(key, '${VISIBILITY_PREFIX}')) AS visibility,
         i.digest AS image_digest
    FROM users u
    LEFT JOIN profiles p ON p.user_id = u.id
    LEFT JOIN preferences r ON r.user_id = u.id
    LEFT JOIN profile_images i ON i.user_id = u.id`;

interface AccountRow {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly name: string;
  readonly is_active: boolean;
  readonly is_superuser: boolean;
  readonly created: Date;
  readonly last_login: Date | null;
  readonly revision: number;
  readonly bio: string | null;
  readonly country: string | null;
  readonly state: string | null;
  readonly city: string | null;
  readonly gender: string | null;
  readonly goals: string | null;
  readonly year_of_birth: number | null;
  readonly level_of_education: string | null;
  readonly mailing_address: string | null;
  readonly language_proficiencies: LanguageProficiency[] | null;
  readonly social_links: SocialLink[] | null;
  readonly account_privacy: unknown;
  readonly time_zone: string | null;
  readonly visibility: Record<string, unknown> | null;
  readonly image_digest: string | null;
}

function accountOf(row: AccountRow): StoredAccount {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    name: row.name,
    isActive: row.is_active,
    isSuperuser: row.is_superuser,
    created: row.created,
    lastLogin: row.last_login,
    profile: profileOf(row),
    accountPrivacy: row.account_privacy,
    visibility: row.visibility ?? {},
    timeZone: row.time_zone,
    imageDigest: row.image_digest,
    revision: row.revision,
  };
}

function profileOf(row: AccountRow): Profile {
  return {
    bio: row.bio,
    country: row.country,
    state: row.state,
    city: row.city,
    gender: row.gender,
    goals: row.goals,
    yearOfBirth: row.year_of_birth,
    levelOfEducation: row.level_of_education,
    mailingAddress: row.mailing_address,
    languageProficiencies: row.language_proficiencies ?? [],
    socialLinks: row.social_links ?? [],
  };
}
