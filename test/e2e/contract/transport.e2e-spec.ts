import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { AccessTokens } from '../../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { type RawRequest, rawRequest } from './raw-request.js';
import { COURSES, importSample, SAMPLE, SAMPLE_COURSE } from './sample-course.js';

const STUDIO = 'https://studio.example.org';
const PICTURE = `/${SAMPLE.makeAssetKey('asset', 'course-card.png').toString()}`;
const IMPORTS = `${SAMPLE_COURSE}imports/`;

const DECODERS = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };
const CODINGS = Object.keys(DECODERS) as (keyof typeof DECODERS)[];

let service: TestApp;
let admin: string;
const send = (target: string, request?: RawRequest) => rawRequest(service.url, target, request);
const coded = (coding: string, more: Record<string, string> = {}) => ({
  headers: { 'accept-encoding': coding, ...more },
});
const varies = (header: string | undefined) => (header ?? '').split(',').map((name) => name.trim());

beforeAll(async () => {
  service = await startTestApp({ CORS_ALLOWED_ORIGINS: `https://learn.example.org,${STUDIO}` });
  await importSample(service);
  admin = `Bearer ${await service.app.get(AccessTokens).issueFor('admin')}`;
});
afterAll(async () => service?.close());

describe('compression (SPEC R-16)', () => {
  it.each(CODINGS)('in %s is the same content in fewer bytes, with a strong tag of its own', async (coding) => {
    const [plain, small] = [await send(SAMPLE_COURSE), await send(SAMPLE_COURSE, coded(coding))];
    expect([plain.headers['content-encoding'], small.headers['content-encoding']]).toEqual([undefined, coding]);
    expect(DECODERS[coding](small.body).equals(plain.body)).toBe(true);
    expect(small.body.length).toBeLessThan(plain.body.length / 3);
    expect(small.headers.etag).toBe(plain.headers.etag!.replace(/"$/, `+${coding}"`));
    for (const { headers } of [plain, small]) {
      expect(varies(headers.vary)).toEqual([
        'Accept',
        'Authorization',
        'Cookie',
        'X-Unlock-Key',
        'Origin',
        'Accept-Encoding',
      ]);
    }
  });

  it.each(['identity', 'gzip;q=0', 'deflate', 'lz4', ''])('is not done for Accept-Encoding: "%s"', async (coding) => {
    const { status, headers } = await send(SAMPLE_COURSE, coded(coding));
    expect([status, headers['content-encoding']]).toEqual([200, undefined]);
  });

  it('is not done for what is short anyway, which says all the same that it could vary', async () => {
    const { headers, body } = await send('/health/', coded('br'));
    expect([headers['content-encoding'], headers['content-length']]).toEqual([undefined, String(body.length)]);
    expect(varies(headers.vary)).toContain('Accept-Encoding');
  });

  it('leaves tokens alone: their length must not tell of their content (BREACH)', async () => {
    for (const target of ['/oauth2/jwks', '/oauth2/access_token']) {
      const { headers } = await send(target, { method: target.endsWith('s') ? 'GET' : 'POST', ...coded('br, gzip') });
      expect([target, headers['content-encoding']]).toEqual([target, undefined]);
    }
  });

  it('leaves the bytes of assets alone, whole or in parts (SPEC A-3)', async () => {
    const whole = await send(PICTURE, coded('br'));
    const part = await send(PICTURE, coded('br', { range: 'bytes=0-1999' }));
    expect([whole.status, whole.headers['content-encoding'], Number(whole.headers['content-length'])]).toEqual([
      200,
      undefined,
      whole.body.length,
    ]);
    expect([part.status, part.headers['content-encoding'], part.body.length]).toEqual([206, undefined, 2000]);
    expect(part.headers.etag).toBe(whole.headers.etag);
  });

  it.each([...CODINGS, 'identity'])('HEAD says of %s what GET says', async (coding) => {
    for (const target of [SAMPLE_COURSE, COURSES]) {
      const [head, get] = [await send(target, { ...coded(coding), method: 'HEAD' }), await send(target, coded(coding))];
      const said = ({ headers }: typeof head) =>
        ['etag', 'vary', 'content-encoding', 'content-length', 'content-type'].map((name) => headers[name]);
      expect([head.body.length, said(head)]).toEqual([0, said(get)]);
    }
  });

  describe('and conditions (SPEC R-12, RFC 9110 8.8.3.3)', () => {
    it.each([
      SAMPLE_COURSE,
      `/api/courses/v2/blocks/?course_id=${encodeURIComponent(SAMPLE.toString())}&all_blocks=true&depth=all`,
    ])('a 304 for %s names the copy that the client has', async (target) => {
      const signedIn = { authorization: admin };
      for (const coding of CODINGS) {
        const { etag } = (await send(target, coded(coding, signedIn))).headers;
        expect(etag).toMatch(new RegExp(`\\+${coding}"$`));
        const again = await send(target, coded(coding, { ...signedIn, 'if-none-match': etag! }));
        expect([again.status, again.headers.etag, again.body.length]).toEqual([304, etag, 0]);
        expect(again.headers['content-encoding']).toBeUndefined();
        expect(varies(again.headers.vary)).toContain('Accept-Encoding');
      }
    });

    it('of several copies it names the one that would have been sent, and the plain one as well', async () => {
      const { etag } = (await send(SAMPLE_COURSE)).headers;
      const own = CODINGS.map((coding) => etag!.replace(/"$/, `+${coding}"`));
      const all = await send(SAMPLE_COURSE, coded('gzip, br', { 'if-none-match': `"x", ${etag}, ${own.join(', ')}` }));
      expect([all.status, all.headers.etag]).toEqual([304, own[0]]);
      const plain = await send(SAMPLE_COURSE, coded('gzip, br', { 'if-none-match': etag! }));
      expect([plain.status, plain.headers.etag]).toEqual([304, etag]);
    });

    it('a copy in a coding that the client does not accept any more is sent anew', async () => {
      const { etag } = (await send(SAMPLE_COURSE, coded('br'))).headers;
      const answer = await send(SAMPLE_COURSE, coded('gzip', { 'if-none-match': etag! }));
      expect([answer.status, answer.headers['content-encoding']]).toEqual([200, 'gzip']);
    });
  });
});

describe('cross-origin requests (SPEC R-16, Fetch 3.2)', () => {
  const from = (origin: string, more: Record<string, string> = {}) => ({ headers: { origin, ...more } });
  const accessControl = (headers: object) => Object.keys(headers).filter((name) => name.startsWith('access-control-'));

  it.each(['https://evil.example', `${STUDIO}.evil.example`, 'http://studio.example.org', 'null', ''])(
    'from "%s", which is not listed, get no header of CORS at all',
    async (origin) => {
      for (const request of [
        from(origin),
        { ...from(origin, { 'access-control-request-method': 'DELETE' }), method: 'OPTIONS' },
      ]) {
        const { headers } = await send(COURSES, request);
        expect([accessControl(headers), varies(headers.vary).includes('Origin')]).toEqual([[], true]);
      }
    },
  );

  const ANSWERS: [number, string, RawRequest][] = [
    [200, COURSES, {}],
    [308, '/api/course/v1/courses', {}],
    [308, '/api/tasks/v1/tasks/', {}],
    [400, `${COURSES}?page=x`, {}],
    [404, `${COURSES}%zz/`, {}],
    [401, '/api/task/v1/tasks/', {}],
    [401, COURSES, { headers: { authorization: 'Bearer nonsense' } }],
    [404, '/api/nothing/v1/', {}],
    [404, `${COURSES}course-v1:a+b+c/`, {}],
    [405, COURSES, { method: 'DELETE' }],
    [406, COURSES, { headers: { accept: 'image/png' } }],
    [414, `${COURSES}${'a'.repeat(2100)}/`, {}],
    [414, `${COURSES}?org=${'a'.repeat(9000)}`, {}],
    [415, IMPORTS, { method: 'POST', body: '{}', headers: { 'content-encoding': 'gzip' } }],
  ];

  it.each(ANSWERS)('from a listed origin may read a %i: %.60s', async (status, target, request) => {
    const answer = await send(target, { ...request, headers: { ...request.headers, origin: STUDIO } });
    expect(answer.status).toBe(status);
    expect(answer.headers['access-control-allow-origin']).toBe(STUDIO);
    expect(answer.headers['access-control-allow-credentials']).toBe('true');
    const exposed = varies(answer.headers['access-control-expose-headers'] as string);
    for (const name of ['ETag', 'Link', 'Location', 'X-Request-ID', 'RateLimit', 'Retry-After', 'Allow', 'traceparent'])
      expect(exposed).toContain(name);
    expect(varies(answer.headers.vary)).toContain('Origin');
  });

  it('carry on a 304 what a 200 carries', async () => {
    const { etag } = (await send(SAMPLE_COURSE)).headers;
    const { status, headers } = await send(SAMPLE_COURSE, from(STUDIO, { 'if-none-match': etag! }));
    expect([status, headers['access-control-allow-origin']]).toEqual([304, STUDIO]);
  });

  it.each([COURSES, '/api/course/v1/courses', IMPORTS, '/api/nothing/', '/oauth2/access_token', PICTURE])(
    'may be asked for beforehand at %s, without credentials and without a redirect',
    async (target) => {
      const asked = { 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'if-match' };
      const { status, headers, body } = await send(target, { ...from(STUDIO, asked), method: 'OPTIONS' });
      expect([status, body.length, headers['access-control-allow-origin']]).toEqual([204, 0, STUDIO]);
      expect(varies(headers['access-control-allow-methods'] as string)).toContain('PATCH');
      const allowed = varies(headers['access-control-allow-headers'] as string).map((name) => name.toLowerCase());
      for (const name of ['authorization', 'content-type', 'if-match', 'if-none-match', 'idempotency-key', 'prefer'])
        expect(allowed).toContain(name);
      expect(Number(headers['access-control-max-age'])).toBeGreaterThan(0);
    },
  );

  it('leave OPTIONS without a preflight a question to the resource', async () => {
    const { status, headers } = await send('/api/', { ...from(STUDIO), method: 'OPTIONS' });
    expect([status, headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS']);
    expect((await send('/api/nothing/', { ...from(STUDIO), method: 'OPTIONS' })).status).toBe(404);
  });
});

describe('X-Request-ID and traceparent (SPEC R-16)', () => {
  const TRACE = '0af7651916cd43dd8448eb211c80319c';

  it.each([
    ['GET', COURSES, 200],
    ['GET', '/health/', 200],
    ['GET', '/api/course/v1/courses', 308],
    ['GET', '/api/nothing/', 404],
    ['GET', `${COURSES}%zz/`, 404],
    ['DELETE', COURSES, 405],
    ['OPTIONS', COURSES, 204],
  ])('come back on %s %s (%i), in the trace that was sent', async (method, target, status) => {
    const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01`, 'x-request-id': 'mine-1' };
    const answer = await send(target, { method, headers });
    expect([answer.status, answer.headers['x-request-id']]).toEqual([status, 'mine-1']);
    expect(answer.headers.traceparent).toMatch(new RegExp(`^00-${TRACE}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
  });

  it('are new when what was sent is not valid', async () => {
    const answer = await send(COURSES, { headers: { traceparent: `00-${TRACE}-0000000000000000-01` } });
    expect(answer.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(answer.headers.traceparent).not.toContain(TRACE);
  });
});

describe('the plural API names of the seeds (SPEC section 1 "API names")', () => {
  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'are a 308 to the singular ones for %s; the query stays, and the slash is added on the way',
    async (method) => {
      for (const [target, canonical] of [
        ['/api/enrollments/v1/enrollments?user=a%20b', '/api/enrollment/v1/enrollments/?user=a%20b'],
        ['/api/users/v1/accounts/andya/', '/api/user/v1/accounts/andya/'],
        ['/api/xblocks/v1', '/api/xblock/v1/'],
        ['/api/assets/v1/assets/?course=x', '/api/asset/v1/assets/?course=x'],
        ['/api/tasks/v1/tasks/', '/api/task/v1/tasks/'],
        [`/api/courses/v1/courses/${SAMPLE}/imports/`, IMPORTS],
      ] as const) {
        const { status, headers } = await send(target, { method });
        expect([target, status, headers.location]).toEqual([target, 308, canonical]);
      }
    },
  );

  it('are served where section 9 has them, and redirect only to their slash', async () => {
    const served = await send('/api/courses/v1/courses/');
    expect([served.status, served.headers.location]).toEqual([200, undefined]);
    const slash = await send('/api/courses/v1/courses?page=1');
    expect([slash.status, slash.headers.location]).toEqual([308, '/api/courses/v1/courses/?page=1']);
    expect((await send('/api/courses/v1/courses/', { method: 'DELETE' })).status).toBe(405);
  });

  it.each(['/api/users/v2/accounts/', '/api/others/v1/', '/api/users/', '/api/usersv1/x/'])(
    'are no names of anything else: %s',
    async (target) => {
      expect((await send(target)).status).toBe(404);
    },
  );
});

describe('OPTIONS (SPEC section 2, R-6)', () => {
  it('names the media types of the bodies that a resource takes (RFC 5789 3.1)', async () => {
    const { status, headers } = await send(IMPORTS, { method: 'OPTIONS' });
    expect([status, headers.allow, headers['accept-post']]).toEqual([204, 'OPTIONS, POST', 'multipart/form-data']);
    const token = await send('/oauth2/access_token', { method: 'OPTIONS' });
    expect(token.headers['accept-post']).toBe('application/x-www-form-urlencoded');
  });

  it('names none where no body is taken', async () => {
    const { headers } = await send('/api/', { method: 'OPTIONS' });
    expect([headers['accept-post'], headers['accept-patch']]).toEqual([undefined, undefined]);
  });
});
