/**
 * `npm run fuzz`: holds a running demo against openapi.json with schemathesis, from outside and knowing nothing of the
 * code (SPEC R-14). What it checks, and what it leaves out and why, is in schemathesis.toml. Arguments go to
 * schemathesis: `npm run fuzz -- --max-examples 500`. Ends with 0 only if it ran and found nothing.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HOW_TO_GET_IT = `schemathesis is not on the PATH. It is a Python program:

    python3 -m venv ~/.venvs/schemathesis
    ~/.venvs/schemathesis/bin/pip install "schemathesis>=4.32,<5"
    PATH=~/.venvs/schemathesis/bin:$PATH npm run fuzz
`;
const { fetch } = globalThis;

if (spawnSync('schemathesis', ['--version'], { stdio: 'ignore' }).status !== 0) {
  console.error(HOW_TO_GET_IT);
  process.exit(2);
}
if (!existsSync('dist/src/main.js')) {
  console.error('There is no build: npm run build');
  process.exit(2);
}

const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const dataDir = mkdtempSync(path.join(tmpdir(), 'courseware-fuzz-'));
const env = {
  ...process.env,
  ...{ PORT: String(port), HOST: '127.0.0.1', PUBLIC_URL: origin, DATA_DIR: dataDir, LOG_LEVEL: 'error' },
  ...{ RATE_LIMIT_READS: '0', RATE_LIMIT_WRITES: '0', RATE_LIMIT_SIGN_IN: '0' },
};
const service = spawn(process.execPath, ['dist/src/main.js', '--demo'], {
  env,
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  await ready();
  process.exitCode = await fuzz();
} finally {
  const ended = service.exitCode === null && new Promise((resolve) => service.once('exit', resolve));
  service.kill('SIGTERM');
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
}

/** As the demo's administrator, who may everything, so that no request ends at a 403. */
function fuzz() {
  const token = execFileSync(process.execPath, ['bin/courseware.mjs', 'token', 'demo-admin'], {
    env,
    encoding: 'utf8',
  });
  const args = ['--config-file', 'schemathesis.toml', 'run', 'openapi.json', '--url', origin];
  const child = spawn(
    'schemathesis',
    [...args, '-H', `Authorization: Bearer ${token.trim()}`, ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Ended by a signal is not passed.
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function ready() {
  for (let tries = 0; tries < 240; tries += 1) {
    if (service.exitCode !== null) throw new Error('The service did not start.');
    const answer = await fetch(`${origin}/ready/`).catch(() => null);
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
