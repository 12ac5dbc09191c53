/**
 * Takes the examples of the OpenAPI document anew from a running demo (SPEC R-14): sends the request of each file in
 * docs/api/examples/ and writes the answer beside it. A new example is a file with a request; `npm run openapi` puts it
 * into the document. Examples of errors are made by the service itself.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const FOLDER = path.join('docs', 'api', 'examples');
/** A name that is nobody's (RFC 2606), so that no example leads anywhere. */
const PUBLIC_URL = 'https://courseware.example.org';
const ACCOUNTS = { instructor: 'demo-instructor', admin: 'demo-admin' };
const { fetch } = globalThis;
const tokens = new Map();

const port = await freePort();
const dataDir = mkdtempSync(path.join(tmpdir(), 'courseware-examples-'));
const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, PUBLIC_URL, LOG_LEVEL: 'warn' };
const service = spawn(process.execPath, ['dist/src/main.js', '--demo'], {
  env,
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  await ready();
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json')))
    await record(path.join(FOLDER, file));
} finally {
  const ended = new Promise((resolve) => service.once('exit', resolve));
  service.kill('SIGTERM');
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
}

async function record(file) {
  const example = JSON.parse(readFileSync(file, 'utf8'));
  const answer = await send(await filled(example), example);
  if (answer.status >= 400) throw new Error(`${file}: ${answer.status} ${JSON.stringify(answer.body)}`);
  writeFileSync(file, `${JSON.stringify({ ...example, response: answer }, null, 2)}\n`);
  console.log(`${answer.status} ${file}`);
}

/**
 * The path, with keys that differ from one installation to the next taken from another answer. A member of the body that has the
 * name of a variable gets its value.
 */
async function filled({ as, request, variables }) {
  let target = request.path;
  for (const [name, { path: source, member }] of Object.entries(variables ?? {})) {
    const value = await valueOf(source, member, as);
    target = target.replace(`{${name}}`, value);
    if (request.body && name in request.body) request.body[name] = value;
  }
  return target;
}

/** What an answer says, once it says it: tasks take a moment. */
async function valueOf(source, member, as) {
  for (let tries = 0; tries < 100; tries += 1) {
    const { body } = await send(source, { as, request: { method: 'GET' } });
    const value = member.split('.').reduce((inner, key) => inner?.[key], body);
    if (value !== undefined) return value;
    await sleep(100);
  }
  throw new Error(`${source} has no ${member}.`);
}

async function send(target, { as, request }) {
  const headers = { ...request.headers };
  if (ACCOUNTS[as]) headers.authorization = `Bearer ${tokenOf(ACCOUNTS[as])}`;
  if (request.body !== undefined) headers['content-type'] ??= 'application/json';
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const answer = await fetch(`http://127.0.0.1:${port}${target}`, { method: request.method, headers, body });
  const text = await answer.text();
  return { status: answer.status, ...(text && { body: JSON.parse(text) }) };
}

function tokenOf(username) {
  if (!tokens.has(username)) {
    const output = execFileSync(process.execPath, ['bin/courseware.mjs', 'token', username], { env, encoding: 'utf8' });
    tokens.set(username, output.trim());
  }
  return tokens.get(username);
}

async function ready() {
  for (let tries = 0; tries < 240; tries += 1) {
    if (service.exitCode !== null) throw new Error('The service did not start.');
    const answer = await fetch(`http://127.0.0.1:${port}/ready/`).catch(() => null);
    if (answer?.status === 200) return;
    await sleep(500);
  }
  throw new Error('The service was not ready in time.');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
