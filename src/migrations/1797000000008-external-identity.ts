import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which accounts belong to whom at an external LMS, and which of its sign-ins were completed (SPEC section 8). */
export class ExternalIdentity1797000000008 implements MigrationInterface {
  readonly name = 'ExternalIdentity1797000000008';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE completed_sign_ins, external_identities');
  }
}

const STATEMENTS = [
  `CREATE TABLE external_identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id bigint NOT NULL CONSTRAINT fk_external_identities_user REFERENCES users (id) ON DELETE CASCADE,
    claims_at timestamptz NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_external_identities PRIMARY KEY (issuer, subject),
    CONSTRAINT uq_external_identities_user UNIQUE (user_id, issuer)
  )`,
  `CREATE TABLE completed_sign_ins (
    digest text CONSTRAINT pk_completed_sign_ins PRIMARY KEY CONSTRAINT ck_completed_sign_ins_digest CHECK (length(digest) = 43),
    expires timestamptz NOT NULL
  )`,
  'CREATE INDEX ix_completed_sign_ins_expires ON completed_sign_ins (expires)',
];
