/**
 * What PostgreSQL itself guarantees about the content tables (SPEC C-1, C-2; ADR 0005): history is never rewritten, and
 * the tree of a new version is whole — one parent each, children in a dense order, no cycle, a root — or the
 * transaction does not commit. `bench/content-store` measures what the check costs and what it refuses.
 */
export const TREE_INTEGRITY = [
  `CREATE FUNCTION block_at(of_course bigint, of_line integer, at_ordinal integer, key text) RETURNS SETOF blocks
LANGUAGE sql STABLE AS $$
  SELECT * FROM (
    SELECT * FROM blocks b
    WHERE b.course_id = of_course AND b.line = of_line AND b.block = key AND b.since <= at_ordinal
    ORDER BY b.since DESC LIMIT 1
  ) newest
  WHERE newest.until > at_ordinal
$$`,
  // History is immutable (SPEC C-1): the only change a row ever sees is that a current one is closed.
  `CREATE FUNCTION refuse_block_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'block % of course % is history and cannot be rewritten', OLD.block, OLD.course_id
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tg_blocks_immutable';
END $$`,
  `CREATE TRIGGER tg_blocks_immutable
  BEFORE UPDATE OF course_id, line, since, block, parent, children, display_name, settings, definition, edited ON blocks
  FOR EACH ROW EXECUTE FUNCTION refuse_block_rewrite()`,
  `CREATE TRIGGER tg_blocks_closed_once BEFORE UPDATE OF until ON blocks
  FOR EACH ROW WHEN (OLD.until <> 2147483647) EXECUTE FUNCTION refuse_block_rewrite()`,
  // The tree of a new version is whole, or the transaction does not commit (SPEC C-1, C-2, C-4).
  //
  // A line's first version (an import into a new course, a fork, a rerun) is looked at whole, by hash joins. A later one is looked at only
  // where rows were opened or closed. That suffices by induction: the version before was whole, so whatever is
  // broken now is broken at a changed row. A settings edit changes no tree and ends after the first statement.
  // placed    opened here with another parent than before, or new
  // departed  closed here, and gone or below another parent
  // relisted  its list of children is other than before (a new one: not empty; a gone one: was not empty)
  // Generic plans, because every statement is a few index descents whatever the values: planning anew costs ten times the work itself.
  `CREATE FUNCTION check_version_tree() RETURNS trigger LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  v        ALIAS FOR NEW;
  placed   text[];
  departed text[];
  relisted text[];
  before   text; -- root of the version before
  broken   text;
  rule     text;
BEGIN
  IF v.ordinal = 1 THEN
    SELECT * INTO broken, rule FROM broken_first_version(v.course_id, v.line, v.root);
    PERFORM refuse_broken_version(v.guid, v.course_id, broken, rule);
    RETURN NULL;
  END IF;

  SELECT array_agg(block) FILTER (WHERE o.is_open AND (c.is_closed IS NULL OR o.parent IS DISTINCT FROM c.parent)),
         array_agg(block) FILTER (WHERE c.is_closed AND (o.is_open IS NULL OR o.parent IS DISTINCT FROM c.parent)),
         array_agg(block) FILTER (WHERE coalesce(o.children, '{}') <> coalesce(c.children, '{}'))
  INTO placed, departed, relisted
  FROM (SELECT block, parent, children, true AS is_open FROM blocks
        WHERE course_id = v.course_id AND line = v.line AND since + 0 = v.ordinal) o
  FULL JOIN (SELECT block, parent, children, true AS is_closed FROM blocks
        WHERE course_id = v.course_id AND line = v.line AND until = v.ordinal) c USING (block);

  SELECT p.root INTO before FROM versions p WHERE p.course_id = v.course_id AND p.line = v.line AND p.ordinal = v.ordinal - 1;
  IF NOT FOUND THEN
    rule := 'the version before it is missing on its line';
  END IF;
  IF rule IS NULL AND (placed IS NOT NULL OR departed IS NOT NULL OR before IS DISTINCT FROM v.root)
     AND NOT EXISTS (SELECT FROM block_at(v.course_id, v.line, v.ordinal, v.root) r WHERE r.parent IS NULL) THEN
    broken := v.root;
    rule := 'the root is missing or has a parent';
  END IF;
  IF rule IS NULL AND placed IS NOT NULL THEN
    SELECT * INTO broken, rule FROM misplaced_block(v.course_id, v.line, v.ordinal, placed);
  END IF;
  IF rule IS NULL AND relisted IS NOT NULL THEN
    SELECT * INTO broken, rule FROM mislisted_child(v.course_id, v.line, v.ordinal, relisted);
  END IF;
  IF rule IS NULL AND departed IS NOT NULL THEN
    -- Only an unchanged parent can still list what left it: a changed one is \`relisted\`, or listed it before and was refused there.
    SELECT c.block INTO broken FROM blocks c CROSS JOIN LATERAL block_at(v.course_id, v.line, v.ordinal, c.parent) p
    WHERE c.course_id = v.course_id AND c.line = v.line AND c.until = v.ordinal AND c.block = ANY (departed)
      AND NOT p.block = ANY (coalesce(relisted, '{}')) AND c.block = ANY (p.children)
    LIMIT 1;
    IF FOUND THEN
      rule := 'it left its parent, which still lists it';
    END IF;
  END IF;

  PERFORM refuse_broken_version(v.guid, v.course_id, broken, rule);
  RETURN NULL;
END $$`,
  `CREATE FUNCTION refuse_broken_version(guid text, of_course bigint, broken text, rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF rule IS NOT NULL THEN
    RAISE EXCEPTION 'version % of course % is not a tree: block %: %', guid, of_course, coalesce(broken, '-'), rule
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tg_versions_tree', TABLE = 'blocks';
  END IF;
END $$`,
  // The first version of a line, all of whose rows begin at 1. The second statement only ends because of the first: once no child is listed
  // twice and each listed one names its lister, every block has at most one way down to it, and a walk from the parentless ones cannot loop.
  `CREATE FUNCTION broken_first_version(of_course bigint, of_line integer, root text) RETURNS TABLE (broken text, rule text)
LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
  RETURN QUERY
  WITH here AS MATERIALIZED (SELECT b.block, b.parent, b.children FROM blocks b WHERE b.course_id = of_course AND b.line = of_line AND b.since + 0 = 1),
  listed AS MATERIALIZED (SELECT h.block AS parent, c.child FROM here h CROSS JOIN LATERAL unnest(h.children) c(child))
  SELECT root, 'the root is missing or has a parent' WHERE root NOT IN (SELECT h.block FROM here h WHERE h.parent IS NULL)
  UNION ALL
  SELECT coalesce(l.child, l.parent), 'it is listed, but missing or below another parent' FROM listed l LEFT JOIN here h ON h.block = l.child
  WHERE h.parent IS DISTINCT FROM l.parent
  UNION ALL
  (SELECT l.child, 'it is listed twice' FROM listed l GROUP BY l.child HAVING count(*) > 1)
  LIMIT 1;
  IF FOUND THEN RETURN; END IF;

  RETURN QUERY
  WITH RECURSIVE here AS MATERIALIZED (
    SELECT b.block, b.parent, b.children FROM blocks b WHERE b.course_id = of_course AND b.line = of_line AND b.since + 0 = 1
  ), listed AS MATERIALIZED (SELECT h.block AS parent, c.child FROM here h CROSS JOIN LATERAL unnest(h.children) c(child)),
  rooted AS (
    SELECT h.block FROM here h WHERE h.parent IS NULL
    UNION ALL
    SELECT l.child FROM rooted r JOIN listed l ON l.parent = r.block
  )
  SELECT h.block, 'its parent is missing or does not list it, or it is its own ancestor' FROM here h
  WHERE h.block NOT IN (SELECT r.block FROM rooted r)
  LIMIT 1;
END $$`,
  // A new or re-parented block: valid once, listed by its parent, not its own ancestor. No row: all are well placed.
  // The planner cannot know that a CTE holds 10,000 rows in an import: nested loops over it would be quadratic, hash joins are not.
  // (The LATERAL look-ups stay what they are: one index descent each.)
  `CREATE FUNCTION misplaced_block(of_course bigint, of_line integer, at_ordinal integer, placed text[]) RETURNS TABLE (broken text, rule text)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_nestloop = off AS $$
BEGIN
  RETURN QUERY
  SELECT k.block, 'two rows of it are valid at once' FROM unnest(placed) k(block)
  CROSS JOIN LATERAL (SELECT e.until FROM blocks e
    WHERE e.course_id = of_course AND e.line = of_line AND e.block = k.block AND e.since < at_ordinal ORDER BY e.since DESC LIMIT 1) earlier
  WHERE earlier.until > at_ordinal
  LIMIT 1;
  IF FOUND THEN RETURN; END IF;

  -- Each parent's list is unnested once, not searched once per child: linear for a parent of many.
  RETURN QUERY
  WITH here AS MATERIALIZED (
    SELECT n.block, n.parent FROM unnest(placed) k(block) CROSS JOIN LATERAL block_at(of_course, of_line, at_ordinal, k.block) n
    WHERE n.parent IS NOT NULL
  )
  SELECT h.block, 'its parent is missing or does not list it' FROM here h
  WHERE (h.parent, h.block) NOT IN (
    SELECT p.block, l.child FROM (SELECT DISTINCT parent FROM here) d
    CROSS JOIN LATERAL block_at(of_course, of_line, at_ordinal, d.parent) p CROSS JOIN LATERAL unnest(p.children) l(child)
    WHERE l.child IS NOT NULL)
  LIMIT 1;
  IF FOUND THEN RETURN; END IF;

  -- Upwards from every placed block (UNION visits an ancestor once), then down again from the parentless ones:
  -- each block has one parent, so what is not reached hangs on a cycle.
  RETURN QUERY
  WITH RECURSIVE upwards AS (
    SELECT n.block, n.parent FROM unnest(placed) k(block) CROSS JOIN LATERAL block_at(of_course, of_line, at_ordinal, k.block) n
    UNION
    SELECT p.block, p.parent FROM upwards u CROSS JOIN LATERAL block_at(of_course, of_line, at_ordinal, u.parent) p
  ), rooted AS (
    SELECT u.block FROM upwards u WHERE u.parent IS NULL
    UNION ALL
    SELECT u.block FROM rooted r JOIN upwards u ON u.parent = r.block
  )
  SELECT u.block, 'it is its own ancestor' FROM upwards u WHERE u.block NOT IN (SELECT r.block FROM rooted r)
  LIMIT 1;
END $$`,
  // A changed list of children: no child twice, each there and naming this parent; and what was dropped no longer names it.
  `CREATE FUNCTION mislisted_child(of_course bigint, of_line integer, at_ordinal integer, relisted text[]) RETURNS TABLE (broken text, rule text)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
  SELECT coalesce(l.child, k.block), CASE WHEN l.times > 1 THEN 'it is listed twice' ELSE 'it is listed, but missing or below another parent' END
  FROM unnest(relisted) k(block) CROSS JOIN LATERAL block_at(of_course, of_line, at_ordinal, k.block) p
  CROSS JOIN LATERAL (SELECT u.child, count(*) AS times FROM unnest(p.children) u(child) GROUP BY u.child) l
  LEFT JOIN LATERAL block_at(of_course, of_line, at_ordinal, l.child) c ON true
  WHERE l.times > 1 OR c.parent IS DISTINCT FROM p.block
  LIMIT 1;
  IF FOUND THEN RETURN; END IF;

  RETURN QUERY
  SELECT dropped.child, 'its parent dropped it, and it still names that parent' FROM blocks c
  LEFT JOIN LATERAL block_at(of_course, of_line, at_ordinal, c.block) o ON true
  CROSS JOIN LATERAL (SELECT unnest(c.children) AS child EXCEPT SELECT unnest(o.children)) dropped
  CROSS JOIN LATERAL block_at(of_course, of_line, at_ordinal, dropped.child) d
  WHERE c.course_id = of_course AND c.line = of_line AND c.until = at_ordinal AND c.block = ANY (relisted) AND d.parent = c.block
  LIMIT 1;
END $$`,
  `CREATE CONSTRAINT TRIGGER tg_versions_tree AFTER INSERT ON versions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_version_tree()`,
];

export const DROP_TREE_INTEGRITY = [
  'block_at',
  'refuse_block_rewrite',
  'check_version_tree',
  'refuse_broken_version',
  'broken_first_version',
  'misplaced_block',
  'mislisted_child',
].map((name) => `DROP FUNCTION IF EXISTS ${name} CASCADE`);
