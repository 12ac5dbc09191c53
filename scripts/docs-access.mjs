/** `npm run docs:access`: writes docs/api/access.md anew from test/e2e/access/matrix.ts. The test of the document does it. */
import { spawnSync } from 'node:child_process';

const { status } = spawnSync('npm', ['run', 'test:e2e:built', '--', '--testPathPatterns', 'e2e/access/document'], {
  env: { ...process.env, RENEW_DOCS: '1' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
