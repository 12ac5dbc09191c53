// node bench/content-store/run.mjs [--sizes 100,10000] [--only A,B,C,D,edits,integrity]
// Prints Markdown: the figures of ADR 0005.
import { Documents } from './documents.mjs';
import { measureCandidate } from './candidate.mjs';
import { measureIntegrity } from './integrity.mjs';
import { measureEdits } from './edits.mjs';
import { markdownTable } from './measure.mjs';
import { Merkle } from './merkle.mjs';
import { Pages } from './pages.mjs';
import { startPostgres } from './postgres.mjs';
import { Temporal } from './temporal.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return (at < 0 ? fallback : process.argv[at + 1]).split(',');
};
const sizes = option('sizes', '100,10000').map(Number);
const only = new Set(option('only', 'A,B,C,D,edits,integrity'));
const candidates = {
  A: () => [new Documents()],
  B: () => [new Temporal(false), new Temporal(true)],
  C: () => [new Merkle()],
  D: () => [new Pages()],
};

const server = await startPostgres();
const admin = await server.connect();
let databases = 0;

/** Each measurement has a database to itself, dropped afterwards. */
async function inDatabase(work) {
  const database = `bench${++databases}`;
  await admin.query(`CREATE DATABASE ${database}`);
  const client = await server.connect(database);
  try {
    return await work(client, () => server.connect(database));
  } finally {
    await client.end();
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
  }
}

try {
  for (const size of sizes) {
    const columns = new Map();
    for (const store of Object.entries(candidates).flatMap(([name, make]) => (only.has(name) ? make() : []))) {
      // A version of 10,000 blocks as one document is megabytes: 1,000 of them would only measure the disk.
      const count = store instanceof Documents && size > 1000 ? 100 : 1000;
      const figures = await inDatabase((client, connect) => measureCandidate(store, client, connect, size, count));
      columns.set(store.name, figures);
      console.error(`${store.name} at ${size}: done`);
    }
    if (columns.size > 0) console.log(`\n### ${size.toLocaleString('en')} blocks\n\n${markdownTable('', columns)}`);
  }
  if (only.has('edits')) {
    const stores = Object.values(candidates).flatMap((make) => make());
    console.log(
      `\n### One edit, all candidates in turns\n\n${markdownTable('', await measureEdits(stores, inDatabase))}`,
    );
  }
  if (only.has('integrity')) {
    const size = Math.max(...sizes, 10000);
    const { columns, refused } = await inDatabase((client, connect) => measureIntegrity(client, connect, size));
    console.log(
      `\n### The commit-time check of B, at ${size.toLocaleString('en')} blocks\n\n${markdownTable('', columns)}`,
    );
    console.log(`\nRefused, each in a transaction of its own: ${refused.join('; ')}.`);
  }
} finally {
  await admin.end();
  await server.stop();
}
