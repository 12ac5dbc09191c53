import type { MigrationInterface, QueryRunner } from 'typeorm';

/** History (SPEC C-6): versions by time, and what changed between any two of them, in PostgreSQL (ADR 0005, 0022). */
export class History1798000000500 implements MigrationInterface {
  readonly name = 'History1798000000500';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of CREATED) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DROPPED) await queryRunner.query(statement);
  }
}

const DROPPED = [
  'DROP FUNCTION block_versions(bigint, text)',
  'DROP FUNCTION changed_blocks(bigint, integer, integer, integer, integer)',
  'DROP FUNCTION blocks_at(bigint, integer, integer)',
  'DROP FUNCTION change_kinds(blocks, blocks)',
  'DROP FUNCTION is_reordered(text[], text[])',
  'DROP FUNCTION is_same_json(json, json)',
  'DROP INDEX ix_versions_created',
];

/**
 * Whether two values say the same, however they are spelled. What jsonb cannot hold (NUL, half a surrogate pair) is compared as
 * text; the CASE keeps it from the cast.
 */
const IS_SAME_JSON = `CREATE FUNCTION is_same_json(one json, other json) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN one::text = other::text THEN true
    WHEN concat(one::text, other::text) ~* '\\\\u(0000|d[89a-f])' THEN false
    ELSE one::jsonb = other::jsonb
  END
$$`;

/** Whether what both lists have stands in another order. */
const IS_REORDERED = `CREATE FUNCTION is_reordered(before text[], after text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT before <> after
     AND ARRAY(SELECT l.c FROM unnest(before) WITH ORDINALITY AS l (c, n) WHERE l.c IN (SELECT unnest(after)) ORDER BY l.n)
      <> ARRAY(SELECT l.c FROM unnest(after) WITH ORDINALITY AS l (c, n) WHERE l.c IN (SELECT unnest(before)) ORDER BY l.n)
$$`;

/** As changesBetween of modules/content, of two rows; equal `edited` is equal rows (ADR 0005). Tests hold the two against each other. */
const CHANGE_KINDS = `CREATE FUNCTION change_kinds(a blocks, b blocks) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN a.edited = b.edited THEN '{}'
    WHEN a.block IS NULL AND b.block IS NULL THEN '{}'
    WHEN a.block IS NULL THEN '{added}'
    WHEN b.block IS NULL THEN '{removed}'
    ELSE array_remove(ARRAY[
      CASE WHEN a.parent IS DISTINCT FROM b.parent THEN 'moved' END,
      CASE WHEN is_reordered(a.children, b.children) THEN 'reordered' END,
      CASE WHEN a.display_name IS DISTINCT FROM b.display_name
             OR NOT is_same_json(a.settings, b.settings)
             OR (a.definition <> b.definition AND NOT (
                  SELECT o.digest = n.digest OR is_same_json(o.content, n.content)
                    FROM definitions o, definitions n WHERE o.guid = a.definition AND n.guid = b.definition))
           THEN 'changed' END
    ], NULL)
  END
$$`;

const BLOCKS_AT = `CREATE FUNCTION blocks_at(of_course bigint, of_line integer, at_ordinal integer) RETURNS SETOF blocks
LANGUAGE sql STABLE AS $$
  SELECT * FROM blocks b WHERE b.course_id = of_course AND b.line = of_line AND b.until > at_ordinal AND b.since <= at_ordinal
$$`;

/**
 * The blocks that differ between two versions of a course, and how; a null line is a state without blocks. Of one line by the rows
 * that were opened and closed between them, of two lines by a full join of all rows.
 */
export const CHANGED_BLOCKS = `CREATE FUNCTION changed_blocks(
  of_course bigint, from_line integer, from_ordinal integer, to_line integer, to_ordinal integer
) RETURNS TABLE (block text, kinds text[], display_name text) LANGUAGE plpgsql STABLE SET jit = off AS $$
DECLARE
  older integer := least(from_ordinal, to_ordinal);
  newer integer := greatest(from_ordinal, to_ordinal);
BEGIN
  IF from_line = to_line THEN
    RETURN QUERY
    SELECT t.block, t.kinds, t.display_name FROM (
      SELECT r.block, change_kinds(a, b) AS kinds, CASE WHEN b.block IS NULL THEN a.display_name ELSE b.display_name END AS display_name
        FROM (SELECT o.block FROM blocks o
               WHERE o.course_id = of_course AND o.line = to_line AND o.since + 0 > older AND o.since + 0 <= newer
              UNION
              SELECT c.block FROM blocks c
               WHERE c.course_id = of_course AND c.line = to_line AND c.until > older AND c.until <= newer) r
        LEFT JOIN LATERAL block_at(of_course, from_line, from_ordinal, r.block) a ON true
        LEFT JOIN LATERAL block_at(of_course, to_line, to_ordinal, r.block) b ON true
    ) t WHERE t.kinds <> '{}';
  ELSE
    RETURN QUERY
    SELECT t.block, t.kinds, t.display_name FROM (
      SELECT coalesce(a.block, b.block) AS block, change_kinds(a, b) AS kinds,
             CASE WHEN b.block IS NULL THEN a.display_name ELSE b.display_name END AS display_name
        FROM blocks_at(of_course, from_line, from_ordinal) a
        FULL JOIN blocks_at(of_course, to_line, to_ordinal) b ON b.block = a.block
       WHERE a.edited IS DISTINCT FROM b.edited
    ) t WHERE t.kinds <> '{}';
  END IF;
END $$`;

/**
 * The versions that changed one block, and how. Only a version at which a row of it was opened or closed can have; and the first of
 * a line, on which a block that it removed has no row at all.
 */
const BLOCK_VERSIONS = `CREATE FUNCTION block_versions(of_course bigint, of_block text) RETURNS TABLE (guid text, kinds text[])
LANGUAGE plpgsql STABLE SET jit = off AS $$
BEGIN
  RETURN QUERY
  SELECT t.guid, t.kinds FROM (
    SELECT v.guid, change_kinds(a, b) AS kinds
      FROM (SELECT r.line, r.since AS ordinal FROM lines l
             CROSS JOIN LATERAL (SELECT b.line, b.since, b.until FROM blocks b
                                  WHERE b.course_id = l.course_id AND b.line = l.line AND b.block = of_block) r
             WHERE l.course_id = of_course
            UNION
            SELECT r.line, r.until FROM lines l
             CROSS JOIN LATERAL (SELECT b.line, b.until FROM blocks b
                                  WHERE b.course_id = l.course_id AND b.line = l.line AND b.block = of_block) r
             WHERE l.course_id = of_course AND r.until < 2147483647
            UNION
            SELECT l.line, 1 FROM lines l WHERE l.course_id = of_course) touched
      JOIN versions v ON v.course_id = of_course AND v.line = touched.line AND v.ordinal = touched.ordinal
      LEFT JOIN versions p ON p.guid = v.previous AND p.course_id = of_course
      LEFT JOIN LATERAL block_at(of_course, p.line, p.ordinal, of_block) a ON true
      LEFT JOIN LATERAL block_at(of_course, v.line, v.ordinal, of_block) b ON true
  ) t WHERE t.kinds <> '{}';
END $$`;

/** Where a branch points to a version of another one (an import without drafts), that was made before moves were recorded. */
const KNOWN_MOVES = `INSERT INTO branch_moves (course_id, id, branch, at, head)
  SELECT b.course_id, gen_random_uuid(), b.name, v.created, b.head
    FROM branches b JOIN versions v ON v.course_id = b.course_id AND v.guid = b.head
   WHERE v.branch <> b.name`;

const CREATED = [
  'CREATE INDEX ix_versions_created ON versions (course_id, created, guid) INCLUDE (branch)',
  IS_SAME_JSON,
  IS_REORDERED,
  CHANGE_KINDS,
  BLOCKS_AT,
  CHANGED_BLOCKS,
  BLOCK_VERSIONS,
  KNOWN_MOVES,
];
