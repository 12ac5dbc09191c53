import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The list of one course's enrollments, the newest first: a page is read in the order of the index, and counted in it without a
 * look at the table. Deleted ones are in no list.
 */
export class EnrollmentLists1798000000900 implements MigrationInterface {
  readonly name = 'EnrollmentLists1798000000900';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_enrollments_course_created ON enrollments (course_key, created, uuid) WHERE deleted IS NULL',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX ix_enrollments_course_created');
  }
}
