import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Organizations, who manages them and who makes courses in them (SPEC E-3); course teams that never lose their last instructor. */
export class Organizations1797000000004 implements MigrationInterface {
  readonly name = 'Organizations1797000000004';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...ORGANIZATIONS, ...COURSES, ...COURSE_TEAM]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER tg_course_roles_last_instructor ON course_roles');
    await queryRunner.query('DROP TRIGGER tg_course_roles_revision ON course_roles');
    await queryRunner.query('DROP FUNCTION keep_last_instructor');
    await queryRunner.query('DROP INDEX ix_course_roles_created');
    await queryRunner.query(
      'ALTER TABLE course_roles DROP COLUMN granted, DROP COLUMN granted_by, DROP COLUMN revision',
    );
    await queryRunner.query('DROP TRIGGER tg_courses_organization ON courses');
    await queryRunner.query('ALTER TABLE courses DROP COLUMN organization_id');
    await queryRunner.query('DROP FUNCTION assign_organization, ensure_organization');
    await queryRunner.query('DROP TABLE organization_roles, organizations');
    await queryRunner.query('DROP FUNCTION organization_chain');
  }
}

const ORGANIZATIONS = [
  // UTx.chem.lab → {utx, utx.chem, utx.chem.lab}: whoever has a right in one of these has it there. A text with an empty
  // label is no organization and has no chain, so that nobody's right reaches it.
  `CREATE FUNCTION organization_chain(code text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN code ~ '^[^.]+([.][^.]+)*$' AND length(code) <= 255 THEN
      ARRAY(SELECT lower(array_to_string((string_to_array(code, '.'))[1:n], '.'))
              FROM generate_series(1, cardinality(string_to_array(code, '.'))) n ORDER BY n)
    ELSE '{}' END
  $$`,
  // The parent follows from the code, so that there can be no cycle and nothing to move.
  `CREATE TABLE organizations (
    id text CONSTRAINT pk_organizations PRIMARY KEY,
    parent_id text CONSTRAINT fk_organizations_parent REFERENCES organizations (id),
    code text NOT NULL,
    name text NOT NULL,
    description text NOT NULL DEFAULT '',
    logo_url text,
    created timestamptz NOT NULL DEFAULT now(),
    revision integer NOT NULL DEFAULT 1,
    CONSTRAINT ck_organizations_id CHECK (id = lower(code)),
    CONSTRAINT ck_organizations_code CHECK (code ~ '^[^.]+([.][^.]+)*$' AND length(code) <= 255),
    CONSTRAINT ck_organizations_parent CHECK (parent_id IS NOT DISTINCT FROM substring(id FROM '^(.+)[.][^.]+$'))
  )`,
  'CREATE INDEX ix_organizations_parent ON organizations (parent_id, id)',
  'CREATE INDEX ix_organizations_name ON organizations (name, id)',
  'CREATE INDEX ix_organizations_created ON organizations (created, id)',
  `CREATE TRIGGER tg_organizations_revision BEFORE UPDATE ON organizations
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_revision()`,
  `CREATE TABLE organization_roles (
    organization_id text NOT NULL CONSTRAINT fk_organization_roles_organization REFERENCES organizations (id) ON DELETE CASCADE,
    user_id bigint NOT NULL CONSTRAINT fk_organization_roles_user REFERENCES users (id) ON DELETE CASCADE,
    role text NOT NULL CONSTRAINT ck_organization_roles_role CHECK (role IN ('delegate', 'course_creator')),
    granted timestamptz NOT NULL DEFAULT now(),
    granted_by text,
    CONSTRAINT pk_organization_roles PRIMARY KEY (organization_id, role, user_id)
  )`,
  'CREATE INDEX ix_organization_roles_user ON organization_roles (user_id, organization_id)',
];

const COURSES = [
  // An organization and those above it, as far as they are missing: a course always has its own.
  `CREATE FUNCTION ensure_organization(code text) RETURNS text LANGUAGE plpgsql AS $$
  DECLARE
    chain constant text[] := organization_chain(code);
    labels constant text[] := string_to_array(code, '.');
  BEGIN
    IF cardinality(chain) = 0 THEN RETURN NULL; END IF;
    -- Until the transaction ends nobody can delete it.
    PERFORM FROM organizations o WHERE o.id = chain[cardinality(chain)] FOR KEY SHARE;
    IF NOT FOUND THEN
      INSERT INTO organizations (id, parent_id, code, name)
      SELECT chain[n], chain[n - 1], array_to_string(labels[1:n], '.'), array_to_string(labels[1:n], '.')
        FROM generate_series(1, cardinality(chain)) n ORDER BY n
      ON CONFLICT ON CONSTRAINT pk_organizations DO NOTHING;
    END IF;
    RETURN chain[cardinality(chain)];
  END
  $$`,
  // Null for an org that is no organization's code, such as \`a..b\`, which old course keys may have.
  `ALTER TABLE courses ADD COLUMN organization_id text CONSTRAINT fk_courses_organization REFERENCES organizations (id),
    ADD CONSTRAINT ck_courses_organization CHECK (organization_id = lower(org))`,
  `UPDATE courses SET organization_id = ensure_organization(org)`,
  'CREATE INDEX ix_courses_organization ON courses (organization_id, course_key)',
  // By trigger, so that no way of making a course can forget it.
  `CREATE FUNCTION assign_organization() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.organization_id := ensure_organization(NEW.org);
    RETURN NEW;
  END
  $$`,
  `CREATE TRIGGER tg_courses_organization BEFORE INSERT OR UPDATE OF org ON courses
    FOR EACH ROW EXECUTE FUNCTION assign_organization()`,
];

const COURSE_TEAM = [
  `ALTER TABLE course_roles
    ADD COLUMN granted timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN granted_by text,
    ADD COLUMN revision integer NOT NULL DEFAULT 1`,
  'UPDATE course_roles SET granted = created',
  'CREATE INDEX ix_course_roles_created ON course_roles (course_key, created, user_id)',
  `CREATE TRIGGER tg_course_roles_revision BEFORE UPDATE ON course_roles
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_revision()`,
  // SPEC section 8: the last instructor cannot be removed. Two that remove each other wait for one another at the lock; the
  // second one looks after the first has committed, in a snapshot of its own, and finds nobody. A disabled account manages no
  // course and does not count. Courses and accounts that are deleted as a whole take their roles along.
  `CREATE FUNCTION keep_last_instructor() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('course team ' || OLD.course_key, 0));
    IF EXISTS (SELECT FROM course_roles r JOIN users u ON u.id = r.user_id
                WHERE r.course_key = OLD.course_key AND r.role = 'instructor' AND u.is_active)
       OR NOT EXISTS (SELECT FROM courses WHERE course_key = OLD.course_key)
       OR NOT EXISTS (SELECT FROM users WHERE id = OLD.user_id)
    THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'The course % would have no instructor.', OLD.course_key
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_course_roles_last_instructor';
  END
  $$`,
  `CREATE TRIGGER tg_course_roles_last_instructor AFTER UPDATE OF role, course_key, user_id OR DELETE ON course_roles
    FOR EACH ROW WHEN (OLD.role = 'instructor') EXECUTE FUNCTION keep_last_instructor()`,
];
