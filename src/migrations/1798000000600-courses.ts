import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Courses that are written over HTTP: keys that differ in more than case, and which course a rerun comes from. */
export class Courses1798000000600 implements MigrationInterface {
  readonly name = 'Courses1798000000600';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE reruns');
    await queryRunner.query('DROP INDEX uq_courses_key_in_any_case');
  }
}

const STATEMENTS = [
  'CREATE UNIQUE INDEX uq_courses_key_in_any_case ON courses (lower(course_key))',
  `CREATE TABLE reruns (
    course_id bigint NOT NULL CONSTRAINT pk_reruns PRIMARY KEY
      CONSTRAINT fk_reruns_course REFERENCES courses (id) ON DELETE CASCADE,
    source text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    created_by text
  )`,
  'CREATE INDEX ix_reruns_source ON reruns (source, course_id)',
];
