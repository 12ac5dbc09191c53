import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people say of themselves, their pictures, and when they last signed in (SPEC E-1). */
export class Profiles1797000000005 implements MigrationInterface {
  readonly name = 'Profiles1797000000005';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [LAST_LOGIN, ...PROFILES, ...PROFILE_IMAGES]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE profile_images');
    await queryRunner.query('DROP TABLE profiles');
    await queryRunner.query('ALTER TABLE users DROP COLUMN last_login');
  }
}

const LAST_LOGIN = 'ALTER TABLE users ADD COLUMN last_login timestamptz';

const PROFILES = [
  `CREATE TABLE profiles (
    user_id bigint CONSTRAINT pk_profiles PRIMARY KEY CONSTRAINT fk_profiles_user REFERENCES users (id) ON DELETE CASCADE,
    bio text CONSTRAINT ck_profiles_bio CHECK (char_length(bio) <= 300),
    country text CONSTRAINT ck_profiles_country CHECK (country ~ '^[A-Z]{2}$'),
    state text,
    city text,
    gender text CONSTRAINT ck_profiles_gender CHECK (gender IN ('f', 'm', 'o')),
    goals text,
    year_of_birth integer CONSTRAINT ck_profiles_year_of_birth CHECK (year_of_birth BETWEEN 1800 AND 9999),
    level_of_education text CONSTRAINT ck_profiles_level_of_education
      CHECK (level_of_education IN ('p', 'm', 'b', 'a', 'hs', 'jhs', 'el', 'none', 'other')),
    mailing_address text,
    language_proficiencies jsonb NOT NULL DEFAULT '[]'
      CONSTRAINT ck_profiles_language_proficiencies CHECK (jsonb_typeof(language_proficiencies) = 'array'),
    social_links jsonb NOT NULL DEFAULT '[]'
      CONSTRAINT ck_profiles_social_links CHECK (jsonb_typeof(social_links) = 'array'),
    revision integer NOT NULL DEFAULT 1,
    CONSTRAINT ck_profiles_state CHECK (state IS NULL OR country = 'US')
  )`,
  `CREATE TRIGGER tg_profiles_revision BEFORE UPDATE ON profiles
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_revision()`,
];

const PROFILE_IMAGES = [
  `CREATE TABLE profile_images (
    user_id bigint CONSTRAINT pk_profile_images PRIMARY KEY CONSTRAINT fk_profile_images_user REFERENCES users (id) ON DELETE CASCADE,
    digest text NOT NULL CONSTRAINT ck_profile_images_digest CHECK (digest ~ '^[0-9a-f]{32}$'),
    image_500 bytea NOT NULL,
    image_120 bytea NOT NULL,
    image_50 bytea NOT NULL,
    image_30 bytea NOT NULL,
    uploaded timestamptz NOT NULL DEFAULT now()
  )`,
  // The address of the bytes has the digest alone. Two people may have sent the same picture.
  'CREATE INDEX ix_profile_images_digest ON profile_images (digest)',
  // JPEG does not become smaller, so nobody should try.
  ...[500, 120, 50, 30].map((size) => `ALTER TABLE profile_images ALTER COLUMN image_${size} SET STORAGE EXTERNAL`),
];
