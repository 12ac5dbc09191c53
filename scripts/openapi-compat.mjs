/**
 * Holds openapi.json against the contract that was last released, docs/api/released/<version>.json (SPEC R-10):
 *
 *   node scripts/openapi-compat.mjs             fails on a break, and on an addition without a higher minor version
 *   node scripts/openapi-compat.mjs --release   writes openapi.json there as the contract of its version
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { breaksBetween, versionFaults } from './openapi-breaks.mjs';

const FOLDER = path.join('docs', 'api', 'released');
const numbers = (version) => version.split('.').map(Number);
const byVersion = (a, b) =>
  numbers(a)[0] - numbers(b)[0] || numbers(a)[1] - numbers(b)[1] || numbers(a)[2] - numbers(b)[2];

const current = JSON.parse(readFileSync('openapi.json', 'utf8'));
const released = (existsSync(FOLDER) ? readdirSync(FOLDER) : [])
  .filter((file) => /^\d+\.\d+\.\d+\.json$/.test(file))
  .map((file) => file.slice(0, -'.json'.length))
  .sort(byVersion);
const newest = released.at(-1);
const faults = newest === undefined ? [] : faultsAgainst(newest);

if (newest === undefined) console.log('Nothing is released yet: any change is possible.');
for (const fault of faults) console.error(`  - ${fault}`);
if (faults.length > 0) {
  console.error(
    `openapi.json breaks the contract of ${newest} (above). Keep what was there and mark it with @Deprecated (docs/api/deprecation.md), or make a new major version.`,
  );
  process.exitCode = 1;
} else if (process.argv.includes('--release')) release();
else if (newest !== undefined) console.log(`openapi.json keeps the contract of ${newest}.`);

function faultsAgainst(version) {
  const before = JSON.parse(readFileSync(path.join(FOLDER, `${version}.json`), 'utf8'));
  return [...breaksBetween(before, current), ...versionFaults(before, current)];
}

/** A released contract is never rewritten: those who rely on it have read it. */
function release() {
  const file = path.join(FOLDER, `${current.info.version}.json`);
  const text = `${JSON.stringify(current, null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is released already. Raise API_VERSION in src/common/openapi/api-version.ts.`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, text);
  console.log(`${file} is the contract of ${current.info.version}.`);
}
