import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CONTENT_EDITING } from './1796000000002-content-editing.js';

/**
 * Authoring (ADR 0022): courses that are archived or deleted, heads that move without a version, and versions whose rows are
 * copied from another one.
 */
export class Authoring1798000000000 implements MigrationInterface {
  readonly name = 'Authoring1798000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...DROPPED, ...CONTENT_EDITING]) await queryRunner.query(statement);
  }
}

const DROPPED = [
  'DROP FUNCTION branch_head(text, text, text[], boolean)',
  'DROP FUNCTION write_version(bigint, text, integer, integer, text, text, text, text, text, text, text[], json, json, integer, integer, text[])',
  'DROP TABLE branch_moves',
  'ALTER TABLE courses DROP archived, DROP deleted, DROP deleted_by',
];

const TABLES = [
  `ALTER TABLE courses ADD archived timestamptz, ADD deleted timestamptz, ADD deleted_by text,
    ADD CONSTRAINT ck_courses_deleted CHECK (deleted IS NOT NULL OR deleted_by IS NULL)`,
  'CREATE INDEX ix_courses_deleted ON courses (deleted) WHERE deleted IS NOT NULL',
  `CREATE TABLE branch_moves (
    course_id bigint NOT NULL CONSTRAINT fk_branch_moves_course REFERENCES courses (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    branch text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    head text,
    moved_by text,
    CONSTRAINT pk_branch_moves PRIMARY KEY (course_id, id)
  )`,
  'CREATE INDEX ix_branch_moves_branch ON branch_moves (course_id, branch, at)',
];

/** As in `*-content-editing.ts`. */
const PLANS =
  'SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET jit = off';

/** As before, and: a deleted course has no branches, and whether it is archived is told. */
const BRANCH_HEAD = `CREATE FUNCTION branch_head(of_course text, of_branch text, wanted text[], locks boolean) RETURNS TABLE (
  course_id bigint, guid text, line integer, ordinal integer, root text, original text, created timestamptz, created_by text, tip integer,
  is_archived boolean, block text, parent text, children text[], display_name text, settings json, definition text, edited text,
  content json, olx json, definition_original text
) LANGUAGE plpgsql ${PLANS} AS $$
DECLARE
  course   bigint;
  archived boolean;
  v        versions%ROWTYPE;
  newest   integer;
BEGIN
  SELECT c.id INTO course FROM courses c WHERE c.course_key = of_course AND c.deleted IS NULL;
  IF locks THEN
    PERFORM FROM branches b WHERE b.course_id = course AND b.name = of_branch FOR UPDATE;
  END IF;
  SELECT b.head INTO v.guid FROM branches b WHERE b.course_id = course AND b.name = of_branch;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT c.archived IS NOT NULL INTO archived FROM courses c WHERE c.id = course;
  -- By its own id: beside it, the course would lead the planner to the index of ordinals, and along the whole history.
  SELECT * INTO v FROM versions h WHERE h.guid = v.guid;
  IF locks THEN
    PERFORM FROM lines l WHERE l.course_id = course AND l.line = v.line FOR UPDATE;
  END IF;
  SELECT l.tip INTO newest FROM lines l WHERE l.course_id = course AND l.line = v.line;
  RETURN QUERY
  SELECT course, v.guid, v.line, v.ordinal, v.root, v.original, v.created, v.created_by, newest, archived,
         r.block, r.parent, r.children, r.display_name, r.settings, r.definition, r.edited, d.content, d.olx, d.original
    FROM unnest(wanted) AS w (name)
   CROSS JOIN LATERAL block_at(course, v.line, v.ordinal, w.name) r
    JOIN definitions d ON d.guid = r.definition;
  IF NOT FOUND THEN
    RETURN QUERY
    SELECT course, v.guid, v.line, v.ordinal, v.root, v.original, v.created, v.created_by, newest, archived,
           NULL::text, NULL::text, NULL::text[], NULL::text, NULL::json, NULL::text, NULL::text, NULL::json, NULL::json, NULL::text;
  END IF;
END $$`;

/**
 * As before, and:
 * - null as well for a course that was archived or deleted meanwhile: whoever does that locks its branches first, and the
 *   look at the course comes after the lock;
 * - a row of `rows` may keep the version of its last change (`edited`);
 * - the blocks in `copied` become what they are at an older or other version of the same course, last change and all.
 */
const WRITE_VERSION = `CREATE FUNCTION write_version(
  of_course bigint, new_guid text, of_line integer, at_ordinal integer, of_branch text, after_version text, first_version text,
  of_root text, author text, why text, touched text[], new_definitions json, rows json,
  from_line integer, from_ordinal integer, copied text[]
) RETURNS timestamptz
LANGUAGE plpgsql ${PLANS} AS $$
DECLARE
  made timestamptz;
BEGIN
  PERFORM FROM branches b WHERE b.course_id = of_course AND b.name = of_branch AND b.head = after_version FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  PERFORM FROM courses c WHERE c.id = of_course AND c.archived IS NULL AND c.deleted IS NULL;
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
  SELECT of_course, of_line, at_ordinal, r.block, r.parent, r.children, r.display_name, r.settings::json, r.definition,
         coalesce(r.edited, new_guid)
    FROM json_to_recordset(rows)
      AS r (block text, parent text, children text[], display_name text, settings text, definition text, edited text);
  IF cardinality(copied) > 0 THEN
    INSERT INTO blocks (course_id, line, since, block, parent, children, display_name, settings, definition, edited)
    SELECT of_course, of_line, at_ordinal, s.block, s.parent, s.children, s.display_name, s.settings, s.definition, s.edited
      FROM unnest(copied) AS k (name) CROSS JOIN LATERAL block_at(of_course, from_line, from_ordinal, k.name) s;
  END IF;
  -- Not now(), which is before the wait for the lock: the times of a branch's versions are in their order.
  made := clock_timestamp();
  INSERT INTO versions (course_id, guid, line, ordinal, branch, previous, original, root, created, created_by, message)
  VALUES (of_course, new_guid, of_line, at_ordinal, of_branch, after_version, first_version, of_root, made, author, why);
  UPDATE branches b SET head = new_guid WHERE b.course_id = of_course AND b.name = of_branch;
  RETURN made;
END $$`;

const FUNCTIONS = [
  'DROP FUNCTION branch_head(text, text, text[], boolean)',
  'DROP FUNCTION write_version(bigint, text, integer, integer, text, text, text, text, text, text, text[], json, json)',
  BRANCH_HEAD,
  WRITE_VERSION,
];
