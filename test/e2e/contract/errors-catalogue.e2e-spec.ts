import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ERROR_CATALOGUE, type ErrorCode } from '../../../src/common/errors/error-catalogue.js';
import { ERROR_EXPLANATIONS } from '../../../src/common/errors/error-explanations.js';

const CODES = Object.keys(ERROR_CATALOGUE) as ErrorCode[];

/** Where codes are listed, explained and translated; everywhere else, a code in quotes is one that is sent. */
const ABOUT_CODES = /error-(catalogue|explanations)\.ts$|i18n.messages|openapi.|\.spec\.ts$|also-answers|error-pages/;

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !ABOUT_CODES.test(name))
  .map((name) => readFileSync(path.join('src', name), 'utf8'));

/** Rows of the table: code → status, when, what to do. */
function documented(): Record<string, string[]> {
  const rows = readFileSync('docs/api/errors.md', 'utf8').matchAll(/^\|\s*`(\w+)`\s*\|(.*)\|$/gm);
  return Object.fromEntries([...rows].map(([, code, cells]) => [code, cells!.split('|').map((cell) => cell.trim())]));
}

describe('the catalogue of errors (SPEC R-8)', () => {
  it('is the table in docs/api/errors.md, word for word, which is also what the pages say', () => {
    const expected = CODES.map((code) => {
      const { when, remedy } = ERROR_EXPLANATIONS[code];
      return [code, [String(ERROR_CATALOGUE[code].status), when, remedy]];
    });
    expect(documented()).toEqual(Object.fromEntries(expected));
  });

  it.each(CODES)('has no code that nothing answers with: %s', (code) => {
    expect(SOURCES.filter((text) => text.includes(`'${code}'`)).length).toBeGreaterThan(0);
  });

  it('has every code that is thrown', () => {
    const thrown = SOURCES.flatMap((text) => [...text.matchAll(/new AppError\(\s*'(\w+)'/g)].map(([, code]) => code!));
    expect(thrown.filter((code) => !CODES.includes(code as ErrorCode))).toEqual([]);
    expect(thrown.length).toBeGreaterThan(8);
  });
});
