import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The two statements of an edit that are more than a statement: `branch_head` and `write_version` (ADR 0005, SPEC P-4). */
export class ContentEditing1796000000002 implements MigrationInterface {
  readonly name = 'ContentEditing1796000000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of CONTENT_EDITING) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const name of ['branch_head', 'write_version']) await queryRunner.query(`DROP FUNCTION ${name}`);
  }
}

/**
 * Plans that are made once a connection and stay right. Left to itself, the planner makes a new plan for each edit, as it
 * knows how many names an array has only then; that costs more than the edit. And what it plans for a small table (reading all
 * of it, all versions of a course, all definitions) it would keep while the table grows.
 */
const PLANS =
  'SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET jit = off';

/**
 * A branch's head and some of its blocks: a row for each block that exists, one without a block if none does, none without such a
 * branch. With `locks` it first waits for every other writer of the branch and of its line: two branches may stand on one
 * line, and only one of them can go on with it. Each statement in here has a snapshot of its own, which is as young as the
 * lock that the statement before has waited for.
 */
const BRANCH_HEAD = `CREATE FUNCTION branch_head(of_course text, of_branch text, wanted text[], locks boolean) RETURNS TABLE (
  course_id bigint, guid text, line integer, ordinal integer, root text, original text, created timestamptz, created_by text, tip integer,
  block text, parent text, children text[], display_name text, settings json, definition text, edited text,
  content json, olx json, definition_original text
) LANGUAGE plpgsql ${PLANS} AS $$
DECLARE
  course bigint;
  v      versions%ROWTYPE;
  newest integer;
BEGIN
  SELECT c.id INTO course FROM courses c WHERE c.course_key = of_course;
  IF locks THEN
    PERFORM FROM branches b WHERE b.course_id = course AND b.name = of_branch FOR UPDATE;
  END IF;
  SELECT b.head INTO v.guid FROM branches b WHERE b.course_id = course AND b.name = of_branch;
  IF NOT FOUND THEN RETURN; END IF;
  -- By its own id: beside it, the course would lead the planner to the index of ordinals, and along the whole history.
  SELECT * INTO v FROM versions h WHERE h.guid = v.guid;
  IF locks THEN
    PERFORM FROM lines l WHERE l.course_id = course AND l.line = v.line FOR UPDATE;
  END IF;
  SELECT l.tip INTO newest FROM lines l WHERE l.course_id = course AND l.line = v.line;
  RETURN QUERY
  SELECT course, v.guid, v.line, v.ordinal, v.root, v.original, v.created, v.created_by, newest,
         r.block, r.parent, r.children, r.display_name, r.settings, r.definition, r.edited, d.content, d.olx, d.original
    FROM unnest(wanted) AS w (name)
   CROSS JOIN LATERAL block_at(course, v.line, v.ordinal, w.name) r
    JOIN definitions d ON d.guid = r.definition;
  IF NOT FOUND THEN
    RETURN QUERY
    SELECT course, v.guid, v.line, v.ordinal, v.root, v.original, v.created, v.created_by, newest,
           NULL::text, NULL::text, NULL::text[], NULL::text, NULL::json, NULL::text, NULL::text, NULL::json, NULL::json, NULL::text;
  END IF;
END $$`;

/**
 * Writes a version of a line and moves its branch to it, if the branch is at `after_version` still and the line ends before
 * `at_ordinal`; null, and nothing written, if not. Closes the current rows of the blocks in `touched`, stores the
 * definitions and opens the rows, each of which carries the version as its last change.
 * `definitions`: [{guid, type, content, olx, digest, previous, original}], `rows`: [{block, parent, children, display_name,
 * settings, definition}]; content, olx and settings as JSON texts, so that they are stored as they are spelled.
 */
const WRITE_VERSION = `CREATE FUNCTION write_version(
  of_course bigint, new_guid text, of_line integer, at_ordinal integer, of_branch text, after_version text, first_version text,
  of_root text, author text, why text, touched text[], new_definitions json, rows json
) RETURNS timestamptz
LANGUAGE plpgsql ${PLANS} AS $$
DECLARE
  made timestamptz;
BEGIN
  PERFORM FROM branches b WHERE b.course_id = of_course AND b.name = of_branch AND b.head = after_version FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  UPDATE lines l SET tip = at_ordinal WHERE l.course_id = of_course AND l.line = of_line AND l.tip = at_ordinal - 1;
  IF NOT FOUND THEN RETURN NULL; END IF;
  UPDATE blocks b SET until = at_ordinal
   WHERE b.course_id = of_course AND b.line = of_line AND b.block = ANY (touched) AND b.until = 2147483647;
  IF json_array_length(new_definitions) > 0 THEN
    INSERT INTO definitions (guid, type, content, olx, digest, previous, original, created_by)
    SELECT d.guid, d.type, d.content::json, d.olx::json, d.digest, d.previous, d.original, author
      FROM json_to_recordset(new_definitions)
        AS d (guid text, type text, content text, olx text, digest text, previous text, original text);
  END IF;
  INSERT INTO blocks (course_id, line, since, block, parent, children, display_name, settings, definition, edited)
  SELECT of_course, of_line, at_ordinal, r.block, r.parent, r.children, r.display_name, r.settings::json, r.definition, new_guid
    FROM json_to_recordset(rows) AS r (block text, parent text, children text[], display_name text, settings text, definition text);
  -- Not now(), which is before the wait for the lock: the times of a branch's versions are in their order.
  made := clock_timestamp();
  INSERT INTO versions (course_id, guid, line, ordinal, branch, previous, original, root, created, created_by, message)
  VALUES (of_course, new_guid, of_line, at_ordinal, of_branch, after_version, first_version, of_root, made, author, why);
  UPDATE branches b SET head = new_guid WHERE b.course_id = of_course AND b.name = of_branch;
  RETURN made;
END $$`;

/** What the two were before `*-authoring.ts`. */
export const CONTENT_EDITING = [BRANCH_HEAD, WRITE_VERSION];
