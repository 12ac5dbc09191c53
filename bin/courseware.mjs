#!/usr/bin/env node
/**
 * The command line's door: makes sure of Node 24 and of `dist/`, and then runs `dist/src/cli/main.js`. This file and
 * what it imports run on any Node from 20.19 on.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfMissing, keepCompiledCode } from '../scripts/build-if-missing.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const NEEDED = 24;

/** The Node that `npm ci` has brought, or null. */
function ownNode() {
  const places = ['node_modules/.bin/node', `node_modules/node-win-${process.arch}/bin/node.exe`];
  return places.map((place) => path.join(ROOT, place)).find((file) => existsSync(file)) ?? null;
}

/** Runs this file again with another Node, hands signals on, and ends as it ended. */
function runWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both: this process only has to outlive the other.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} cannot be run: ${error.message}`));
  child.on('close', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

const version = Number(process.versions.node.split('.', 1)[0]);
if (version < NEEDED) {
  const node = process.env.COURSEWARE_NODE === undefined ? ownNode() : null;
  // Set for the child, so that a wrong Node in that place cannot call itself for ever.
  process.env.COURSEWARE_NODE = String(version);
  if (node) runWith(node);
  else
    fail(
      `Courseware needs Node ${NEEDED} and this is ${process.version}. Run \`npm ci\`, which installs one beside the sources.`,
    );
} else {
  try {
    await buildIfMissing();
    keepCompiledCode();
    await import(new URL('../dist/src/cli/main.js', import.meta.url).href);
  } catch (error) {
    fail(error.message);
  }
}
