// One edit of a leaf (P-4), every candidate and the bare UPDATE in turns: whatever else the machine does, it does it to all of them.
import { median, quantile, timed } from './measure.mjs';
import { query } from './postgres.mjs';
import { leavesOf, makeCourse, newSettings } from './shape.mjs';

const ROUNDS = 600;
const SIZES = [100, 10000];

async function prepare(store, client) {
  await store.schema(client);
  await client.query('CREATE TABLE bare (id int PRIMARY KEY, settings json)');
  await query(client, 'INSERT INTO bare SELECT i, $1::json FROM generate_series(1, 10000) i', [newSettings(0)]);
  const leaves = [];
  for (const [course, size] of SIZES.entries()) {
    const blocks = makeCourse(size);
    await store.load(client, course, blocks);
    leaves.push(leavesOf(blocks));
  }
  await client.query('VACUUM ANALYZE');
  return { store, client, leaves, bare: [], edits: SIZES.map(() => []) };
}

async function round({ store, client, leaves, bare, edits }, i) {
  bare.push(
    await timed(() => query(client, 'UPDATE bare SET settings=$2 WHERE id=$1', [1 + (i % 10000), newSettings(i)])),
  );
  for (const [course, keys] of leaves.entries()) {
    // A document of 10,000 blocks is rewritten by each edit: sixty such edits are enough to see it.
    if (store.name.startsWith('A') && course === 1 && i % 10 > 0) continue;
    edits[course].push(await timed(() => store.edit(client, course, keys[i % keys.length], newSettings(i))));
  }
}

/** Columns for the table. The quarter is the lower quartile: what it costs while nothing else holds the processor. */
export async function measureEdits(stores, inDatabase) {
  const sides = [];
  const measure = async (rest) => {
    if (rest.length > 0) {
      return inDatabase(async (client) => {
        sides.push(await prepare(rest[0], client));
        await measure(rest.slice(1));
      });
    }
    for (let i = 0; i < ROUNDS; i++) for (const side of sides) await round(side, i);
  };
  await measure(stores);
  const figures = ({ bare, edits: [small, large] }) => {
    const quarter = (times) => quantile(times, 0.25);
    return {
      'bare one-row UPDATE, median (lower quartile), ms': `${median(bare).toFixed(2)} (${quarter(bare).toFixed(2)})`,
      'edit at 100, median (lower quartile), ms': `${median(small).toFixed(2)} (${quarter(small).toFixed(2)})`,
      'edit at 10,000, median (lower quartile), ms': `${median(large).toFixed(2)} (${quarter(large).toFixed(2)})`,
      'edit at 10,000, p95, ms': quantile(large, 0.95),
      'P-4: 10,000 / 100, by lower quartiles': quarter(large) / quarter(small),
      'P-4: 10,000 / bare UPDATE, by lower quartiles': quarter(large) / quarter(bare),
    };
  };
  return new Map(sides.map((side) => [side.store.name, figures(side)]));
}
