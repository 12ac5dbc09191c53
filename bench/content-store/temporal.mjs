// Candidate B: temporal rows on a line of history (temporal.sql).
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { arrayText, copyRows } from './copy.mjs';
import { query, transaction } from './postgres.mjs';
import { newGuid } from './shape.mjs';

export const CURRENT = '9223372036854775807';
const CONTENT = 'revision, block, parent, children, display_name, settings, definition';

/** Locks the branch: `{line, ordinal}` of its head, as it is once the lock is held. */
export const lockHead = async (client, course, branch) =>
  (
    await query(client, 'SELECT line, ordinal FROM branches WHERE course_id=$1 AND name=$2 FOR UPDATE', [
      course,
      branch,
    ])
  )[0];

/** Makes the next version of the line and moves the branch to it, in one statement. */
export async function addVersion(client, course, branch, { line, ordinal }) {
  const guid = newGuid();
  await query(
    client,
    `WITH added AS (
       INSERT INTO versions (course_id, guid, line, ordinal, root, previous)
       SELECT course_id, $4, line, ordinal + 1, root, guid FROM versions WHERE course_id=$1 AND line=$2 AND ordinal=$3
       RETURNING course_id, ordinal)
     UPDATE branches b SET ordinal = added.ordinal FROM added WHERE b.course_id = added.course_id AND b.name = $5`,
    [course, line, ordinal, guid, branch],
  );
  return guid;
}

/** A table that was never analysed gets its statistics before the commit-time check runs (see block_at in temporal.sql). */
async function analyzeFirstLoad(client) {
  const [table] = await query(client, `SELECT reltuples < 0 AS unknown FROM pg_class WHERE oid = 'blocks'::regclass`);
  if (table.unknown === 't') await client.query('ANALYZE blocks');
}

const nextLine = new Map();
const newLine = (course) => {
  nextLine.set(course, (nextLine.get(course) ?? 0) + 1);
  return nextLine.get(course);
};

export class Temporal {
  tables = ['blocks', 'versions', 'branches'];

  /** `checked`: whether the commit-time check of the tree is on. */
  constructor(checked) {
    this.checked = checked;
    this.name = checked ? 'B + check' : 'B temporal rows';
  }

  async schema(client) {
    await client.query(readFileSync(new URL('./temporal.sql', import.meta.url), 'utf8'));
    if (!this.checked) await client.query('ALTER TABLE versions DISABLE TRIGGER tg_versions_tree');
  }

  async load(client, course, blocks) {
    let guid;
    await transaction(client, async () => {
      const draft = newLine(course);
      const rows = blocks.map((row) => [
        course,
        draft,
        1,
        randomUUID(),
        row.block,
        row.parent,
        arrayText(row.children),
        row.display_name,
        row.settings,
        row.definition,
      ]);
      guid = await this.#startLine(client, course, draft, 'draft');
      await copyRows(client, 'blocks', ['course_id', 'line', 'since', ...CONTENT.split(', ')], rows);
      await analyzeFirstLoad(client);
    });
    await this.#fork(client, { course, name: 'draft' }, { course, name: 'published' });
    return guid;
  }

  async #startLine(client, course, line, branch) {
    const guid = newGuid();
    await query(
      client,
      `INSERT INTO versions (course_id, guid, line, ordinal, root) VALUES ($1,$2,$3,1,'course@course')`,
      [course, guid, line],
    );
    await query(client, 'INSERT INTO branches (course_id, name, line, ordinal) VALUES ($1,$2,$3,1)', [
      course,
      branch,
      line,
    ]);
    return guid;
  }

  #fork(client, from, to) {
    return transaction(client, async () => {
      const line = newLine(to.course);
      await this.#startLine(client, to.course, line, to.name);
      await query(
        client,
        `INSERT INTO blocks (course_id, line, since, ${CONTENT}) SELECT $3, $4, 1, ${CONTENT}
         FROM branches h JOIN blocks b USING (course_id, line)
         WHERE h.course_id=$1 AND h.name=$2 AND b.until > h.ordinal AND b.since <= h.ordinal`,
        [from.course, from.name, to.course, line],
      );
    });
  }

  edit(client, course, block, settings) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'draft');
      const guid = newGuid();
      await query(
        client,
        `WITH closed AS (
           UPDATE blocks SET until = $4::bigint + 1 WHERE course_id=$1 AND line=$2 AND block=$3 AND until=${CURRENT} RETURNING *),
         added AS (
           INSERT INTO versions (course_id, guid, line, ordinal, root, previous)
           SELECT course_id, $7, line, ordinal + 1, root, guid FROM versions WHERE course_id=$1 AND line=$2 AND ordinal=$4),
         moved AS (UPDATE branches SET ordinal = $4::bigint + 1 WHERE course_id=$1 AND name='draft')
         INSERT INTO blocks (course_id, line, since, ${CONTENT})
         SELECT course_id, line, $4::bigint + 1, $5, block, parent, children, display_name, $6::json, definition FROM closed`,
        [course, head.line, block, head.ordinal, randomUUID(), settings, guid],
      );
      return guid;
    });
  }

  editMany(client, course, changes) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'draft');
      const list = [...changes];
      await query(
        client,
        `WITH change AS (SELECT * FROM unnest($4::text[], $5::uuid[], $6::text[]) c(block, revision, settings)),
         closed AS (
           UPDATE blocks b SET until = $3::bigint + 1 FROM change c
           WHERE b.course_id=$1 AND b.line=$2 AND b.block=c.block AND b.until=${CURRENT} RETURNING b.*)
         INSERT INTO blocks (course_id, line, since, ${CONTENT})
         SELECT course_id, line, $3::bigint + 1, c.revision, block, parent, children, display_name, c.settings::json, definition
         FROM closed JOIN change c USING (block)`,
        [
          course,
          head.line,
          head.ordinal,
          list.map(([block]) => block),
          list.map(() => randomUUID()),
          list.map(([, text]) => text),
        ],
      );
      return addVersion(client, course, 'draft', head);
    });
  }

  #read(client, course, guid, columns) {
    const from = guid ? 'versions h' : 'branches h';
    const which = guid ? 'h.guid=$2' : 'h.name=$2';
    return query(
      client,
      `SELECT ${columns} FROM ${from} JOIN blocks b ON b.course_id=h.course_id AND b.line=h.line AND b.until > h.ordinal AND b.since <= h.ordinal
       WHERE h.course_id=$1 AND ${which}`,
      [course, guid ?? 'draft'],
    );
  }

  async outline(client, course, guid) {
    return (await this.#read(client, course, guid, 'block, parent, children, display_name')).length;
  }

  all(client, course, guid) {
    return this.#read(client, course, guid, CONTENT);
  }

  countAll(rows) {
    return rows.length;
  }

  async block(client, course, block, guid) {
    const [from, which] = guid ? ['versions h', 'h.guid=$2'] : ['branches h', 'h.name=$2'];
    const rows = await query(
      client,
      `SELECT ${CONTENT} FROM ${from} CROSS JOIN LATERAL block_at(h.course_id, h.line, h.ordinal, $3) b WHERE h.course_id=$1 AND ${which}`,
      [course, guid ?? 'draft', block],
    );
    return rows[0].settings;
  }

  /** Two versions of one line: only what was opened or closed between them is touched. */
  compare(client, course, a, b) {
    return query(
      client,
      `WITH span AS (
         SELECT x.line, x.ordinal AS base, y.ordinal AS head FROM versions x JOIN versions y USING (course_id, line)
         WHERE x.course_id=$1 AND x.guid=$2 AND y.guid=$3)
       SELECT block, o.revision AS base, n.revision AS head
       FROM (SELECT b.* FROM span s JOIN blocks b ON b.course_id=$1 AND b.line=s.line AND b.until > s.base AND b.until <= s.head
             WHERE b.since <= s.base) o
       FULL JOIN (SELECT b.* FROM span s JOIN blocks b ON b.course_id=$1 AND b.line=s.line AND b.since > s.base AND b.since <= s.head
                  WHERE b.until > s.head) n USING (block)
       WHERE o.revision IS DISTINCT FROM n.revision`,
      [course, a, b],
    );
  }

  /** The subtree by its children's lists, level by level; then one statement closes and opens what differs. */
  publish(client, course, block) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'published');
      const subtree = (name, line, ordinal) => `${name} AS (
        SELECT b.* FROM block_at($1, ${line}, ${ordinal}, $5) b
        UNION ALL
        SELECT b.* FROM ${name} p CROSS JOIN LATERAL unnest(p.children) c(child) CROSS JOIN LATERAL block_at($1, ${line}, ${ordinal}, c.child) b)`;
      const [draft] = await query(client, 'SELECT line, ordinal FROM branches WHERE course_id=$1 AND name=$2', [
        course,
        'draft',
      ]);
      await query(
        client,
        `WITH RECURSIVE ${subtree('source', '$4', '$6')}, ${subtree('target', '$2', '$3')},
         closed AS (
           UPDATE blocks b SET until = $3::bigint + 1 FROM target t LEFT JOIN source s USING (block)
           WHERE b.course_id=$1 AND b.line=$2 AND b.block=t.block AND b.until=${CURRENT} AND s.revision IS DISTINCT FROM t.revision
           RETURNING b.block)
         INSERT INTO blocks (course_id, line, since, ${CONTENT})
         SELECT $1, $2, $3::bigint + 1, s.revision, block, s.parent, s.children, s.display_name, s.settings, s.definition
         FROM source s LEFT JOIN target t USING (block) LEFT JOIN closed USING (block)
         WHERE s.revision IS DISTINCT FROM t.revision`,
        [course, head.line, head.ordinal, draft.line, block, draft.ordinal],
      );
      await addVersion(client, course, 'published', head);
    });
  }

  publishAll(client, course) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'published');
      const [draft] = await query(client, 'SELECT line, ordinal FROM branches WHERE course_id=$1 AND name=$2', [
        course,
        'draft',
      ]);
      await query(
        client,
        `WITH differing AS MATERIALIZED (
           SELECT block, s.block IS NOT NULL AS stays FROM
             (SELECT block, revision FROM blocks WHERE course_id=$1 AND line=$4 AND until > $5 AND since <= $5) s
             FULL JOIN (SELECT block, revision FROM blocks WHERE course_id=$1 AND line=$2 AND until=${CURRENT}) t USING (block)
           WHERE s.revision IS DISTINCT FROM t.revision),
         closed AS (
           UPDATE blocks b SET until = $3::bigint + 1 FROM differing d
           WHERE b.course_id=$1 AND b.line=$2 AND b.block=d.block AND b.until=${CURRENT} RETURNING b.block)
         INSERT INTO blocks (course_id, line, since, ${CONTENT})
         SELECT $1, $2, $3::bigint + 1, s.revision, d.block, s.parent, s.children, s.display_name, s.settings, s.definition
         FROM differing d LEFT JOIN closed USING (block) CROSS JOIN LATERAL block_at($1, $4, $5, d.block) s`,
        [course, head.line, head.ordinal, draft.line, draft.ordinal],
      );
      await addVersion(client, course, 'published', head);
    });
  }

  rerun(client, source, target) {
    return this.#fork(client, { course: source, name: 'draft' }, { course: target, name: 'draft' });
  }
}
