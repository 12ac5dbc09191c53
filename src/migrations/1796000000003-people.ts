import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the enrollment, account and preference resources need: revisions that the database counts, and preferences. */
export class People1796000000003 implements MigrationInterface {
  readonly name = 'People1796000000003';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [COUNT_REVISION, ...ENROLLMENTS, ...ACCOUNTS, ...PREFERENCES])
      await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE preferences');
    await queryRunner.query('DROP TRIGGER tg_users_revision ON users');
    await queryRunner.query('ALTER TABLE users DROP COLUMN revision');
    await queryRunner.query('DROP TRIGGER tg_enrollments_revision ON enrollments');
    await queryRunner.query('DROP INDEX ix_enrollments_course, ix_enrollments_created');
    await queryRunner.query('ALTER TABLE enrollments DROP COLUMN deleted, DROP COLUMN revision');
    await queryRunner.query('DROP FUNCTION count_revision');
  }
}

/** By trigger, so that no statement can forget it, not even one that an operator writes by hand (SPEC R-12, C-8). */
const COUNT_REVISION = `CREATE FUNCTION count_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := OLD.revision + 1;
  RETURN NEW;
END
$$`;

const ENROLLMENTS = [
  `ALTER TABLE enrollments
    ADD COLUMN revision integer NOT NULL DEFAULT 1,
    ADD COLUMN deleted timestamptz,
    ADD CONSTRAINT ck_enrollments_deleted CHECK (deleted IS NULL OR NOT is_active)`,
  `CREATE TRIGGER tg_enrollments_revision BEFORE UPDATE ON enrollments
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_revision()`,
  // The orders of the list. By user: the list of one person is short, and everybody's is for global staff.
  `CREATE INDEX ix_enrollments_course ON enrollments (course_key, uuid)`,
  `CREATE INDEX ix_enrollments_created ON enrollments (created, uuid)`,
];

const ACCOUNTS = [
  `ALTER TABLE users ADD COLUMN revision integer NOT NULL DEFAULT 1`,
  // Only what the representation shows: a new password overwrites nothing that a client has read.
  `CREATE TRIGGER tg_users_revision BEFORE UPDATE OF username, email, name, is_active ON users
    FOR EACH ROW WHEN ((OLD.username, OLD.email, OLD.name, OLD.is_active) IS DISTINCT FROM (NEW.username, NEW.email, NEW.name, NEW.is_active))
    EXECUTE FUNCTION count_revision()`,
];

const PREFERENCES = [
  `CREATE TABLE preferences (
    user_id bigint CONSTRAINT pk_preferences PRIMARY KEY CONSTRAINT fk_preferences_user REFERENCES users (id) ON DELETE CASCADE,
    preferences jsonb NOT NULL DEFAULT '{}' CONSTRAINT ck_preferences_preferences CHECK (jsonb_typeof(preferences) = 'object'),
    revision integer NOT NULL DEFAULT 1
  )`,
  `CREATE TRIGGER tg_preferences_revision BEFORE UPDATE ON preferences
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_revision()`,
];
