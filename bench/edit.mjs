/**
 * `npm run bench -- edit [--sizes 100,10000] [--rounds 400]`: what one edit of a block costs through `ContentEditor`, in
 * courses of two sizes, beside a bare one-row UPDATE on a connection of the same pool (SPEC P-4: at most 1.3× and 5×).
 *
 * The embedded PostgreSQL with its default durability (fsync on). All of them take turns, so whatever else the machine does, it
 * does to all; medians and lower quartiles are printed, the ratios are of the lower quartiles: what it costs while
 * nothing else holds the processor. Every edit is really another value, and the history grows as it does in life.
 */
import { parseArgs } from 'node:util';
import { markdownTable, median, quantile, timed } from './content-store/measure.mjs';
import { inFolder, MACHINE } from './in-folder.mjs';
import { importSyntheticCourse, openService } from './open-service.mjs';

const LIMITS = { size: 1.3, bare: 5 };
const WARM_UP = 30;

/** Prints the table of one bench. */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: { sizes: { type: 'string', default: '100,10000' }, rounds: { type: 'string', default: '400' } },
  });
  const sizes = values.sizes.split(',').map(Number);
  await inFolder(openService, async (service, folder) => {
    const sides = await prepare(service, folder, sizes);
    for (let round = 0; round < WARM_UP; round += 1) for (const { work } of sides) await work(round);
    for (let round = WARM_UP; round < WARM_UP + Number(values.rounds); round += 1) {
      for (const { work, times } of sides) times.push(await timed(() => work(round)));
    }
    print(sides);
  });
}

/** The bare UPDATE, and for each size one edit of settings and one of content. */
async function prepare(service, folder, sizes) {
  const sides = [await bareUpdate(service)];
  for (const size of sizes) {
    const edits = await editsOf(service, await importSyntheticCourse(service, folder, size));
    const label = size.toLocaleString('en');
    sides.push({ name: `settings, ${label} blocks`, size, work: edits.settings, times: [] });
    sides.push({ name: `content, ${label} blocks`, size: null, work: edits.content, times: [] });
  }
  await service.source.query('VACUUM ANALYZE');
  return sides;
}

/** One row of a table of 10,000, a named prepared statement, committed at once. */
async function bareUpdate({ source }) {
  await source.query('CREATE TABLE bare (id int PRIMARY KEY, settings json)');
  await source.query(`INSERT INTO bare SELECT i, '{"weight": 1}' FROM generate_series(1, 10000) i`);
  const runner = source.createQueryRunner();
  const client = await runner.connect();
  const text = 'UPDATE bare SET settings = $2 WHERE id = $1';
  const work = (round) =>
    client.query({ name: 'bare', text, values: [1 + (round % 10_000), JSON.stringify(settings(round))] });
  return { name: 'bare one-row UPDATE', size: 0, work, times: [], end: () => runner.release() };
}

/** Edits of one leaf after another, on the draft. */
async function editsOf({ content, editor, reader, versions }, key) {
  const { nodes } = await reader.tree(await versions.headOf(key, content.DRAFT));
  const leaves = [...nodes.values()].filter(({ type }) => type === 'problem').map(({ block }) => block);
  const edit = async (round, fields) => {
    const change = content.patchFields(leaves[round % leaves.length], { fields });
    const { changed } = await editor.edit(key, { by: 'bench', message: 'An edit.' }, change);
    if (!changed) throw new Error('An edit changed nothing.');
  };
  return {
    settings: (round) => edit(round, settings(round)),
    content: (round) => edit(round, { data: `<problem><p>Edited ${round} times over.</p></problem>` }),
  };
}

const settings = (round) => ({ weight: round + 0.5, markdown: 'x'.repeat(200) });

function print(sides) {
  const [bare] = sides;
  bare.end();
  const quarter = ({ times }) => quantile(times, 0.25);
  const smallest = sides.find(({ size }) => size > 0);
  const largest = sides.findLast(({ size }) => size > 0);
  const columns = new Map(
    sides.map((side) => [
      side.name,
      {
        'lower quartile, ms': quarter(side),
        'median, ms': median(side.times),
        'p95, ms': quantile(side.times, 0.95),
        '× bare UPDATE': quarter(side) / quarter(bare),
      },
    ]),
  );
  console.log(`### One block edit, ${MACHINE}\n`);
  console.log(markdownTable('', columns));
  console.log(
    `\nP-4: ${largest.name} / ${smallest.name}: ${(quarter(largest) / quarter(smallest)).toFixed(2)} (limit ${LIMITS.size}); ` +
      `${largest.name} / bare UPDATE: ${(quarter(largest) / quarter(bare)).toFixed(2)} (limit ${LIMITS.bare}).`,
  );
}
