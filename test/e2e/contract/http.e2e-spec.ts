import { API_VERSION } from '../../../src/common/openapi/api-version.js';
import { request } from 'node:http';
import { startTestApp, type TestApp } from '../../support/app.js';
import { type Callers, COURSES, importSample, SAMPLE, SAMPLE_COURSE } from './sample-course.js';

const ROOT = SAMPLE.makeUsageKey('course', 'course').toString();
const BLOCK = `/api/xblock/v1/xblocks/${ROOT}/`;
const IMPORTS = `${SAMPLE_COURSE}imports/`;

describe('HTTP, the same for every resource', () => {
  let service: TestApp;
  let callers: Callers;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
  });
  afterAll(async () => service?.close());

  /** Sends a target as it is written: fetch would tidy it up. */
  const raw = (target: string): Promise<{ status: number; location?: string }> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(service.url);
      const sent = request({ hostname, port, path: target }, (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode!, location: response.headers.location }));
      });
      sent.on('error', reject).end();
    });

  describe('an address without its last slash (SPEC section 1 "trailing slash")', () => {
    it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
      'is a 308 to the one with it for %s, and keeps the query',
      async (method) => {
        const answer = await callers.nobody('/api/course/v1/courses?page=0&org=a%20b', { method });
        expect([answer.status, answer.headers.get('location')]).toEqual([308, `${COURSES}?page=0&org=a%20b`]);
      },
    );

    it('leads nowhere but to this host', async () => {
      for (const target of ['//evil.example/api', '/api//evil.example', '/\\evil.example/api']) {
        const { location } = await raw(target);
        expect([target, new URL(location ?? '/', service.url).origin]).toEqual([target, service.url]);
      }
    });
  });

  describe('methods (SPEC section 2, R-6)', () => {
    it.each([
      [COURSES, ['GET', 'HEAD', 'OPTIONS', 'POST']],
      [SAMPLE_COURSE, ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT']],
      [IMPORTS, ['OPTIONS', 'POST']],
      ['/api/task/v1/tasks/0190a000-0000-7000-8000-000000000000/', ['DELETE', 'GET', 'HEAD', 'OPTIONS']],
    ])(
      'OPTIONS of %s is a 204 that allows %j, and what is not allowed a 405 that says the same',
      async (target, allowed) => {
        const options = await callers.nobody(target, { method: 'OPTIONS' });
        expect([options.status, options.headers.get('allow'), options.text]).toEqual([204, allowed.join(', '), '']);
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((name) => !allowed.includes(name))) {
          const answer = await callers.nobody(target, { method });
          expect([method, answer.status, answer.headers.get('allow'), answer.body.error_code]).toEqual([
            method,
            405,
            allowed.join(', '),
            'method_not_allowed',
          ]);
        }
      },
    );

    it.each([COURSES, SAMPLE_COURSE, BLOCK, `${BLOCK}children/`, '/api/'])(
      'HEAD of %s is its GET without the body',
      async (target) => {
        const [head, get] = [await callers.admin(target, { method: 'HEAD' }), await callers.admin(target)];
        const headers = ({ headers: all }: { headers: Headers }) =>
          ['content-type', 'etag', 'link', 'cache-control', 'vary', 'content-length'].map((name) => [
            name,
            all.get(name),
          ]);
        expect([head.status, head.text, headers(head)]).toEqual([get.status, '', headers(get)]);
      },
    );
  });

  describe('formats (SPEC section 1 "formats", R-6)', () => {
    it.each(['application/xml', 'text/plain', 'application/json;q=0', 'image/*'])(
      'Accept: %s is a 406',
      async (accept) => {
        const answer = await callers.nobody(COURSES, { headers: { accept } });
        expect([answer.status, answer.body.error_code, answer.headers.get('content-type')]).toEqual([
          406,
          'not_acceptable',
          'application/json; charset=utf-8',
        ]);
      },
    );

    it.each([
      'application/json',
      '*/*',
      'application/*;q=0.1',
      'text/html;q=0.1, application/json',
      'application/problem+json',
    ])('Accept: %s is served as JSON', async (accept) => {
      const answer = await callers.nobody(COURSES, { headers: { accept } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    });

    it.each(['text/plain', 'application/json', 'application/x-www-form-urlencoded', 'application/pdf'])(
      'a body of type %s is a 415 that names the right one',
      async (type) => {
        const answer = await callers.admin(IMPORTS, { method: 'POST', body: '{}', headers: { 'content-type': type } });
        expect([answer.status, answer.body.error_code, answer.headers.get('accept-post')]).toEqual([
          415,
          'unsupported_media_type',
          'multipart/form-data',
        ]);
      },
    );

    it('a body of a type that is none, or of no type at all, is a 415', async () => {
      for (const type of ['not a type', '']) {
        const answer = await callers.admin(IMPORTS, { method: 'POST', body: '{}', headers: { 'content-type': type } });
        expect([type, answer.status, answer.body.error_code]).toEqual([type, 415, 'unsupported_media_type']);
      }
    });
  });

  describe('query parameters', () => {
    it('that are unknown are a 400 that lists the known ones (SPEC R-9)', async () => {
      const answer = await callers.nobody(`${COURSES}?pagesize=5`);
      expect([answer.status, answer.body.error_code]).toEqual([400, 'invalid_input']);
      expect(answer.body.field_errors.pagesize.developer_message).toMatch(
        /pagesize is not known here.*org.*page, page_size/,
      );
    });

    it('that are wrong are reported all at once (SPEC R-9)', async () => {
      const answer = await callers.nobody(`${COURSES}?page=-1&page_size=x&pacing=slow&sort_order=price&nothing=1`);
      expect(answer.status).toBe(400);
      for (const faults of [answer.body.field_errors, answer.body.errors]) {
        expect(Object.keys(faults).sort()).toEqual(['nothing', 'pacing', 'page', 'page_size', 'sort_order']);
      }
    });

    it.each([
      [`${COURSES}?fields=nothing`, 'fields'],
      [`${COURSES}?requested_fields=secret`, 'requested_fields'],
      [`${SAMPLE_COURSE}?fields=links,nothing(a)`, 'fields'],
      [`${BLOCK}?fields=a(b(c(d(e))))`, 'fields'],
    ])('that choose members which do not exist are a 400: %s (SPEC R-3)', async (target, parameter) => {
      const answer = await callers.admin(target);
      expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, [parameter]]);
    });

    const HOSTILE = [
      '%00',
      'a%00b',
      '%ED%A0%80', // a lone surrogate, as UTF-8 never has it
      '%FF%FE',
      '%',
      '%C0%AE',
      '99999999999999999999999999',
      '-99999999999999999999999999',
      '1e308',
      'NaN',
      '0x10',
      '1.5',
      '',
      '%27%3B+DROP+TABLE+courses%3B--',
      '%F0%9F%8C%8A',
      '..%2F..%2Fetc%2Fpasswd',
      '__proto__',
      'constructor',
      'a'.repeat(9000),
      '(((((((((',
      ',,,,',
      '%25s%25n',
    ];

    it.each([
      [
        COURSES,
        [
          'page',
          'page_size',
          'sort_order',
          'ordering',
          'org',
          'text_search',
          'pacing',
          'fields',
          'requested_fields',
          'view',
        ],
      ],
      [
        SAMPLE_COURSE,
        ['depth', 'return_type', 'block_types_filter', 'block_counts', 'fields', 'requested_fields', 'view'],
      ],
      [BLOCK, ['depth', 'return_type', 'block_types_filter', 'block_counts', 'fields', 'requested_fields', 'view']],
      [`${BLOCK}children/`, ['page', 'page_size', 'fields', 'requested_fields', 'view']],
      [
        '/api/asset/v1/assets/',
        ['course', 'course_key', 'course_id', 'page', 'text_search', 'kind', 'content_type', 'locked', 'ordering'],
      ],
      ['/api/task/v1/tasks/', ['kind', 'state', 'course', 'course_key', 'page', 'ordering']],
      [
        '/api/courses/v1/blocks/',
        ['course_id', 'username', 'depth', 'requested_fields', 'block_counts', 'nav_depth', 'return_type'],
      ],
      [
        '/api/courses/v1/courses/',
        ['page', 'page_size', 'search_term', 'org', 'username', 'course_keys', 'permissions', 'mobile'],
      ],
      ['/api/user/v1/accounts/me/', ['fields', 'view']],
    ])('of %s that are hostile never make the service fail (SPEC R-6)', async (target, parameters) => {
      const failed: string[] = [];
      for (const parameter of parameters) {
        for (const value of HOSTILE) {
          for (const query of [
            `${parameter}=${value}`,
            `${parameter}=1&${parameter}=${value}`,
            `${parameter}[a]=${value}`,
          ]) {
            const { status } = await callers.admin(`${target}?${query}`);
            if (status >= 500) failed.push(`${status} ${query.slice(0, 80)}`);
          }
        }
      }
      expect(failed).toEqual([]);
    });
  });

  describe('keys in paths (SPEC I-2, I-3, section 1 "bad key")', () => {
    const encoded = (key: string) => encodeURIComponent(key);

    it.each([
      [COURSES, SAMPLE.toString()],
      [COURSES, SAMPLE.forBranch('draft').toString()],
      ['/api/xblock/v1/xblocks/', ROOT],
      ['/api/asset/v1/assets/', 'asset-v1:Courseware+Tides101+2026+type@asset+block@course-card.png'],
    ])('of %s are one, raw and percent-encoded: %s', async (base, key) => {
      const [one, other] = [await callers.admin(`${base}${key}/`), await callers.admin(`${base}${encoded(key)}/`)];
      expect([one.status, other.status, other.text]).toEqual([200, 200, one.text]);
    });

    const BAD = [
      'nothing',
      'Courseware/Tides101/2026', // deprecated: read in bodies and locators only
      'i4x://Courseware/Tides101/html/welcome',
      'c4x://Courseware/Tides101/asset/course-card.png',
      'course-v1:Courseware+Tides101',
      'course-v1:',
      'course-v1:a+b+c+branch@',
      'course-v1:a+b+c+version@xyz',
      'course-v1:Courseware+Tides101+2026+branch@draft+branch@draft',
      'block-v1:Courseware+Tides101+2026+type@html',
      'def-v1:xyz+type@html',
      'asset-v1:Courseware+Tides101+2026',
      'course-v1:Courseware Tides101 2026',
      'course-v1:Courseware+Tides101+2026\u0000',
      'course-v1:Courseware+Tides101+2026\n',
      'COURSE-V1:Courseware+Tides101+2026',
      '__proto__',
      '1',
      'course-v1:a+b+' + 'c'.repeat(1500),
    ];

    it.each([
      COURSES,
      '/api/xblock/v1/xblocks/',
      '/api/xblock/v1/definitions/',
      '/api/asset/v1/assets/',
      '/api/courses/v1/courses/',
      '/api/courses/v1/blocks/',
    ])('of %s that are bad or deprecated are a 404', async (base) => {
      for (const key of BAD) {
        const answer = await callers.admin(`${base}${encoded(key)}/`);
        expect([key.slice(0, 60), answer.status, answer.body?.error_code]).toEqual([
          key.slice(0, 60),
          404,
          'not_found',
        ]);
      }
    });

    it.each(['%', '%zz', '%C0%AE', '%ED%A0%80', '%FF', '%E2%28%A1'])(
      'with a broken percent-encoding are a 404 (section 1 "bad key"): %s',
      async (key) => {
        const { status } = await raw(`${COURSES}${key}/`);
        expect(status).toBe(404);
      },
    );

    it('of the endless kind are refused as too long', async () => {
      const { status } = await raw(`${COURSES}course-v1:a+b+${'c'.repeat(5000)}/`);
      expect([404, 414]).toContain(status);
    });
  });

  it('carries a request id and the full version in every answer, and keeps a harmless id that was sent (SPEC R-10, R-16)', async () => {
    for (const target of [COURSES, '/api/nothing/', '/health/', '/api-docs/openapi.json']) {
      const answer = await callers.nobody(target, { headers: { 'x-request-id': 'from-the-client.1' } });
      expect([target, answer.headers.get('x-request-id'), answer.headers.get('x-api-version')]).toEqual([
        target,
        'from-the-client.1',
        API_VERSION,
      ]);
    }
    const odd = await callers.nobody(COURSES, { headers: { 'x-request-id': 'a b"c' } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
