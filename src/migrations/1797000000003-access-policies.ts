import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may see what (ADR 0017): a row for each course or block whose team has said so; none means the default. */
export class AccessPolicies1797000000003 implements MigrationInterface {
  readonly name = 'AccessPolicies1797000000003';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [TABLE, HIDING_INDEX]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of ['DROP INDEX ix_blocks_gated', 'DROP TABLE access_policies'])
      await queryRunner.query(statement);
  }
}

/** The key serves every question that is asked: all of a course, and `information` or `content` of each course of a list. */
const TABLE = `CREATE TABLE access_policies (
  course_key      text NOT NULL,
  subject         text NOT NULL,
  visibility      text NOT NULL,
  email_domains   text[] NOT NULL DEFAULT '{}',
  usernames       text[] NOT NULL DEFAULT '{}',
  unlock_key_hash text,
  applications    text[] NOT NULL DEFAULT '{}',
  opens           timestamptz,
  closes          timestamptz,
  edited          timestamptz NOT NULL DEFAULT now(),
  edited_by       text,
  message         text,
  CONSTRAINT pk_access_policies PRIMARY KEY (course_key, subject),
  CONSTRAINT fk_access_policies_course FOREIGN KEY (course_key) REFERENCES courses (course_key) ON DELETE CASCADE,
  CONSTRAINT ck_access_policies_visibility CHECK (visibility IN ('open', 'authenticated', 'enrolled', 'restricted', 'inherit')),
  CONSTRAINT ck_access_policies_subject CHECK (subject IN ('information', 'content') OR subject LIKE '_%@_%'),
  CONSTRAINT ck_access_policies_inherit CHECK (visibility <> 'inherit' OR subject LIKE '_%@_%'),
  CONSTRAINT ck_access_policies_lists CHECK (visibility IN ('enrolled', 'restricted') OR (email_domains = '{}' AND usernames = '{}' AND applications = '{}' AND unlock_key_hash IS NULL)),
  CONSTRAINT ck_access_policies_window CHECK (opens < closes)
)`;

/** Blocks with a setting that may keep learners out: a search looks which of the courses that it finds something in have any. */
const HIDING_INDEX = `CREATE INDEX ix_blocks_gated ON blocks (course_id, line)
  WHERE settings::text ~ '"(visible_to_staff_only|course_staff_only|start|group_access|hide_after_due)"\\s*:'`;
