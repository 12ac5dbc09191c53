/**
 * `npm run bench -- <name> [options]`: runs a benchmark against the build in dist/ and prints Markdown. Without a name:
 * says which there are.
 */
import { buildIfMissing } from '../scripts/build-if-missing.mjs';

const BENCHES = {
  import: { what: 'OLX import into the embedded PostgreSQL (SPEC P-5)', load: () => import('./import.mjs') },
  export: { what: 'OLX export from the embedded PostgreSQL (SPEC C-10)', load: () => import('./export.mjs') },
  payload: { what: 'bytes of minimal, default and full views (SPEC P-7)', load: () => import('./payload.mjs') },
  authoring: {
    what: 'rerun, publication and restore of whole courses (SPEC C-9)',
    load: () => import('./authoring.mjs'),
  },
  edit: { what: 'one block edit beside a bare UPDATE (SPEC P-4)', load: () => import('./edit.mjs') },
};

const [name, ...options] = process.argv.slice(2);
const bench = Object.hasOwn(BENCHES, name ?? '') ? BENCHES[name] : null;
if (bench) {
  await buildIfMissing();
  const { run } = await bench.load();
  await run(options);
} else {
  console.error(`Usage: npm run bench -- <name> [options]\n`);
  for (const [each, { what }] of Object.entries(BENCHES)) console.error(`  ${each}  ${what}`);
  process.exitCode = name === undefined ? 0 : 2;
}
