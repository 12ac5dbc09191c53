import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The modes and seats of a course, invitations, the history of enrollments, and what bulk enrollments could not do (SPEC E-2). */
export class Enrollments1797000000006 implements MigrationInterface {
  readonly name = 'Enrollments1797000000006';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...MODES, ...INVITATIONS, ...HISTORY, ...BULK]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE bulk_enrollment_problems');
    await queryRunner.query('DROP TRIGGER tg_enrollments_made ON enrollments');
    await queryRunner.query('DROP TRIGGER tg_enrollments_changed ON enrollments');
    await queryRunner.query('DROP FUNCTION note_enrollment_change');
    await queryRunner.query('DROP TABLE enrollment_changes, enrollment_invitations, enrollment_limits, course_modes');
    await queryRunner.query('DROP INDEX ix_enrollments_seats');
  }
}

const MODES = [
  `CREATE TABLE course_modes (
    course_key text NOT NULL CONSTRAINT fk_course_modes_course REFERENCES courses (course_key) ON DELETE CASCADE,
    mode_slug text NOT NULL,
    mode_display_name text NOT NULL,
    min_price integer NOT NULL DEFAULT 0,
    currency text NOT NULL DEFAULT 'usd',
    expiration_datetime timestamptz,
    description text,
    sku text,
    self_service boolean NOT NULL DEFAULT false,
    seats integer,
    created timestamptz NOT NULL DEFAULT now(),
    revision integer NOT NULL DEFAULT 1,
    CONSTRAINT pk_course_modes PRIMARY KEY (course_key, mode_slug),
    CONSTRAINT ck_course_modes_min_price CHECK (min_price >= 0),
    CONSTRAINT ck_course_modes_seats CHECK (seats >= 0)
  )`,
  `CREATE TRIGGER tg_course_modes_revision BEFORE UPDATE ON course_modes
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_revision()`,
  // Whoever takes a seat locks this row, so that nobody counts at the same moment; a course without limits has none.
  `CREATE TABLE enrollment_limits (
    course_key text NOT NULL CONSTRAINT pk_enrollment_limits PRIMARY KEY
      CONSTRAINT fk_enrollment_limits_course REFERENCES courses (course_key) ON DELETE CASCADE,
    seats integer,
    revision integer NOT NULL DEFAULT 1,
    CONSTRAINT ck_enrollment_limits_seats CHECK (seats >= 0)
  )`,
  `CREATE TRIGGER tg_enrollment_limits_revision BEFORE UPDATE ON enrollment_limits
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_revision()`,
  'CREATE INDEX ix_enrollments_seats ON enrollments (course_key, mode) WHERE is_active',
];

const INVITATIONS = [
  `CREATE TABLE enrollment_invitations (
    uuid uuid CONSTRAINT pk_enrollment_invitations PRIMARY KEY,
    course_key text NOT NULL CONSTRAINT fk_enrollment_invitations_course REFERENCES courses (course_key) ON DELETE CASCADE,
    user_id bigint CONSTRAINT fk_enrollment_invitations_user REFERENCES users (id) ON DELETE CASCADE,
    email text,
    mode text,
    auto_enroll boolean NOT NULL DEFAULT false,
    reason text,
    invited_by bigint CONSTRAINT fk_enrollment_invitations_invited_by REFERENCES users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT uq_enrollment_invitations_user UNIQUE (course_key, user_id),
    CONSTRAINT ck_enrollment_invitations_whom CHECK ((user_id IS NULL) <> (email IS NULL))
  )`,
  'CREATE UNIQUE INDEX uq_enrollment_invitations_email ON enrollment_invitations (course_key, lower(email))',
  'CREATE INDEX ix_enrollment_invitations_email ON enrollment_invitations (lower(email))',
  'CREATE INDEX ix_enrollment_invitations_user ON enrollment_invitations (user_id)',
  'CREATE INDEX ix_enrollment_invitations_created ON enrollment_invitations (created, uuid)',
];

/** By trigger, so that no statement can forget it. Who and why come with the statement, in settings that end with its transaction. */
const HISTORY = [
  `CREATE TABLE enrollment_changes (
    course_key text NOT NULL,
    user_id bigint NOT NULL,
    revision integer NOT NULL,
    changed timestamptz NOT NULL DEFAULT now(),
    changed_by bigint CONSTRAINT fk_enrollment_changes_changed_by REFERENCES users (id) ON DELETE SET NULL,
    reason text,
    previous_mode text,
    previous_is_active boolean,
    previous_is_deleted boolean,
    mode text NOT NULL,
    is_active boolean NOT NULL,
    is_deleted boolean NOT NULL,
    CONSTRAINT pk_enrollment_changes PRIMARY KEY (course_key, user_id, revision),
    CONSTRAINT fk_enrollment_changes_enrollment FOREIGN KEY (course_key, user_id)
      REFERENCES enrollments (course_key, user_id) ON DELETE CASCADE
  )`,
  // What is known of enrollments from before there was a history.
  `INSERT INTO enrollment_changes (course_key, user_id, revision, changed, mode, is_active, is_deleted)
   SELECT course_key, user_id, revision, created, mode, is_active, deleted IS NOT NULL FROM enrollments`,
  `CREATE FUNCTION note_enrollment_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO enrollment_changes (course_key, user_id, revision, changed_by, reason, previous_mode, previous_is_active,
                                    previous_is_deleted, mode, is_active, is_deleted)
    VALUES (NEW.course_key, NEW.user_id, NEW.revision, nullif(current_setting('courseware.changed_by', true), '')::bigint,
            nullif(current_setting('courseware.change_reason', true), ''), OLD.mode, OLD.is_active,
            CASE WHEN TG_OP = 'UPDATE' THEN OLD.deleted IS NOT NULL END, NEW.mode, NEW.is_active, NEW.deleted IS NOT NULL);
    RETURN NULL;
  END
  $$`,
  `CREATE TRIGGER tg_enrollments_made AFTER INSERT ON enrollments
    FOR EACH ROW EXECUTE FUNCTION note_enrollment_change()`,
  `CREATE TRIGGER tg_enrollments_changed AFTER UPDATE ON enrollments
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION note_enrollment_change()`,
];

const BULK = [
  `CREATE TABLE bulk_enrollment_problems (
    task_id uuid NOT NULL CONSTRAINT fk_bulk_enrollment_problems_task REFERENCES tasks (id) ON DELETE CASCADE,
    row_number integer NOT NULL,
    identifier text NOT NULL,
    course_key text,
    error_code text NOT NULL,
    developer_message text NOT NULL,
    CONSTRAINT pk_bulk_enrollment_problems PRIMARY KEY (task_id, row_number)
  )`,
];
