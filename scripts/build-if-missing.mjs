/**
 * Builds `dist/` when it is missing or older than the sources, and then, if one is named, runs a program of it in this
 * very process:
 *
 *   node scripts/build-if-missing.mjs                          only makes sure of dist/
 *   node scripts/build-if-missing.mjs --always                 builds in any case (`npm run build`)
 *   node scripts/build-if-missing.mjs dist/src/main.js --demo  makes sure, then runs the service
 *
 * The same process, so that a start costs one Node and SIGTERM reaches the service and not a shell around it.
 * Notices go to stderr: what the program prints is its own.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import path from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** Written last, so that a build that was broken off does not count. */
const STAMP = path.join(ROOT, 'dist', '.built');
const SOURCES = ['src', 'ormconfig.ts', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
const LOCK = path.join(ROOT, 'node_modules', '.cache', 'courseware-build.lock');
const BUILD_TIMEOUT_MS = 300_000;

/**
 * Makes sure that `dist/` is there and as new as the sources.
 * @throws {Error} when the build fails
 */
export async function buildIfMissing({ always = false } = {}) {
  if (!always && isFresh()) return;
  const unlock = await lock();
  try {
    // Another process may have built it while this one waited.
    if (always || !isFresh()) await build();
  } finally {
    unlock();
  }
}

/** Keeps what V8 has compiled for the next start, which saves it a third of its time. Where it cannot write, nothing happens. */
export function keepCompiledCode() {
  module.enableCompileCache?.(path.join(ROOT, 'node_modules', '.cache', 'courseware-code')); // since Node 22.8
}

function isFresh() {
  const built = modified(STAMP);
  if (built === null) return false;
  // An installation without development packages has nothing to build with: what it was shipped with is right.
  return nestCli() === null || SOURCES.every((name) => newest(path.join(ROOT, name)) <= built);
}

/** When the newest file or folder below was written; folders tell of files that were removed. Specs are not built. */
function newest(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return /\.spec\.ts$|\.md$/.test(file) ? 0 : stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(file).map((name) => newest(path.join(file, name))));
}

function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

function nestCli() {
  try {
    return createRequire(import.meta.url).resolve('@nestjs/cli/bin/nest.js');
  } catch {
    return null;
  }
}

async function build() {
  const cli = nestCli();
  if (cli === null)
    throw new Error(
      'dist/ is missing and cannot be built, because the development packages are not installed. Run `npm ci`.',
    );
  process.stderr.write('Building Courseware (once; it takes a moment) …\n');
  // Before the compiler reads them: what is saved while it works must count as newer.
  const begun = new Date();
  rmSync(STAMP, { force: true });
  const code = await new Promise((resolve, reject) => {
    // Its stdout would mix with what the program prints.
    const child = spawn(process.execPath, [cli, 'build'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
    child.on('error', reject).on('close', resolve);
  });
  if (code !== 0) throw new Error('The build failed; see above.');
  writeFileSync(STAMP, `${begun.toISOString()}\n`);
  utimesSync(STAMP, begun, begun);
}

/** Two processes that start together build once: a folder is made by exactly one of them. */
async function lock() {
  mkdirSync(path.dirname(LOCK), { recursive: true });
  const holder = path.join(LOCK, 'pid');
  const deadline = Date.now() + BUILD_TIMEOUT_MS;
  for (;;) {
    try {
      mkdirSync(LOCK);
      writeFileSync(holder, String(process.pid));
      return () => rmSync(LOCK, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (Date.now() > deadline)
      throw new Error(`Another process has been building for too long. If there is none, delete ${LOCK}.`);
    if (isAbandoned(holder)) rmSync(LOCK, { recursive: true, force: true });
    else await sleep(100);
  }
}

/** Whether the process that holds the lock is gone. One that has only just made it has not written its number yet. */
function isAbandoned(holder) {
  try {
    process.kill(Number(readFileSync(holder, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/**
 * npm runs a script in a shell, and hands SIGTERM to that shell, which dies of it and leaves this process behind: take
 * the loss of the parent for the signal. (`exec` in the script would do on POSIX, and does not exist on Windows.)
 */
function endWithShell() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
}

async function main([first, ...rest]) {
  await buildIfMissing({ always: first === '--always' });
  if (first === undefined || first === '--always') return;
  endWithShell();
  keepCompiledCode();
  const program = path.resolve(ROOT, first);
  process.argv = [process.argv[0], program, ...rest];
  await import(pathToFileURL(program).href);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
