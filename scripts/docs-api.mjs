/**
 * `npm run docs:api`: writes the answers in docs/api/conventions.md anew, as the service of today gives them. The test of the
 * document does it, so that what it checks and what is written cannot differ.
 */
import { spawnSync } from 'node:child_process';

const { status } = spawnSync('npm', ['run', 'test:e2e:built', '--', '--testPathPatterns', 'e2e/docs/conventions'], {
  env: { ...process.env, RENEW_DOCS: '1' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
