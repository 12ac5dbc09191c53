import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the authorization code and refresh grants, consent, revocation and the rotation of keys need (ADR 0016). */
export class Oauth21797000000002 implements MigrationInterface {
  readonly name = 'Oauth21797000000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...CLIENTS, ...KEYS, ...GRANTS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'DROP TABLE oauth_revoked_tokens, oauth_refresh_tokens, oauth_codes, oauth_grants, oauth_authorizations',
    );
    await queryRunner.query('ALTER TABLE signing_keys DROP COLUMN signs_from, DROP COLUMN retired');
    await queryRunner.query('DELETE FROM oauth_clients WHERE is_public');
    await queryRunner.query(`ALTER TABLE oauth_clients
      DROP CONSTRAINT ck_oauth_clients_secret, DROP CONSTRAINT ck_oauth_clients_grants, DROP CONSTRAINT fk_oauth_clients_created_by,
      DROP COLUMN is_public, DROP COLUMN redirect_uris, DROP COLUMN grants, DROP COLUMN is_restricted, DROP COLUMN organizations,
      DROP COLUMN skip_consent, DROP COLUMN require_pkce, DROP COLUMN disabled, DROP COLUMN created_by,
      ALTER COLUMN secret_hash SET NOT NULL`);
  }
}

const CLIENTS = [
  `ALTER TABLE oauth_clients
    ADD COLUMN is_public boolean NOT NULL DEFAULT false,
    ADD COLUMN redirect_uris text[] NOT NULL DEFAULT '{}',
    ADD COLUMN grants text[] NOT NULL DEFAULT '{client_credentials}',
    ADD COLUMN is_restricted boolean NOT NULL DEFAULT false,
    ADD COLUMN organizations text[] NOT NULL DEFAULT '{}',
    ADD COLUMN skip_consent boolean NOT NULL DEFAULT false,
    ADD COLUMN require_pkce boolean NOT NULL DEFAULT true,
    ADD COLUMN disabled timestamptz,
    ADD COLUMN created_by bigint CONSTRAINT fk_oauth_clients_created_by REFERENCES users (id) ON DELETE SET NULL,
    ALTER COLUMN secret_hash DROP NOT NULL,
    ADD CONSTRAINT ck_oauth_clients_secret CHECK (is_public = (secret_hash IS NULL)),
    ADD CONSTRAINT ck_oauth_clients_grants CHECK (
      grants <@ '{authorization_code,refresh_token,client_credentials}'
      AND NOT (is_public AND ('client_credentials' = ANY (grants) OR NOT require_pkce))
      AND ('authorization_code' = ANY (grants)) = (redirect_uris <> '{}')
    )`,
];

const KEYS = [
  `ALTER TABLE signing_keys ADD COLUMN signs_from timestamptz NOT NULL DEFAULT now(), ADD COLUMN retired timestamptz`,
  `UPDATE signing_keys SET signs_from = created`,
];

const GRANTS = [
  `CREATE TABLE oauth_authorizations (
    id uuid CONSTRAINT pk_oauth_authorizations PRIMARY KEY,
    user_id bigint NOT NULL CONSTRAINT fk_oauth_authorizations_user REFERENCES users (id) ON DELETE CASCADE,
    client_id text NOT NULL CONSTRAINT fk_oauth_authorizations_client REFERENCES oauth_clients (client_id) ON DELETE CASCADE,
    scopes text[] NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    last_used timestamptz,
    CONSTRAINT uq_oauth_authorizations_user_client UNIQUE (user_id, client_id)
  )`,
  `CREATE INDEX ix_oauth_authorizations_client ON oauth_authorizations (client_id)`,
  `CREATE TABLE oauth_grants (
    id uuid CONSTRAINT pk_oauth_grants PRIMARY KEY,
    authorization_id uuid NOT NULL CONSTRAINT fk_oauth_grants_authorization REFERENCES oauth_authorizations (id) ON DELETE CASCADE,
    session_id text,
    epoch integer NOT NULL,
    scopes text[] NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    expires timestamptz NOT NULL,
    revoked timestamptz
  )`,
  `CREATE INDEX ix_oauth_grants_authorization ON oauth_grants (authorization_id)`,
  `CREATE INDEX ix_oauth_grants_expires ON oauth_grants (expires)`,
  `CREATE INDEX ix_oauth_grants_session ON oauth_grants (session_id) WHERE session_id IS NOT NULL`,
  `CREATE TABLE oauth_codes (
    code_hash text CONSTRAINT pk_oauth_codes PRIMARY KEY,
    grant_id uuid NOT NULL CONSTRAINT fk_oauth_codes_grant REFERENCES oauth_grants (id) ON DELETE CASCADE,
    redirect_uri text NOT NULL,
    code_challenge text,
    expires timestamptz NOT NULL,
    used timestamptz
  )`,
  `CREATE INDEX ix_oauth_codes_grant ON oauth_codes (grant_id)`,
  `CREATE TABLE oauth_refresh_tokens (
    token_hash text CONSTRAINT pk_oauth_refresh_tokens PRIMARY KEY,
    grant_id uuid NOT NULL CONSTRAINT fk_oauth_refresh_tokens_grant REFERENCES oauth_grants (id) ON DELETE CASCADE,
    created timestamptz NOT NULL DEFAULT now(),
    used timestamptz
  )`,
  `CREATE INDEX ix_oauth_refresh_tokens_grant ON oauth_refresh_tokens (grant_id)`,
  `CREATE TABLE oauth_revoked_tokens (
    jti uuid CONSTRAINT pk_oauth_revoked_tokens PRIMARY KEY,
    expires timestamptz NOT NULL
  )`,
  `CREATE INDEX ix_oauth_revoked_tokens_expires ON oauth_revoked_tokens (expires)`,
];
