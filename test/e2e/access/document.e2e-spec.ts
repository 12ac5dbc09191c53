import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { accessDocument } from './document.js';

const DOCUMENT = 'docs/api/access.md';

describe('docs/api/access.md', () => {
  it('says what the matrix says (`npm run docs:access` writes it anew)', async () => {
    const text = await format(accessDocument(), { ...(await resolveConfig(DOCUMENT)), parser: 'markdown' });
    if (process.env.RENEW_DOCS === '1') writeFileSync(DOCUMENT, text);
    expect(existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '').toBe(text);
  });
});
