import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { RULES } from '../../../scripts/redocly-plugin.mjs';

const run = promisify(execFile);
const PROBLEM = { $ref: '#/components/schemas/ProblemResponse' };
const ERROR = { description: 'Wrong.', content: { 'application/json': { schema: PROBLEM } } };

/** A good operation with some members changed. */
function operation(changes: object = {}) {
  return { 'x-support-level': 'stable', responses: { '200': { description: 'Good.' }, '400': ERROR }, ...changes };
}
const get = (changes?: object) => ({ get: operation(changes) });
const parameter = (name: string, place: string, type: string) => ({
  parameters: [{ name, in: place, required: place === 'path', schema: { type } }],
});

/** Rule → a path that breaks it. */
const VIOLATIONS: Record<string, [string, object]> = {
  'path-ends-in-slash': ['/api/tide/v1/tides', get()],
  'path-has-major-version': ['/api/tide/v1.2/tides/', get()],
  'api-name-singular': ['/api/tides/v1/tides/', get()],
  'path-snake-case': ['/api/tide/v1/springTides/', get()],
  'collection-plural': ['/api/tide/v1/tide/', get()],
  'path-without-verb': ['/api/tide/v1/tides/{tide_key}/publish/', get()],
  'one-identifier-per-collection': ['/api/tide/v1/tides/{place}/{day}/', get()],
  'no-database-id': ['/api/tide/v1/tides/{id}/', get(parameter('id', 'path', 'integer'))],
  'query-snake-case': ['/api/tide/v1/places/', get(parameter('pageSize', 'query', 'string'))],
  'patch-is-merge-patch': [
    '/api/tide/v1/seas/{sea}/',
    { patch: operation({ requestBody: { content: { 'application/json': {} } } }) },
  ],
  'post-creates': ['/api/tide/v1/seas/', { post: operation({ responses: { '201': { description: 'Made.' } } }) }],
  'delete-answers-nothing': ['/api/tide/v1/lakes/{lake}/', { delete: operation() }],
  'errors-are-problems': ['/api/tide/v1/lakes/', get({ responses: { '404': { description: 'Lost.' } } })],
  'support-level': ['/api/tide/v1/ponds/', get({ 'x-support-level': undefined })],
};

/** What is right and must pass every rule. */
const GOOD: Record<string, object> = {
  '/api/moon/v1/moons/': {
    ...get(parameter('page_size', 'query', 'integer')),
    post: operation({ responses: { '201': { description: 'Made.', headers: { Location: {} } } } }),
  },
  '/api/moon/v1/moons/{username},{moon_key}/children/': get(),
  '/api/moon/v1/moons/{moon_key}/': {
    patch: operation({ requestBody: { content: { 'application/merge-patch+json': {} } } }),
    delete: operation({ responses: { '204': { description: 'Gone.' } } }),
  },
  '/api/moon/v1/moons/{moon_key}/imports/': get(),
  '/api/moon/v1/convert/': get({ 'x-verb': true }),
};

describe('the rules of the linter for URLs and methods (SPEC section 1, R-15)', () => {
  let found: { rule: string; message: string }[];

  beforeAll(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'courseware-lint-'));
    try {
      mkdirSync(path.join(folder, 'scripts'));
      copyFileSync('scripts/redocly-plugin.mjs', path.join(folder, 'scripts/redocly-plugin.mjs'));
      copyFileSync('redocly.yaml', path.join(folder, 'redocly.yaml'));
      const paths = { ...GOOD, ...Object.fromEntries(Object.values(VIOLATIONS)) };
      const components = { schemas: { ProblemResponse: { type: 'object' } } };
      const document = { openapi: '3.1.0', info: { title: 'Tides', version: '1.0.0' }, paths, components };
      writeFileSync(path.join(folder, 'openapi.json'), JSON.stringify(document));
      const cli = path.resolve('node_modules/@redocly/cli/bin/cli.js');
      const lint = run(process.execPath, [cli, 'lint', 'openapi.json', '--format', 'json', '--max-problems', '1000'], {
        cwd: folder,
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
        maxBuffer: 16 * 1024 * 1024,
      }).catch((error: { stdout: string }) => error);
      const { problems } = JSON.parse((await lint).stdout) as { problems: { ruleId: string; message: string }[] };
      found = problems
        .filter(({ ruleId }) => ruleId.startsWith('courseware/'))
        .map(({ ruleId, message }) => ({ rule: ruleId.replace('courseware/', ''), message }));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('are each broken here', () => {
    expect(Object.keys(VIOLATIONS).sort()).toEqual([...RULES].sort());
  });

  it.each(RULES)('%s fires, and tells which path', (rule) => {
    const messages = found.filter((problem) => problem.rule === rule).map(({ message }) => message);
    const [where] = VIOLATIONS[rule]!;
    const word =
      rule === 'no-database-id'
        ? 'id'
        : rule === 'query-snake-case'
          ? 'pageSize'
          : rule === 'api-name-singular'
            ? 'tides'
            : where;
    expect(messages.filter((message) => message.includes(word))).toHaveLength(1);
  });

  it('let pass what is right', () => {
    expect(found.filter(({ message }) => message.includes('moon') || message.includes('convert'))).toEqual([]);
  });
});
