import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { LanguageProficiency, SocialLink } from './profile.js';

/**
 * What a person says of themselves. Apart from `users`, because every request with a token reads that one, and because
 * all of this goes at once when somebody wants it to. Absent until something was said. PII: all of it.
 */
@Entity('profiles')
@Check('ck_profiles_bio', 'char_length(bio) <= 300')
@Check('ck_profiles_country', `country ~ '^[A-Z]{2}$'`)
@Check('ck_profiles_gender', `gender IN ('f', 'm', 'o')`)
@Check('ck_profiles_year_of_birth', 'year_of_birth BETWEEN 1800 AND 9999')
@Check(
  'ck_profiles_level_of_education',
  `level_of_education IN ('p', 'm', 'b', 'a', 'hs', 'jhs', 'el', 'none', 'other')`,
)
@Check('ck_profiles_language_proficiencies', `jsonb_typeof(language_proficiencies) = 'array'`)
@Check('ck_profiles_social_links', `jsonb_typeof(social_links) = 'array'`)
@Check('ck_profiles_state', `state IS NULL OR country = 'US'`)
export class ProfileEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_profiles' })
  @ForeignKey('UserEntity', { name: 'fk_profiles_user', onDelete: 'CASCADE' })
  userId: number;

  @Column('text', { nullable: true })
  bio: string | null;

  /** ISO 3166-1 alpha-2. */
  @Column('text', { nullable: true })
  country: string | null;

  /** Two letters, of the United States only, as edX has it. */
  @Column('text', { nullable: true })
  state: string | null;

  @Column('text', { nullable: true })
  city: string | null;

  @Column('text', { nullable: true })
  gender: string | null;

  @Column('text', { nullable: true })
  goals: string | null;

  /** Decides whether the person is a minor (account-privacy.ts). */
  @Column('integer', { nullable: true })
  yearOfBirth: number | null;

  @Column('text', { nullable: true })
  levelOfEducation: string | null;

  @Column('text', { nullable: true })
  mailingAddress: string | null;

  @Column('jsonb', { default: [] })
  languageProficiencies: LanguageProficiency[];

  @Column('jsonb', { default: [] })
  socialLinks: SocialLink[];

  /** Counts the changes; a trigger does. */
  @Column('integer', { default: 1 })
  revision: number;
}
