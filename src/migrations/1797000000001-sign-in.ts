import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions, links that are mailed, and what registration asks of accounts (SPEC section 8, E-1). */
export class SignIn1797000000001 implements MigrationInterface {
  readonly name = 'SignIn1797000000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...ACCOUNTS, ...SESSIONS, ...MAILED_LINKS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE mailed_links, sessions');
    await queryRunner.query('DROP TRIGGER tg_users_sign_in_epoch ON users');
    await queryRunner.query('DROP FUNCTION begin_sign_in_epoch');
    await queryRunner.query('ALTER TABLE users DROP COLUMN sign_in_epoch');
    await queryRunner.query('DROP INDEX uq_users_email');
    await queryRunner.query('CREATE UNIQUE INDEX uq_users_email ON users (lower(email))');
  }
}

const ACCOUNTS = [
  'DROP INDEX uq_users_email',
  // Among verified addresses alone: anybody may claim an address, and only its owner can show that it is theirs.
  'CREATE UNIQUE INDEX uq_users_email ON users (lower(email)) WHERE email_verified',
  'ALTER TABLE users ADD COLUMN sign_in_epoch integer NOT NULL DEFAULT 1',
  `CREATE FUNCTION begin_sign_in_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.sign_in_epoch := OLD.sign_in_epoch + 1;
  RETURN NEW;
END
$$`,
  // By trigger, so that an account that an operator disables by hand has no sessions left either, not even once it is enabled again.
  `CREATE TRIGGER tg_users_sign_in_epoch BEFORE UPDATE OF is_active ON users
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION begin_sign_in_epoch()`,
];

const SESSIONS = [
  `CREATE TABLE sessions (
    uuid uuid CONSTRAINT pk_sessions PRIMARY KEY,
    digest text NOT NULL CONSTRAINT uq_sessions_digest UNIQUE CONSTRAINT ck_sessions_digest CHECK (length(digest) = 43),
    user_id bigint NOT NULL CONSTRAINT fk_sessions_user REFERENCES users (id) ON DELETE CASCADE,
    epoch integer NOT NULL,
    address text NOT NULL,
    user_agent text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    last_seen timestamptz NOT NULL DEFAULT now(),
    expires timestamptz NOT NULL,
    CONSTRAINT ck_sessions_expires CHECK (expires > created)
  )`,
  // The list of one account, and the cascade.
  'CREATE INDEX ix_sessions_user ON sessions (user_id, last_seen)',
  // What the sweeper looks for.
  'CREATE INDEX ix_sessions_last_seen ON sessions (last_seen)',
];

const MAILED_LINKS = [
  `CREATE TABLE mailed_links (
    user_id bigint NOT NULL CONSTRAINT fk_mailed_links_user REFERENCES users (id) ON DELETE CASCADE,
    purpose text NOT NULL CONSTRAINT ck_mailed_links_purpose CHECK (purpose IN ('verify_email', 'reset_password')),
    digest text NOT NULL CONSTRAINT uq_mailed_links_digest UNIQUE CONSTRAINT ck_mailed_links_digest CHECK (length(digest) = 43),
    email text NOT NULL,
    expires timestamptz NOT NULL,
    CONSTRAINT pk_mailed_links PRIMARY KEY (user_id, purpose)
  )`,
];
