import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Archives of courses that can be downloaded for a while (SPEC C-10). */
export class CourseExports1798000000300 implements MigrationInterface {
  readonly name = 'CourseExports1798000000300';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of TABLE) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE course_exports');
  }
}

const TABLE = [
  `CREATE TABLE course_exports (
    id uuid CONSTRAINT pk_course_exports PRIMARY KEY,
    course_key text NOT NULL CONSTRAINT fk_course_exports_course REFERENCES courses (course_key) ON DELETE CASCADE,
    branch text,
    versions json NOT NULL,
    format text NOT NULL,
    file_name text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    blocks integer NOT NULL,
    files integer NOT NULL,
    oddities integer NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    created_by_id bigint CONSTRAINT fk_course_exports_created_by REFERENCES users (id) ON DELETE SET NULL,
    expires timestamptz NOT NULL,
    CONSTRAINT ck_course_exports_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$')
  )`,
  'CREATE INDEX ix_course_exports_course ON course_exports (course_key, created)',
  'CREATE INDEX ix_course_exports_expires ON course_exports (expires)',
  'CREATE INDEX ix_course_exports_sha256 ON course_exports (sha256)',
];
