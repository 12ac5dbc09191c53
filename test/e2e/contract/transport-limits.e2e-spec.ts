import { Body, Controller, Delete, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { IsOptional } from 'class-validator';
import { Access } from '../../../src/common/auth/access.js';
import { Consumes } from '../../../src/common/http/consumes.js';
import { registerOtherMethods } from '../../../src/common/http/other-methods.js';
import { AccessTokens } from '../../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { plant, type PlantedApp } from './planted-app.js';
import { rawBytes, type RawAnswer, rawRequest, type RawRequest } from './raw-request.js';
import { COURSES } from './sample-course.js';

class EchoDto {
  @IsOptional()
  readonly value?: unknown;
}

@Controller('api/planted/v1/echoes')
@Access('service.view_page')
class EchoController {
  @Post()
  create(@Body() { value }: EchoDto, @Query() _query: EchoDto): { value: unknown } {
    return { value: value ?? null };
  }

  @Patch()
  @Consumes('application/merge-patch+json')
  update(@Body() { value }: EchoDto): { value: unknown } {
    return { value: value ?? null };
  }

  @Delete()
  @HttpCode(204)
  delete(): void {}
}

const ECHOES = '/api/planted/v1/echoes/';

describe('bodies and queries that are hostile or broken (SPEC R-6, R-9)', () => {
  let planted: PlantedApp;
  let origin: string;

  beforeAll(async () => {
    planted = await plant(EchoController);
    await planted.app.init();
    registerOtherMethods(planted.app);
    await planted.app.listen(0, '127.0.0.1');
    origin = `http://127.0.0.1:${(planted.app.getHttpServer().address() as { port: number }).port}`;
  });
  afterAll(async () => planted?.close());

  const json = (body: string | Buffer, type = 'application/json', more: Record<string, string> = {}) =>
    rawRequest(origin, ECHOES, { method: 'POST', body, headers: { 'content-type': type, ...more } });
  const verdict = (answer: RawAnswer) => {
    const body = answer.json() as { error_code: string; status: number; request_id: string };
    expect([body.status, body.request_id]).toEqual([answer.status, answer.headers['x-request-id']]);
    return [answer.status, body.error_code];
  };

  it.each([
    ['is cut off', '{"value": [1,'],
    ['is empty', ''],
    ['has a name twice', '{"value": 1, "value": 2}'],
    ['would change the prototype', '{"value": 1, "__proto__": {"isStaff": true}}'],
    ['begins with a byte order mark', '\uFEFF{}'],
    ['is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['nests too deep', `{"value":${'['.repeat(50)}${']'.repeat(50)}}`],
    ['has too many elements', `{"value":[${'0,'.repeat(20_000)}0]}`],
  ])('a body that %s is a 400', async (_, body) => {
    expect(verdict(await json(body))).toEqual([400, 'malformed_body']);
  });

  it.each(['[]', '"text"', '1'])('a body that is no object is a 400: %s', async (body) => {
    expect((await json(body)).status).toBe(400);
  });

  it.each(['application/json; charset=latin1', 'application/json;charset="utf-16"', 'text/plain', 'text/json'])(
    'a body of type %s is a 415',
    async (type) => {
      expect(verdict(await json('{}', type))).toEqual([415, 'unsupported_media_type']);
    },
  );

  it.each(['gzip', 'br', 'identity, gzip', 'nonsense'])(
    'a body with Content-Encoding: %s is a 415 that says what is taken (RFC 9110 12.5.3)',
    async (coding) => {
      const answer = await json('{}', 'application/json', { 'content-encoding': coding });
      expect(verdict(answer)).toEqual([415, 'unsupported_media_type']);
      expect(answer.headers['accept-encoding']).toBe('identity');
    },
  );

  it('a body of more than a megabyte is a 413, with or without its length', async () => {
    const large = JSON.stringify({ value: 'a'.repeat(1_100_000) });
    for (const more of [undefined, { 'transfer-encoding': 'chunked' }]) {
      expect(verdict(await json(large, 'application/json', more))).toEqual([413, 'content_too_large']);
    }
  });

  it('texts with NUL or half a surrogate pair are a 400 that names each by its path', async () => {
    const answer = await json('{"value": {"title": "a\\u0000", "list": ["good", "\\ud83c"], "\\u0000": 1}}');
    expect(verdict(answer)).toEqual([400, 'invalid_input']);
    const body = answer.json() as { field_errors: object; errors: object };
    for (const faults of [body.field_errors, body.errors]) {
      expect(Object.keys(faults)).toEqual(['value.title', 'value.list[1]', 'value.\\u0000']);
    }
    const query = await rawRequest(origin, `${ECHOES}?value=a%00b`, { method: 'POST' });
    expect([verdict(query), Object.keys(query.json().field_errors)]).toEqual([[400, 'invalid_input'], ['value']]);
  });

  it('what is right is read: UTF-8 declared or not, merge patches, a DELETE that declares a type', async () => {
    for (const type of ['application/json', 'application/json; charset=UTF-8', 'Application/JSON;charset="utf-8"']) {
      expect((await json('{"value": "🌊"}', type)).json()).toEqual({ value: '🌊' });
    }
    const headers = { 'content-type': 'application/merge-patch+json' };
    const patched = await rawRequest(origin, ECHOES, { method: 'PATCH', headers, body: '{"value": null}' });
    expect([patched.status, patched.json()]).toEqual([200, { value: null }]);
    const deleted = await rawRequest(origin, ECHOES, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
    });
    expect(deleted.status).toBe(204);
  });

  it('OPTIONS names the types of POST and PATCH (RFC 5789 3.1)', async () => {
    const { headers } = await rawRequest(origin, ECHOES, { method: 'OPTIONS' });
    expect([headers['accept-post'], headers['accept-patch'], headers.allow]).toEqual([
      'application/json',
      'application/merge-patch+json',
      'DELETE, OPTIONS, PATCH, POST',
    ]);
  });

  it.each([
    [414, 'uri_too_long', `${COURSES}?org=${'a'.repeat(9_000)}`],
    [414, 'uri_too_long', `${COURSES}${'a'.repeat(3_000)}/`],
    [400, 'invalid_input', `${COURSES}?${'org=a&'.repeat(200)}`],
    [404, 'not_found', `${COURSES}%zz/`],
    [404, 'not_found', `${COURSES}%C0%AE/`],
    [400, 'invalid_input', `${COURSES}?page=0&page=1`],
  ])('an address that is too long or no address is a %i %s: %.50s', async (status, code, target) => {
    const answer = await rawRequest(origin, target);
    expect(verdict(answer)).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.json().instance).toBe(target.split('?', 1)[0]);
  });

  it.each([
    ['no HTTP at all', 'HELLO\r\n\r\n', 400, 'malformed_body'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400, null],
    [
      'two lengths',
      'POST /api/ HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
      'malformed_body',
    ],
    [
      'a length and chunks',
      'POST /api/ HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
      'malformed_body',
    ],
    ['a header of 20 kB', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
    ['a line of 20 kB', `GET /${'y'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 414, 'uri_too_long'],
  ])('a request with %s is refused in the one form (RFC 9112)', async (_, bytes, status, code) => {
    const [head, body] = (await rawBytes(origin, bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (code !== null) expect(JSON.parse(body!)).toMatchObject({ error_code: code, status });
  });
});

describe('rate limits (SPEC R-16)', () => {
  let service: TestApp;

  afterEach(async () => service?.close());

  const start = async (environment: NodeJS.ProcessEnv) => (service = await startTestApp(environment));
  const send = (target: string, request?: RawRequest) => rawRequest(service.url, target, request);
  const bearer = (token: string, more: Record<string, string> = {}) => ({
    headers: { authorization: `Bearer ${token}`, ...more },
  });
  const tokenOf = async (username: string) => {
    await service.as(username)('/api/');
    return service.app.get(AccessTokens).issueFor(username);
  };

  it('let whoever reads see where they stand, and refuse what is more with all that a client needs', async () => {
    await start({ RATE_LIMIT_READS: '2', CORS_ALLOWED_ORIGINS: 'https://studio.example.org' });
    const [one, two, three] = [
      await send(COURSES),
      await send('/api/'),
      await send(COURSES, { headers: { origin: 'https://studio.example.org' } }),
    ];
    for (const { headers } of [one, two, three]) expect(headers['ratelimit-policy']).toBe('"reads";q=2;w=60');
    expect([one.status, two.status, three.status]).toEqual([200, 200, 429]);
    expect([one.headers.ratelimit, two.headers.ratelimit]).toEqual([
      expect.stringMatching(/^"reads";r=1;t=\d+$/),
      expect.stringMatching(/^"reads";r=0;t=\d+$/),
    ]);
    expect(three.headers.ratelimit).toMatch(/^"reads";r=0;t=\d+$/);
    expect(Number(three.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(three.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(three.json()).toMatchObject({
      error_code: 'rate_limited',
      status: 429,
      limit: 2,
      window_seconds: 60,
      detail: expect.stringMatching(/At most 2 .* 60 seconds/),
    });
    expect([three.headers['cache-control'], three.headers['access-control-allow-origin']]).toEqual([
      'no-store',
      'https://studio.example.org',
    ]);
  });

  it('count errors too, and accounts apart from each other and from the address that they share', async () => {
    await start({ RATE_LIMIT_READS: '3' });
    const [anna, ben] = [await tokenOf('anna'), await tokenOf('ben')]; // one read each
    for (const status of [404, 404, 429]) {
      expect((await send(`${COURSES}course-v1:a+b+c/`, bearer(anna))).status).toBe(status);
    }
    expect((await send(COURSES, bearer(ben))).status).toBe(200);
    expect((await send(COURSES)).headers.ratelimit).toMatch(/^"reads";r=2;/);
  });

  it('count writes apart from reads, by method', async () => {
    await start({ RATE_LIMIT_WRITES: '1' });
    const task = '/api/task/v1/tasks/0190a000-0000-7000-8000-000000000000/';
    const token = await tokenOf('anna');
    const remove = () => send(task, { method: 'DELETE', ...bearer(token) });
    const first = await remove();
    expect([first.status, first.headers['ratelimit-policy'], first.headers.ratelimit]).toEqual([
      404,
      '"writes";q=1;w=60',
      expect.stringMatching(/^"writes";r=0;t=\d+$/),
    ]);
    expect((await remove()).status).toBe(429);
    expect((await send(task, bearer(token))).status).toBe(404);
  });

  it('never refuse health and readiness, and say nothing there', async () => {
    await start({ RATE_LIMIT_READS: '1' });
    for (const target of ['/health/', '/ready/', '/health', '/health/', '/ready']) {
      const { status, headers } = await send(target);
      expect([target, status, headers.ratelimit]).toEqual([target, 200, undefined]);
    }
  });

  it('stop whoever guesses clients’ secrets, also with a right one, in OAuth2’s own form (RFC 6749 5.2)', async () => {
    await start({ RATE_LIMIT_SIGN_IN: '2' });
    const guess = () =>
      send('/oauth2/access_token', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=client_credentials&client_id=a&client_secret=b',
      });
    const [one, , three] = [await guess(), await guess(), await guess()];
    expect([one.status, one.headers['ratelimit-policy']]).toEqual([401, '"sign_ins";q=2;w=60']);
    expect([three.status, Object.keys(three.json())]).toEqual([429, ['error', 'error_description']]);
    expect(Number(three.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    // Reading without credentials goes on.
    expect((await send(COURSES)).status).toBe(200);
  });

  it('stop whoever sends wrong tokens, and nobody else behind the same address', async () => {
    await start({ RATE_LIMIT_SIGN_IN: '2' });
    const token = await tokenOf('anna');
    for (const status of [401, 401]) expect((await send(COURSES, bearer('guess'))).status).toBe(status);
    const stopped = await send(COURSES, bearer('guess'));
    expect([stopped.status, stopped.json().detail]).toEqual([429, expect.stringMatching(/credentials that are wrong/)]);
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect((await send(COURSES, bearer(token))).status).toBe(200);
    expect((await send(COURSES)).status).toBe(200);
    expect((await send('/health/')).status).toBe(200);
  });

  it('do not count wrong tokens where machines watch the service', async () => {
    await start({ RATE_LIMIT_SIGN_IN: '1' });
    for (const target of ['/health/', '/health/', '/ready/']) {
      expect((await send(target, bearer('guess'))).status).not.toBe(429);
    }
    expect((await send(COURSES, bearer('guess'))).status).toBe(401);
  });

  it('do not believe X-Forwarded-For, unless it comes from a proxy that is trusted', async () => {
    const as = (address: string) => send(COURSES, { headers: { 'x-forwarded-for': address } });
    await start({ RATE_LIMIT_READS: '1' });
    expect([(await as('203.0.113.1')).status, (await as('203.0.113.2')).status]).toEqual([200, 429]);
    await service.close();
    await start({ RATE_LIMIT_READS: '1', TRUST_PROXY: '1' });
    expect([
      (await as('203.0.113.1')).status,
      (await as('203.0.113.2')).status,
      // What the client itself wrote before the proxy added its address.
      (await as('198.51.100.9, 203.0.113.2')).status,
    ]).toEqual([200, 200, 429]);
  });

  it('are not there when they are 0', async () => {
    await start({ RATE_LIMIT_READS: '0' });
    const { status, headers } = await send(COURSES);
    expect([status, headers.ratelimit, headers['ratelimit-policy']]).toEqual([200, undefined, undefined]);
  });
});
