// One candidate, one course size: every operation, checked for its answer and timed.
import { expect, median, quantile, series, timed } from './measure.mjs';
import { query } from './postgres.mjs';
import { leavesOf, makeCourse, newSettings, subtreeOf } from './shape.mjs';

const COURSE = 3; // courses 1 and 2 are there so that the tables hold more than one

async function totalBytes(client, tables) {
  for (const table of tables) await client.query(`VACUUM ANALYZE ${table}`);
  const rows = await query(
    client,
    'SELECT sum(pg_total_relation_size(t::regclass)) AS bytes FROM unnest($1::text[]) t',
    [tables],
  );
  return Number(rows[0].bytes);
}

async function loadCourses(store, client, count) {
  let blocks;
  const rates = [];
  for (let course = 1; course <= COURSE; course++) {
    blocks = makeCourse(count);
    // Both branches are written, so a block counts twice.
    rates.push((2 * count) / ((await timed(() => store.load(client, course, blocks))) / 1000));
  }
  return { blocks, rate: median(rates) };
}

/** Edits alternate with a bare one-row UPDATE, so that both meet the same disk. */
async function editSeries(store, client, leaves, edits) {
  const [bare, times, versions] = [[], [], []];
  for (let i = 0; i < edits; i++) {
    bare.push(
      await timed(() => query(client, 'UPDATE bare SET settings=$2 WHERE id=$1', [1 + (i % 10000), newSettings(i)])),
    );
    const settings = newSettings(`edit ${i}`);
    times.push(
      await timed(async () => versions.push(await store.edit(client, COURSE, leaves[i % leaves.length], settings))),
    );
  }
  return { bare, times, versions };
}

/** Eight connections, each editing its own block as fast as it can. */
async function concurrentAuthors(store, client, connect, leaves, each) {
  const authors = await Promise.all(Array.from({ length: 8 }, connect));
  const count = async () =>
    Number(
      (
        await query(
          client,
          `SELECT count(*) AS n FROM ${store.tables.includes('versions') ? 'versions' : 'structures'} WHERE course_id=$1`,
          [COURSE],
        )
      )[0].n,
    );
  const before = await count();
  const ms = await timed(() =>
    Promise.all(
      authors.map(async (author, a) => {
        for (let i = 0; i < each; i++)
          await store.edit(author, COURSE, leaves[a], newSettings(`author ${a} edit ${i}`));
      }),
    ),
  );
  expect((await count()) === before + 8 * each, 'every concurrent edit made one version');
  for (let a = 0; a < 8; a++) {
    const settings = await store.block(client, COURSE, leaves[a], null);
    expect(settings.includes(`author ${a} edit ${each - 1}"`), 'a concurrent edit was lost');
  }
  await Promise.all(authors.map((author) => author.end()));
  return (8 * each) / (ms / 1000);
}

async function reads(store, client, count, runs, old, leaf) {
  const figures = {};
  for (const [when, guid] of [
    ['at the head', null],
    ['at the old version', old],
  ]) {
    expect((await store.outline(client, COURSE, guid)) === count, `outline ${when}`);
    expect(store.countAll(await store.all(client, COURSE, guid)) === count, `whole course ${when}`);
    figures[`outline ${when}, ms`] = median(await series(runs, () => store.outline(client, COURSE, guid)));
    figures[`whole course ${when}, ms`] = median(await series(runs, () => store.all(client, COURSE, guid)));
    expect((await store.block(client, COURSE, leaf, guid)).includes('edit') === (guid === null), `block ${when}`);
    figures[`one block ${when}, ms`] = median(
      await series(Math.max(runs, 100), () => store.block(client, COURSE, leaf, guid)),
    );
  }
  return figures;
}

/** 50 blocks edited in one version, then the timed publish of their subtree. */
async function publishes(store, client, blocks, leaves, runs) {
  const sequential = blocks.find(({ block }) => block.startsWith('sequential@')).block;
  const subtree = subtreeOf(blocks, sequential);
  expect(subtree.length === 50, 'the subtree has 50 blocks');
  const changes = (keys, stamp) => new Map(keys.map((key) => [key, newSettings(stamp)]));
  const [some, all] = [[], []];
  for (let i = 0; i < runs; i++) {
    await store.editMany(client, COURSE, changes(subtree, `subtree ${i}`));
    some.push(await timed(() => store.publish(client, COURSE, sequential)));
    await store.editMany(client, COURSE, changes(leaves.slice(0, 100), `all ${i}`));
    all.push(await timed(() => store.publishAll(client, COURSE)));
  }
  return { 'publish a changed subtree of 50, ms': median(some), 'publish all (100 changed at most), ms': median(all) };
}

/**
 * Every figure of one candidate at `count` blocks. `connect` opens further connections. `edits` is 1,000, or fewer where the candidate's
 * versions are too big for that; storage is then still per edit, and the old version is that many edits old.
 */
export async function measureCandidate(store, client, connect, count, edits) {
  const runs = count > 1000 ? 25 : 200;
  await store.schema(client);
  await client.query('CREATE TABLE bare (id int PRIMARY KEY, settings json)');
  await query(client, 'INSERT INTO bare SELECT i, $1::json FROM generate_series(1, 10000) i', [newSettings(0)]);
  const { blocks, rate } = await loadCourses(store, client, count);
  const leaves = leavesOf(blocks);
  const before = await totalBytes(client, store.tables);
  // The first edit only makes the version that the old reads ask for: it changes a block that is edited last.
  const first = await store.edit(client, COURSE, leaves.at(-1), newSettings('first'));
  const { bare, times, versions } = await editSeries(store, client, leaves, edits);
  const bytes = ((await totalBytes(client, store.tables)) - before) / (edits + 1);
  const figures = {
    'one edit, ms': median(times),
    'one edit, p95, ms': quantile(times, 0.95),
    'bare one-row UPDATE, ms': median(bare),
    'storage per edit, bytes': bytes,
    'edits between old version and head': String(edits),
  };
  Object.assign(figures, await reads(store, client, count, runs, first, leaves[0]));
  const distance = Math.min(100, edits - 1);
  const changed = new Set(Array.from({ length: distance }, (_, i) => leaves[(edits - 1 - i) % leaves.length]));
  const [a, b] = [versions.at(-1 - distance), versions.at(-1)];
  expect((await store.compare(client, COURSE, a, b)).length === changed.size, 'the comparison finds what was edited');
  figures['compare versions 100 edits apart, ms'] = median(
    await series(Math.min(runs, 50), () => store.compare(client, COURSE, a, b)),
  );
  Object.assign(figures, await publishes(store, client, blocks, leaves, count > 1000 ? 10 : 30));
  figures['rerun, ms'] = median(await series(5, (i) => store.rerun(client, COURSE, 100 + i)));
  expect((await store.outline(client, 101, null)) === count, 'the rerun has every block');
  figures['8 authors, edits/s'] = await concurrentAuthors(store, client, connect, leaves, edits >= 1000 ? 100 : 5);
  figures['bulk load, block rows/s'] = rate;
  return figures;
}
