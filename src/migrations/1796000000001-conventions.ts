import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the conventions of every resource need: the answers of idempotent requests, and a revision of enrollments. */
export class Conventions1796000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotent_answers (
        caller text NOT NULL,
        key text NOT NULL,
        fingerprint text NOT NULL,
        status smallint NOT NULL,
        headers json NOT NULL,
        body text NOT NULL,
        created timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_idempotent_answers PRIMARY KEY (caller, key),
        CONSTRAINT ck_idempotent_answers_status CHECK (status BETWEEN 200 AND 299)
      )`);
    await runner.query('CREATE INDEX ix_idempotent_answers_created ON idempotent_answers (created)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotent_answers');
  }
}
