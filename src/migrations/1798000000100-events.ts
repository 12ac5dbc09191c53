import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The outbox and the change feed, and the webhooks that follow it (ADR 0023). */
export class Events1798000000100 implements MigrationInterface {
  readonly name = 'Events1798000000100';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...EVENTS, ...NOTES, ...WEBHOOKS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE webhook_jobs, webhook_deliveries, webhooks');
    for (const [trigger, table] of TRIGGERS) await queryRunner.query(`DROP TRIGGER ${trigger} ON ${table}`);
    for (const name of FUNCTIONS) await queryRunner.query(`DROP FUNCTION ${name}`);
    await queryRunner.query('DROP TABLE events');
    await queryRunner.query('DROP SEQUENCE event_positions');
  }
}

/** Trigger → table. */
const TRIGGERS = [
  ['tg_branches_made_event', 'branches'],
  ['tg_branches_moved_event', 'branches'],
  ['tg_courses_event', 'courses'],
  ['tg_tasks_event', 'tasks'],
  ['tg_enrollment_changes_event', 'enrollment_changes'],
  ['tg_course_roles_event', 'course_roles'],
  ['tg_users_event', 'users'],
] as const;

const FUNCTIONS = [
  'number_events',
  'note_head_event',
  'note_course_event',
  'note_task_event',
  'note_enrollment_event',
  'note_role_event',
  'note_account_event',
  'catalog_info',
  'head_changes',
];

/**
 * What happened, one row for each transaction and thing. `number` is the order of writing, `position` that of the feed: it is
 * given after the commit, so that whoever has read up to a position never finds a smaller one afterwards.
 */
const EVENTS = [
  `CREATE TABLE events (
    number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_events PRIMARY KEY,
    position bigint,
    time timestamptz NOT NULL DEFAULT clock_timestamp(),
    type text NOT NULL,
    course_id bigint,
    course_key text,
    branch text,
    previous text,
    version text,
    user_id bigint,
    actor text,
    data jsonb
  )`,
  // Whoever writes pays for this one and the primary key alone; the others grow when the position is given.
  'CREATE INDEX ix_events_unnumbered ON events (number) WHERE position IS NULL',
  'CREATE UNIQUE INDEX uq_events_position ON events (position) WHERE position IS NOT NULL',
  'CREATE INDEX ix_events_course ON events (course_key, position) WHERE position IS NOT NULL AND course_key IS NOT NULL',
  'CREATE SEQUENCE event_positions',
  // The lock is kept until the commit is visible, and each statement in here has a snapshot of its own: whoever numbers
  // next begins above everything that was numbered before, and readers see positions in their order.
  `CREATE FUNCTION number_events() RETURNS integer LANGUAGE plpgsql AS $$
  DECLARE
    numbered integer;
  BEGIN
    PERFORM FROM events WHERE position IS NULL LIMIT 1;
    IF NOT FOUND OR NOT pg_try_advisory_xact_lock(hashtextextended('courseware events', 0)) THEN RETURN 0; END IF;
    WITH waiting AS MATERIALIZED (SELECT number FROM events WHERE position IS NULL ORDER BY number LIMIT 1000),
         numbering AS MATERIALIZED (SELECT number, nextval('event_positions') AS position FROM waiting)
    UPDATE events e SET position = n.position,
           course_key = coalesce(e.course_key, (SELECT c.course_key FROM courses c WHERE c.id = e.course_id))
      FROM numbering n WHERE e.number = n.number;
    GET DIAGNOSTICS numbered = ROW_COUNT;
    RETURN numbered;
  END $$`,
  // Which blocks differ between two versions of a course, by name, the first so many after a name. Nothing before the first
  // version. Along one line these are the rows opened and closed in between; else equal `edited` is equal rows (ADR 0005).
  `CREATE FUNCTION head_changes(of_course bigint, old_version text, new_version text, after_block text, most integer)
   RETURNS TABLE (block text, change text) LANGUAGE plpgsql STABLE SET jit = off AS $$
  DECLARE
    o versions%ROWTYPE;
    n versions%ROWTYPE;
  BEGIN
    SELECT * INTO o FROM versions v WHERE v.guid = old_version;
    SELECT * INTO n FROM versions v WHERE v.guid = new_version;
    IF o.line = n.line AND o.ordinal < n.ordinal THEN
      RETURN QUERY
      SELECT d.name, CASE WHEN d.was IS NULL THEN 'created' WHEN d.now IS NULL THEN 'deleted' ELSE 'updated' END
        FROM (SELECT r.name, max(r.edited) FILTER (WHERE r.is_old) AS was, max(r.edited) FILTER (WHERE NOT r.is_old) AS now
                FROM (SELECT b.block COLLATE "C" AS name, b.edited, false AS is_old FROM blocks b
                       WHERE b.course_id = of_course AND b.line = n.line AND b.since + 0 > o.ordinal AND b.since + 0 <= n.ordinal
                         AND b.until > n.ordinal
                      UNION ALL
                      SELECT b.block COLLATE "C", b.edited, true FROM blocks b
                       WHERE b.course_id = of_course AND b.line = n.line AND b.until > o.ordinal AND b.until <= n.ordinal
                         AND b.since <= o.ordinal) r
               WHERE r.name > after_block
               GROUP BY r.name) d
       WHERE d.was IS DISTINCT FROM d.now
       ORDER BY d.name LIMIT most;
    ELSE
      RETURN QUERY
      SELECT d.name, CASE WHEN d.was IS NULL THEN 'created' WHEN d.now IS NULL THEN 'deleted' ELSE 'updated' END
        FROM (SELECT coalesce(x.block, y.block) COLLATE "C" AS name, x.edited AS was, y.edited AS now
                FROM (SELECT b.block, b.edited FROM blocks b WHERE b.course_id = of_course AND b.line = o.line
                        AND b.until > o.ordinal AND b.since <= o.ordinal) x
                FULL JOIN (SELECT b.block, b.edited FROM blocks b WHERE b.course_id = of_course AND b.line = n.line
                        AND b.until > n.ordinal AND b.since <= n.ordinal) y ON y.block = x.block) d
       WHERE d.was IS DISTINCT FROM d.now AND d.name > after_block
       ORDER BY d.name LIMIT most;
    END IF;
  END $$`,
];

/** Triggers, so that no code can forget an event, and none is there without its commit (operations.md D11). */
const NOTES = [
  // One row for each move of a head, whatever it moves: which blocks differ, the immutable rows say at any later time. A new
  // branch of another name shows what was there already, unless its first version was made for it. Every edit waits for this
  // (P-4), so it is told the course's id alone, and the key is looked up with the position.
  `CREATE FUNCTION note_head_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'INSERT' AND NEW.name NOT IN ('draft', 'published') THEN
      PERFORM FROM versions v WHERE v.guid = NEW.head AND v.branch = NEW.name AND v.previous IS NULL;
      IF NOT FOUND THEN RETURN NULL; END IF;
    END IF;
    INSERT INTO events (type, course_id, branch, previous, version)
    VALUES ('content', NEW.course_id, NEW.name, CASE WHEN TG_OP = 'UPDATE' THEN OLD.head END, NEW.head);
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER tg_branches_made_event AFTER INSERT ON branches FOR EACH ROW EXECUTE FUNCTION note_head_event()`,
  `CREATE TRIGGER tg_branches_moved_event AFTER UPDATE ON branches
    FOR EACH ROW WHEN (OLD.head <> NEW.head) EXECUTE FUNCTION note_head_event()`,

  `CREATE FUNCTION catalog_info(c courses) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('name', c.display_name, 'start', c.start, 'end', c."end", 'enrollment_start', c.enrollment_start,
      'enrollment_end', c.enrollment_end, 'self_paced', c.self_paced, 'hidden', c.catalog_visibility = 'none',
      'invitation_only', c.invitation_only)
  $$`,
  `CREATE FUNCTION note_course_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'DELETE' THEN
      IF OLD.deleted IS NULL THEN
        INSERT INTO events (type, course_key) VALUES ('org.openedx.content_authoring.course.deleted.v1', OLD.course_key);
      END IF;
      RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
      INSERT INTO events (type, course_key, actor)
      VALUES ('org.openedx.content_authoring.course.created.v1', NEW.course_key, NEW.edited_by);
      RETURN NULL;
    END IF;
    IF OLD.deleted IS NULL AND NEW.deleted IS NOT NULL THEN
      INSERT INTO events (type, course_key, actor)
      VALUES ('org.openedx.content_authoring.course.deleted.v1', NEW.course_key, NEW.deleted_by);
    ELSIF OLD.deleted IS NOT NULL AND NEW.deleted IS NULL THEN
      INSERT INTO events (type, course_key) VALUES ('org.openedx.content_authoring.course.restored.v1', NEW.course_key);
    END IF;
    IF catalog_info(OLD) <> catalog_info(NEW) THEN
      INSERT INTO events (type, course_key, actor, data)
      VALUES ('org.openedx.content_authoring.course.catalog_info.changed.v1', NEW.course_key, NEW.edited_by, catalog_info(NEW));
    END IF;
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER tg_courses_event AFTER INSERT OR UPDATE OR DELETE ON courses
    FOR EACH ROW EXECUTE FUNCTION note_course_event()`,

  `CREATE FUNCTION note_task_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO events (type, course_key, actor)
    VALUES (CASE NEW.kind WHEN 'course_import' THEN 'org.openedx.content_authoring.course.import.completed.v1'
                          ELSE 'org.openedx.content_authoring.course.rerun.completed.v1' END,
            coalesce(NEW.result ->> 'course_key', NEW.course_key), (SELECT u.username FROM users u WHERE u.id = NEW.owner_id));
    RETURN NULL;
  END $$`,
  // What was tried only (dry_run) has not happened.
  `CREATE TRIGGER tg_tasks_event AFTER UPDATE ON tasks FOR EACH ROW
    WHEN (OLD.state <> 'succeeded' AND NEW.state = 'succeeded' AND NEW.kind IN ('course_import', 'course_rerun')
          AND coalesce(NEW.result ->> 'dry_run', 'false') = 'false')
    EXECUTE FUNCTION note_task_event()`,

  // As edX tells them apart: whoever leaves has unenrolled, every other change is a change.
  `CREATE FUNCTION note_enrollment_event() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    was_in boolean := coalesce(NEW.previous_is_active AND NOT coalesce(NEW.previous_is_deleted, false), false);
    is_in  boolean := NEW.is_active AND NOT NEW.is_deleted;
  BEGIN
    INSERT INTO events (type, course_key, user_id, actor, data)
    VALUES (CASE WHEN NEW.previous_mode IS NULL OR (NEW.previous_is_deleted AND NOT NEW.is_deleted)
                      THEN 'org.openedx.learning.course.enrollment.created.v1'
                 WHEN was_in AND NOT is_in THEN 'org.openedx.learning.course.unenrollment.completed.v1'
                 ELSE 'org.openedx.learning.course.enrollment.changed.v1' END,
            NEW.course_key, NEW.user_id, (SELECT u.username FROM users u WHERE u.id = NEW.changed_by),
            jsonb_build_object('mode', NEW.mode, 'is_active', is_in));
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER tg_enrollment_changes_event AFTER INSERT ON enrollment_changes
    FOR EACH ROW EXECUTE FUNCTION note_enrollment_event()`,

  `CREATE FUNCTION note_role_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP <> 'INSERT' THEN
      INSERT INTO events (type, course_key, user_id, actor, data)
      VALUES ('org.openedx.learning.user.course_access_role.removed.v1', OLD.course_key, OLD.user_id,
              CASE WHEN TG_OP = 'UPDATE' THEN NEW.granted_by END, jsonb_build_object('role', OLD.role));
    END IF;
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO events (type, course_key, user_id, actor, data)
      VALUES ('org.openedx.learning.user.course_access_role.added.v1', NEW.course_key, NEW.user_id, NEW.granted_by,
              jsonb_build_object('role', NEW.role));
    END IF;
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER tg_course_roles_event AFTER INSERT OR DELETE OR UPDATE OF role ON course_roles
    FOR EACH ROW EXECUTE FUNCTION note_role_event()`,

  `CREATE FUNCTION note_account_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO events (type, user_id) VALUES ('org.openedx.learning.student.registration.completed.v1', NEW.id);
    RETURN NULL;
  END $$`,
  `CREATE TRIGGER tg_users_event AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION note_account_event()`,
];

const WEBHOOKS = [
  `CREATE TABLE webhooks (
    uuid uuid CONSTRAINT pk_webhooks PRIMARY KEY,
    owner_id bigint NOT NULL CONSTRAINT fk_webhooks_owner REFERENCES users (id) ON DELETE CASCADE,
    url text NOT NULL,
    event_types text[] NOT NULL,
    course_key text CONSTRAINT fk_webhooks_course REFERENCES courses (course_key) ON DELETE CASCADE,
    organization_id text CONSTRAINT fk_webhooks_organization REFERENCES organizations (id) ON DELETE CASCADE,
    description text NOT NULL DEFAULT '',
    is_active boolean NOT NULL DEFAULT true,
    disabled_reason text,
    secret text NOT NULL,
    previous_secret text,
    previous_secret_until timestamptz,
    position bigint NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    revision integer NOT NULL DEFAULT 1,
    CONSTRAINT ck_webhooks_scope CHECK (course_key IS NULL OR organization_id IS NULL),
    CONSTRAINT ck_webhooks_event_types CHECK (cardinality(event_types) BETWEEN 1 AND 50)
  )`,
  'CREATE INDEX ix_webhooks_owner ON webhooks (owner_id, created)',
  'CREATE INDEX ix_webhooks_created ON webhooks (created, uuid)',
  // How far it has come is no change of what it is.
  `CREATE TRIGGER tg_webhooks_revision
    BEFORE UPDATE OF url, event_types, course_key, organization_id, description, is_active, disabled_reason, secret ON webhooks
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_revision()`,
  `CREATE TABLE webhook_deliveries (
    uuid uuid CONSTRAINT pk_webhook_deliveries PRIMARY KEY,
    webhook uuid NOT NULL CONSTRAINT fk_webhook_deliveries_webhook REFERENCES webhooks (uuid) ON DELETE CASCADE,
    kind text NOT NULL CONSTRAINT ck_webhook_deliveries_kind CHECK (kind IN ('event', 'redelivery', 'ping')),
    event uuid,
    event_type text NOT NULL,
    course_key text,
    state text NOT NULL CONSTRAINT ck_webhook_deliveries_state CHECK (state IN ('pending', 'succeeded', 'retrying', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    response_status smallint,
    response_body text,
    error text,
    duration_ms integer,
    created timestamptz NOT NULL DEFAULT now(),
    last_attempt timestamptz,
    next_attempt timestamptz
  )`,
  'CREATE INDEX ix_webhook_deliveries_created ON webhook_deliveries (webhook, created, uuid)',
  'CREATE INDEX ix_webhook_deliveries_age ON webhook_deliveries (created)',
  // What has to be sent: a row of the feed, one event again, or a ping. Those of one lane go one after the other.
  `CREATE TABLE webhook_jobs (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_webhook_jobs PRIMARY KEY,
    webhook uuid NOT NULL CONSTRAINT fk_webhook_jobs_webhook REFERENCES webhooks (uuid) ON DELETE CASCADE,
    kind text NOT NULL CONSTRAINT ck_webhook_jobs_kind CHECK (kind IN ('event', 'redelivery', 'ping')),
    lane text NOT NULL,
    position bigint,
    after_block text,
    delivery uuid,
    attempts integer NOT NULL DEFAULT 0,
    due timestamptz NOT NULL DEFAULT now(),
    lease uuid,
    leased_until timestamptz
  )`,
  'CREATE INDEX ix_webhook_jobs_lane ON webhook_jobs (webhook, lane, id)',
  'CREATE INDEX ix_webhook_jobs_due ON webhook_jobs (due)',
];
