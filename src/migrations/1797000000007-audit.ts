import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit log (ADR 0019): entries that stay as they are written. */
export class Audit1797000000007 implements MigrationInterface {
  readonly name = 'Audit1797000000007';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [TABLE, ...INDEXES, STAY, ...TRIGGERS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE audit_entries');
    await queryRunner.query('DROP FUNCTION audit_entries_stay');
  }
}

const TABLE = `CREATE TABLE audit_entries (
  id uuid CONSTRAINT pk_audit_entries PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  via text NOT NULL CONSTRAINT ck_audit_entries_via CHECK (via IN ('request', 'task', 'command_line')),
  actor text,
  actor_id bigint,
  on_behalf_of text,
  on_behalf_of_id bigint,
  client_id text,
  credential text NOT NULL,
  action text NOT NULL,
  permission text,
  method text,
  target text,
  course_key text,
  version text,
  request_id text,
  address text,
  status smallint CONSTRAINT ck_audit_entries_status CHECK (status BETWEEN 400 AND 499),
  details jsonb NOT NULL DEFAULT '{}' CONSTRAINT ck_audit_entries_details CHECK (jsonb_typeof(details) = 'object')
)`;

// Each ends in the order of the list. What most entries have not is not in an index.
const INDEXES = [
  'CREATE INDEX ix_audit_entries_at ON audit_entries (at, id)',
  'CREATE INDEX ix_audit_entries_actor ON audit_entries (actor_id, at, id) WHERE actor_id IS NOT NULL',
  'CREATE INDEX ix_audit_entries_on_behalf_of ON audit_entries (on_behalf_of_id, at, id) WHERE on_behalf_of_id IS NOT NULL',
  'CREATE INDEX ix_audit_entries_course ON audit_entries (course_key, at, id) WHERE course_key IS NOT NULL',
  'CREATE INDEX ix_audit_entries_request ON audit_entries (request_id) WHERE request_id IS NOT NULL',
];

/**
 * The service owns its tables, so that it cannot be kept from changing them by privileges. Whoever deletes must say in the
 * same transaction what is being kept (`SET LOCAL courseware.audit_retention = '2 years'`), and nothing younger goes.
 */
const STAY = `CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.at < now() - nullif(current_setting('courseware.audit_retention', true), '')::interval THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'Entries of the audit log stay as they are.'
    USING ERRCODE = 'restrict_violation', TABLE = 'audit_entries', CONSTRAINT = 'tg_audit_entries_stay';
END
$$`;

const TRIGGERS = [
  `CREATE TRIGGER tg_audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_stay()`,
  `CREATE TRIGGER tg_audit_entries_stay_all BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay()`,
];
