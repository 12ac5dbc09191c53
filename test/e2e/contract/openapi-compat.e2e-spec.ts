import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { breaksBetween, versionFaults } from '../../../scripts/openapi-breaks.mjs';

const run = promisify(execFile);

/** A contract with one of everything that can break. */
function contract() {
  return {
    openapi: '3.1.0',
    info: { title: 'Tides', version: '1.0.0' },
    paths: {
      '/api/tide/v1/tides/': {
        get: {
          operationId: 'tides_list',
          security: [{}, { oauth2_token: [] }] as object[],
          parameters: [
            {
              name: 'place',
              in: 'query',
              required: false,
              schema: { type: 'string', enum: ['oslo', 'lima'], maxLength: 9 } as Record<string, unknown>,
            },
            { name: 'page_size', in: 'query', required: false, schema: { type: 'number', default: 10, maximum: 100 } },
            { $ref: '#/components/parameters/Language' },
          ] as object[],
          responses: {
            '200': {
              headers: { ETag: { schema: { type: 'string' } } } as Record<string, object>,
              content: {
                'application/json': {
                  schema: {
                    anyOf: [
                      { $ref: '#/components/schemas/Tide' },
                      { $ref: '#/components/schemas/TideMinimal' },
                    ] as object[],
                  },
                },
                'text/html': {},
              } as Record<string, object>,
            },
            '304': {},
            '404': { $ref: '#/components/responses/NotFound' },
          } as Record<string, object>,
        } as Record<string, unknown>,
        post: {
          operationId: 'tides_create',
          requestBody: {
            required: false,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/NewTide' } } } as Record<
              string,
              object
            >,
          },
          responses: { '201': {} },
        } as Record<string, unknown>,
      } as Record<string, Record<string, unknown>>,
    } as Record<string, Record<string, Record<string, unknown>>>,
    components: {
      parameters: { Language: { name: 'Accept-Language', in: 'header', required: false, schema: { type: 'string' } } },
      responses: {
        NotFound: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      },
      schemas: {
        Problem: { type: 'object', properties: { status: { type: 'integer' } }, required: ['status'] },
        NewTide: {
          type: 'object',
          properties: { height: { type: ['number', 'null'], minimum: 0 }, note: { type: 'string' } },
          required: ['height'],
        },
        Tide: {
          type: 'object',
          properties: {
            height: { type: 'number' },
            kind: { type: 'string', enum: ['spring', 'neap'] },
            places: { type: 'array', items: { type: 'string' } },
            by_day: { type: 'object', additionalProperties: { type: 'number' } },
            below: { $ref: '#/components/schemas/Tide' },
          },
          required: ['height', 'kind'],
        },
        TideMinimal: { type: 'object', properties: { height: { type: 'number' } }, required: ['height'] },
      } as Record<string, { type: string; properties: Record<string, Record<string, unknown>>; required: string[] }>,
    },
  };
}

type Contract = ReturnType<typeof contract>;
const tides = ({ paths }: Contract) => paths['/api/tide/v1/tides/']!;
// The shapes of a document are the document's; a test changes one member of it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const get = (document: Contract): any => tides(document)['get'];
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const post = (document: Contract): any => tides(document)['post'];
const schema = ({ components }: Contract, name: string) => components.schemas[name]!;

describe('a change of the contract (SPEC R-10)', () => {
  it.each<[string, (document: Contract) => void, RegExp]>([
    ['a path that is gone', (d) => delete d.paths['/api/tide/v1/tides/'], /GET .* is gone/],
    ['an operation that is gone', (d) => delete tides(d)['post'], /POST .*tides_create.* is gone/],
    ['another operationId', (d) => (get(d).operationId = 'list'), /was named tides_list and is now list/],
    ['credentials where none were needed', (d) => get(d).security.shift(), /now needs credentials/],
    ['a parameter that is gone', (d) => get(d).parameters.shift(), /query parameter place .* is gone/],
    ['a shared parameter that is gone', (d) => get(d).parameters.pop(), /header parameter Accept-Language .* is gone/],
    ['a parameter that becomes required', (d) => (get(d).parameters[0].required = true), /is now required/],
    [
      'a new required parameter',
      (d) => get(d).parameters.push({ name: 'sea', in: 'query', required: true, schema: {} }),
      /now demands the query parameter sea/,
    ],
    ['a parameter value that is gone', (d) => get(d).parameters[0].schema.enum.pop(), /accepts lima no more/],
    ['a shorter parameter', (d) => (get(d).parameters[0].schema.maxLength = 3), /maxLength 9 and now has 3/],
    ['a parameter of another type', (d) => (get(d).parameters[1].schema.type = 'boolean'), /the type number no more/],
    ['another default', (d) => (get(d).parameters[1].schema.default = 20), /was 10 when left out and is now 20/],
    ['a body that becomes required', (d) => (post(d).requestBody.required = true), /was optional and is now required/],
    ['a body that is refused', (d) => delete post(d).requestBody, /takes no body any more/],
    [
      'a media type of the body that is gone',
      (d) => (post(d).requestBody.content = { 'text/csv': {} }),
      /takes application\/json no more/,
    ],
    ['a newly required member', (d) => schema(d, 'NewTide').required.push('note'), /demands the member note/],
    ['a member that is refused', (d) => delete schema(d, 'NewTide').properties['note'], /has lost the member note/],
    [
      'null that is refused',
      (d) => (schema(d, 'NewTide').properties['height']!['type'] = 'number'),
      /member height, accepts the type null no more/,
    ],
    ['a higher minimum', (d) => (schema(d, 'NewTide').properties['height']!['minimum'] = 1), /minimum 0 and now has 1/],
    ['a status that is gone', (d) => delete get(d).responses['304'], /The 304 of GET .* is gone/],
    ['a header that is gone', (d) => (get(d).responses['200'].headers = {}), /has lost the header ETag/],
    [
      'a media type of the answer that is gone',
      (d) => delete get(d).responses['200'].content['text/html'],
      /as text\/html any more/,
    ],
    [
      'a member of the answer that is gone',
      (d) => delete schema(d, 'Tide').properties['kind'],
      /has lost the member kind/,
    ],
    ['a member that may be absent', (d) => schema(d, 'Tide').required.pop(), /does not always have the member kind/],
    [
      'a member of another type',
      (d) => (schema(d, 'Tide').properties['height']!['type'] = ['number', 'null']),
      /member height, was number and can now be null/,
    ],
    [
      'a value that clients do not know',
      (d) => (schema(d, 'Tide').properties['kind']!['enum'] as string[]).push('king'),
      /can now be king as well/,
    ],
    [
      'a value that is never sent any more',
      (d) => (schema(d, 'Tide').properties['kind']!['enum'] as string[]).pop(),
      /is never neap any more/,
    ],
    [
      'items of another type',
      (d) => (schema(d, 'Tide').properties['places']!['items'] = { type: 'integer' }),
      /each item, was string and can now be integer/,
    ],
    [
      'values of another type',
      (d) => (schema(d, 'Tide').properties['by_day']!['additionalProperties'] = { type: 'string' }),
      /each value, was number and can now be string/,
    ],
    [
      'a variant that is gone',
      (d) => get(d).responses['200'].content['application/json'].schema.anyOf.pop(),
      /has lost a variant/,
    ],
    [
      'a member of the minimal variant that is gone',
      (d) => delete schema(d, 'TideMinimal').properties['height'],
      /variant 2, has lost the member height/,
    ],
    [
      'a member of an error that is gone',
      (d) => delete schema(d, 'Problem').properties['status'],
      /404 .* lost .* status/,
    ],
  ])('that is %s is refused, in a sentence', (_name, change, sentence) => {
    const changed = contract();
    change(changed);
    expect(breaksBetween(contract(), changed).join('\n')).toMatch(sentence);
  });

  it.each<[string, (document: Contract) => void]>([
    ['nothing at all', () => {}],
    ['a new operation', (d) => (tides(d)['delete'] = { operationId: 'tides_delete', responses: { '204': {} } })],
    [
      'a new optional parameter',
      (d) => get(d).parameters.push({ name: 'sea', in: 'query', schema: { type: 'string' } }),
    ],
    ['a parameter that takes more', (d) => get(d).parameters[0].schema.enum.push('rome')],
    ['a limit that is wider', (d) => (get(d).parameters[1].schema.maximum = 200)],
    ['a new member of an answer', (d) => (schema(d, 'Tide').properties['moon'] = { type: 'string' })],
    ['a new optional member of a request', (d) => (schema(d, 'NewTide').properties['moon'] = { type: 'string' })],
    ['a member of a request that may now be left out', (d) => schema(d, 'NewTide').required.pop()],
    ['a member that is now always there', (d) => schema(d, 'Tide').required.push('places')],
    ['an error that happens no more', (d) => delete get(d).responses['404']],
    ['a deprecation', (d) => (get(d).deprecated = true)],
    ['other words', (d) => (get(d).summary = 'All tides')],
    ['integers where there were numbers', (d) => (schema(d, 'Tide').properties['height']!['type'] = 'integer')],
    ['a new variant', (d) => get(d).responses['200'].content['application/json'].schema.anyOf.push({ type: 'array' })],
  ])('that is %s passes', (_name, change) => {
    const changed = contract();
    change(changed);
    expect(breaksBetween(contract(), changed)).toEqual([]);
  });

  it('does not mistake another name of a path parameter for a removal', () => {
    const [before, after] = [contract(), contract()];
    before.paths['/api/tide/v1/tides/{id}/'] = { get: { operationId: 'tides_retrieve', responses: {} } };
    after.paths['/api/tide/v1/tides/{tide}/'] = { get: { operationId: 'tides_retrieve', responses: {} } };
    expect(breaksBetween(before, after)).toEqual([]);
  });

  it.each([
    ['1.0.0', 1],
    ['1.0.1', 1],
    ['1.1.0', 0],
    ['2.0.0', 0],
  ])('that adds something and calls itself %s has %i faults of its version', (version, faults) => {
    const changed = contract();
    changed.info.version = version;
    schema(changed, 'Tide').properties['moon'] = { type: 'string' };
    expect(versionFaults(contract(), changed)).toHaveLength(faults);
  });

  it('that only changes words needs no other version', () => {
    const changed = contract();
    get(changed).summary = 'All tides';
    expect(versionFaults(contract(), changed)).toEqual([]);
  });
});

describe('npm run openapi:compat (SPEC R-10)', () => {
  let folder: string;
  const compat = async (...words: string[]) =>
    run(process.execPath, [path.resolve('scripts/openapi-compat.mjs'), ...words], { cwd: folder }).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error: { code: number; stderr: string }) => ({ code: error.code, text: error.stderr }),
    );
  const write = (document: object) => writeFileSync(path.join(folder, 'openapi.json'), JSON.stringify(document));

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'courseware-compat-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('fails on a break, names it and says what to do', async () => {
    write(contract());
    await compat('--release');
    const broken = contract();
    delete schema(broken, 'Tide').properties['kind'];
    write(broken);
    const { code, text } = await compat();
    expect(code).toBe(1);
    expect(text).toMatch(/has lost the member kind[^]*breaks the contract of 1\.0\.0[^]*@Deprecated/);
  });

  it('never rewrites a contract that is released', async () => {
    write(contract());
    expect((await compat('--release')).code).toBe(0);
    const worded = contract();
    get(worded).summary = 'All tides';
    write(worded);
    const { code, text } = await compat('--release');
    expect([code, text]).toEqual([1, expect.stringMatching(/is released already/)]);
  });

  it('compares with the newest, also when 1.10 follows 1.9', async () => {
    mkdirSync(path.join(folder, 'docs/api/released'), { recursive: true });
    for (const version of ['1.9.0', '1.10.0']) {
      const document = contract();
      document.info.version = version;
      writeFileSync(path.join(folder, `docs/api/released/${version}.json`), JSON.stringify(document));
    }
    const next = contract();
    next.info.version = '1.10.0';
    write(next);
    expect(await compat()).toEqual({ code: 0, text: expect.stringMatching(/keeps the contract of 1\.10\.0/) });
  });

  it('finds that openapi.json keeps what is released', async () => {
    cpSync('openapi.json', path.join(folder, 'openapi.json'));
    cpSync('docs/api/released', path.join(folder, 'docs/api/released'), { recursive: true });
    expect(await compat()).toEqual({
      code: 0,
      text: expect.stringMatching(/keeps the contract|Nothing is released yet/),
    });
  });

  it('finds what a removal from the real document breaks', () => {
    const before = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Record<string, unknown> };
    const { ['/api/course/v1/courses/']: _gone, ...paths } = before.paths;
    expect(breaksBetween(before, { ...before, paths })).toEqual([
      'GET /api/course/v1/courses/ (courses_list) is gone.',
      'POST /api/course/v1/courses/ (courses_create) is gone.',
    ]);
  });
});
