// Candidate B's commit-time check: what it refuses, and what it costs.
import { randomUUID } from 'node:crypto';
import { arrayText, copyRows } from './copy.mjs';
import { expect, median, timed } from './measure.mjs';
import { query, transaction } from './postgres.mjs';
import { makeCourse, newGuid, newSettings } from './shape.mjs';
import { CURRENT, Temporal, addVersion, lockHead } from './temporal.mjs';

/** Closes the block's current row and, unless `next` is null, opens one with the given members replaced. */
async function change(client, course, head, block, next) {
  const rows = await query(
    client,
    `UPDATE blocks SET until=$4::bigint + 1 WHERE course_id=$1 AND line=$2 AND block=$3 AND until=${CURRENT} RETURNING *`,
    [course, head.line, block, head.ordinal],
  );
  if (next !== null) await open(client, course, head, { ...rows[0], ...next });
  return rows[0];
}

function open(client, course, head, row) {
  return query(
    client,
    `INSERT INTO blocks (course_id, line, since, revision, block, parent, children, display_name, settings, definition)
     VALUES ($1,$2,$3::bigint + 1,$4,$5,$6,$7,'',$8,'d')`,
    [course, head.line, head.ordinal, randomUUID(), row.block, row.parent, row.children, newSettings(0)],
  );
}

/** One version. The deferred check is called for just before the commit, so that its milliseconds, which are returned, stand alone. */
const write = (client, course, work) =>
  transaction(client, async () => {
    const head = await lockHead(client, course, 'draft');
    await work(head);
    await addVersion(client, course, 'draft', head);
    return timed(() => client.query('SET CONSTRAINTS ALL IMMEDIATE'));
  });

const withChild = (row, child) => ({ children: arrayText([...row.children, child]) });

async function refusals(client, course, blocks) {
  const [a, b] = blocks.filter(({ block }) => block.startsWith('vertical@'));
  const sequential = blocks.find(({ block }) => block === a.parent);
  const chapter = blocks.find(({ block }) => block === sequential.parent);
  const leaf = a.children[0];
  const without = (row, gone) => ({ children: arrayText(row.children.filter((child) => child !== gone)) });
  const set = (head, block, next) => change(client, course, head, block, next);
  const leafRow = (parent) => ({ block: 'html@new', parent, children: '{}' });
  const cases = {
    'a listed child does not exist': (head) => set(head, a.block, withChild(a, 'html@nowhere')),
    'a listed child names another parent': (head) => set(head, a.block, withChild(a, b.children[0])),
    'a child is listed twice': (head) => set(head, a.block, withChild(a, leaf)),
    'a new block is not listed by its parent': (head) => open(client, course, head, leafRow(a.block)),
    'a new block has no such parent': (head) => open(client, course, head, leafRow('vertical@nowhere')),
    'a block is deleted and still listed': (head) => set(head, leaf, null),
    'a block is deleted and its children stay': async (head) => {
      await set(head, a.block, null);
      await set(head, sequential.block, without(sequential, a.block));
    },
    'a child is dropped and still names its parent': (head) => set(head, a.block, without(a, leaf)),
    'a moved block is listed by both parents': async (head) => {
      await set(head, leaf, { parent: b.block });
      await set(head, b.block, withChild(b, leaf));
    },
    'a moved block is listed by neither': async (head) => {
      await set(head, leaf, { parent: b.block });
      await set(head, a.block, without(a, leaf));
    },
    'a block is moved below itself': async (head) => {
      await set(head, sequential.block, { parent: a.block, ...without(sequential, null) });
      await set(head, a.block, withChild(a, sequential.block));
      await set(head, chapter.block, without(chapter, sequential.block));
    },
    'the root is deleted': (head) => set(head, 'course@course', null),
    'the root is moved below another': async (head) => {
      await set(head, 'course@course', { parent: a.block });
      await set(head, a.block, withChild(a, 'course@course'));
    },
    'an ordinal is skipped': (head) => {
      head.skipped = true;
      return query(
        client,
        `INSERT INTO versions (course_id, guid, line, ordinal, root) VALUES ($1,$2,$3,$4::bigint + 5,'course@course')`,
        [course, newGuid(), head.line, head.ordinal],
      );
    },
    'history is rewritten': (head) =>
      query(client, 'UPDATE blocks SET display_name=$3 WHERE course_id=$1 AND line=$2', [course, head.line, 'x']),
  };
  for (const [name, work] of Object.entries(cases)) {
    const refused = await write(client, course, work).then(
      () => null,
      (error) => error,
    );
    expect(refused?.code === '23000', `it accepted: ${name} (${refused?.message ?? 'no error'})`);
  }
  return Object.keys(cases);
}

/** The same for a line's first version, which is looked at whole. */
async function firstVersionRefusals(client, course) {
  const root = (...children) => ({ block: 'course@course', parent: null, children: arrayText(children) });
  const leaf = (block, parent, ...children) => ({ block, parent, children: arrayText(children) });
  const cases = {
    'a first version lists what does not exist': [root('html@a')],
    'a first version lists a child of another': [
      root('html@a', 'html@b'),
      leaf('html@a', 'course@course'),
      leaf('html@b', 'html@a'),
    ],
    'a first version lists a child twice': [root('html@a', 'html@a'), leaf('html@a', 'course@course')],
    'a first version has an unlisted child': [root(), leaf('html@a', 'course@course')],
    'a first version has a ring beside its tree': [
      root(),
      leaf('html@a', 'html@b', 'html@b'),
      leaf('html@b', 'html@a', 'html@a'),
    ],
    'a first version has no root': [leaf('html@a', null)],
  };
  for (const [name, rows] of Object.entries(cases)) {
    const refused = await transaction(client, async () => {
      await query(
        client,
        `INSERT INTO versions (course_id, guid, line, ordinal, root) VALUES ($1,$2,1,1,'course@course')`,
        [course, newGuid()],
      );
      for (const row of rows) await open(client, course, { line: 1, ordinal: 0 }, row);
    }).then(
      () => null,
      (error) => error,
    );
    expect(refused?.code === '23000', `it accepted: ${name} (${refused?.message ?? 'no error'})`);
  }
  return Object.keys(cases);
}

/** The three writes of one step on one side; `verticals` is that side's own copy, kept in step with the store. */
async function timeStep(client, verticals, i, times) {
  const [from, to] = [verticals[2 * i], verticals[2 * i + 1]];
  const [leaf, fresh] = [from.children[0], `html@${newGuid()}`];
  const record = async (what, work) => {
    let check;
    (times[`${what}, ms`] ??= []).push(await timed(async () => (check = await write(client, COURSE, work))));
    (times[`${what}: the check alone, ms`] ??= []).push(check);
  };
  await record('edit of a leaf', (head) => change(client, COURSE, head, leaf, {}));
  await record('insert of a leaf', async (head) => {
    await open(client, COURSE, head, { block: fresh, parent: from.block, children: '{}' });
    await change(client, COURSE, head, from.block, withChild(from, fresh));
  });
  await record('move of a leaf', async (head) => {
    await change(client, COURSE, head, fresh, { parent: to.block });
    await change(client, COURSE, head, to.block, withChild(to, fresh));
    await change(client, COURSE, head, from.block, { children: arrayText(from.children) });
  });
}

/** One new version of an existing course that brings `count` rows at once, as an import into a course that is there. */
async function bulkVersion(client, course, count) {
  const root = { block: 'course@course', parent: null, children: [] };
  await transaction(client, async () => {
    await query(client, `INSERT INTO versions (course_id, guid, line, ordinal, root) VALUES ($1,$2,1,1,$3)`, [
      course,
      newGuid(),
      root.block,
    ]);
    await query(client, `INSERT INTO branches VALUES ($1,'draft',1,1)`, [course]);
    await open(client, course, { line: 1, ordinal: 0 }, { ...root, children: '{}' });
  });
  const blocks = makeCourse(count);
  const columns = [
    'course_id',
    'line',
    'since',
    'revision',
    'block',
    'parent',
    'children',
    'display_name',
    'settings',
    'definition',
  ];
  return timed(() =>
    write(client, course, async (head) => {
      await change(client, course, head, root.block, { children: arrayText(blocks[0].children) });
      const rows = blocks
        .slice(1)
        .map((row) => [
          course,
          1,
          2,
          randomUUID(),
          row.block,
          row.parent,
          arrayText(row.children),
          row.display_name,
          row.settings,
          row.definition,
        ]);
      await copyRows(client, 'blocks', columns, rows);
    }),
  );
}

/** A store in a schema of its own, so that both can be written in turns without switching a trigger. */
async function side(client, schema, checked, blocks) {
  await client.query(`CREATE SCHEMA ${schema}; SET search_path = ${schema}`);
  const store = new Temporal(checked);
  await store.schema(client);
  for (const course of [1, 2, COURSE]) await store.load(client, course, blocks);
  await client.query('VACUUM ANALYZE blocks');
  const verticals = blocks
    .filter(({ block }) => block.startsWith('vertical@'))
    .map((row) => ({ ...row, children: [...row.children] }));
  return { client, store, verticals, times: {} };
}

const COURSE = 3;

/** What the check costs at `count` blocks (every write with it off and on, in turns), and what it refuses. */
export async function measureIntegrity(client, connect, count) {
  const other = await connect();
  const blocks = makeCourse(count);
  const sides = new Map([
    ['check off', await side(client, 'unchecked', false, blocks)],
    ['check on', await side(other, 'checked', true, blocks)],
  ]);
  const refused = [...(await refusals(other, 1, blocks)), ...(await firstVersionRefusals(other, 50))];
  for (let i = 0; i < 400; i++)
    for (const { client: writer, verticals, times } of sides.values()) await timeStep(writer, verticals, i, times);
  for (let i = 0; i < 7; i++) {
    for (const { client: writer, store, times } of sides.values()) {
      (times[`import of ${count} rows as a later version of a line, ms`] ??= []).push(
        await bulkVersion(writer, 100 + i, count),
      );
      (times[`copy of ${count} rows as the first version of a line (rerun), ms`] ??= []).push(
        await timed(() => store.rerun(writer, COURSE, 200 + i)),
      );
    }
  }
  await other.end();
  const medians = (times) => Object.fromEntries(Object.entries(times).map(([what, list]) => [what, median(list)]));
  return { columns: new Map([...sides].map(([mode, { times }]) => [mode, medians(times)])), refused };
}
