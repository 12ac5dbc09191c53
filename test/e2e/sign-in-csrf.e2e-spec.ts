import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { Browser, json } from '../support/browser.js';

const ORIGIN = 'https://courses.example.org';
const FRONT_END = 'https://learn.example.org';
const ME = '/api/user/v1/accounts/me/';
const THEME = '/api/user/v1/preferences/me/theme/';
const TOKEN = '/csrf/api/v1/token';

/** A write of each unsafe method, as somebody may do it to their own things; what it answers when it is let through. */
const WRITES: readonly [method: string, path: string, type: string | null, body: string | null, status: number][] = [
  ['PUT', THEME, 'application/json', '"dark"', 204],
  ['PATCH', ME, 'application/merge-patch+json', '{"name":"Changed"}', 204],
  ['DELETE', THEME, null, null, 204],
  ['POST', '/api/enrollment/v1/enrollments/', 'application/json', '{"course_key":"course-v1:No+Such+Course"}', 400],
];

describe('a request that another site makes a browser send (operations.md A5.3, C3.5)', () => {
  let service: TestApp;
  let mine: Browser;
  let token: string;

  beforeAll(async () => {
    service = await startTestApp({ PUBLIC_URL: ORIGIN, CORS_ALLOWED_ORIGINS: FRONT_END });
    await service.as('andya')('/api/');
    mine = await new Browser(service).signIn('andya');
    token = await mine.csrfToken();
    await service.as('andya')(THEME, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '"light"',
    });
  });
  afterAll(async () => service?.close());

  const write = (
    [method, path, type, body]: (typeof WRITES)[number],
    headers: Record<string, string>,
    browser = mine,
  ): Promise<TestResponse> =>
    browser.send(path, {
      method,
      headers: { ...(type && { 'content-type': type }), ...headers },
      ...(body && { body }),
    });

  function expectRefused(answer: TestResponse): void {
    expect([answer.status, answer.body.error_code]).toEqual([403, 'csrf_failed']);
    expect(answer.body.developer_message).toMatch(/^CSRF Failed: /);
    expect(answer.body.detail).toMatch(/^CSRF Failed: /);
  }

  const FOREIGN: readonly [string, Record<string, string>][] = [
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a hidden Origin', { origin: 'null' }],
    ['an Origin that only begins like ours', { origin: `${ORIGIN}.evil.example` }],
    ['the Origin of another port', { origin: `${ORIGIN}:8443` }],
    ['our Origin without TLS', { origin: 'http://courses.example.org' }],
    ['a foreign Referer', { referer: `https://evil.example/?${ORIGIN}` }],
    ['a Referer that is no address', { referer: 'about:blank' }],
    ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }],
  ];

  describe.each(WRITES.map((one) => [one[0], one] as const))('by %s', (_, one) => {
    it('is refused without a token, for who is known by a session', async () => {
      expectRefused(await write(one, {}));
      expectRefused(await write(one, { origin: ORIGIN, 'sec-fetch-site': 'same-origin' }));
    });

    it.each([
      ['of another browser', async () => new Browser(service).csrfToken()],
      ['of nobody', async () => 'AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
      ['that was cut', async () => token.slice(0, -1)],
      ['that is empty', async () => ''],
    ])('is refused with a token %s', async (_kind, other) => {
      expectRefused(await write(one, { 'x-csrftoken': await other() }));
    });

    it.each(FOREIGN)('is refused from %s, even with a token', async (_kind, headers) => {
      expectRefused(await write(one, { 'x-csrftoken': token, ...headers }));
    });

    it.each([
      ['a program, which says nothing', {}],
      ['our own pages', { origin: ORIGIN, 'sec-fetch-site': 'same-origin' }],
      ['our own pages, told by Referer', { referer: `${ORIGIN}/api/` }],
      ['a front end that is allowed', { origin: FRONT_END, 'sec-fetch-site': 'same-site' }],
      ['one on another site', { origin: FRONT_END, 'sec-fetch-site': 'cross-site' }],
    ])('is let through with a token from %s', async (_kind, headers) => {
      await service.as('andya')(THEME, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: '"light"',
      });
      expect((await write(one, { 'x-csrftoken': token, ...headers })).status).toBe(one[4]);
    });

    it('needs no token with an access token, whatever cookies come along', async () => {
      await service.as('andya')(THEME, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: '"light"',
      });
      const [method, path, type, body, status] = one;
      const cookie = [...mine.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = { ...(type && { 'content-type': type }), cookie, origin: 'https://evil.example' };
      const answer = await service.as('andya')(path, { method, headers, ...(body && { body }) });
      expect(answer.status).toBe(status);
    });
  });

  it('may read: safe methods need nothing', async () => {
    for (const [, headers] of FOREIGN) expect((await mine.send(ME, { headers })).status).toBe(200);
  });

  it('with a cookie that a neighbour on the domain has planted does not fit the session', async () => {
    const attacker = new Browser(service);
    const planted = await attacker.csrfToken();
    const victim = await new Browser(service).signIn('andya');
    victim.cookies.set('courseware_csrftoken', attacker.cookies.get('courseware_csrftoken')!);
    expectRefused(await write(WRITES[0]!, { 'x-csrftoken': planted }, victim));
  });

  it('after signing in again, tokens from before are worth nothing', async () => {
    const browser = await new Browser(service).signIn('andya');
    const before = await browser.csrfToken();
    await browser.send('/login', json({ username: 'andya', password: 'andya-password' }, before));
    expectRefused(await write(WRITES[0]!, { 'x-csrftoken': before }, browser));
    expect((await write(WRITES[0]!, { 'x-csrftoken': await browser.csrfToken() }, browser)).status).toBe(204);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'as %s reaches nothing that takes JSON',
    async (type) => {
      const body = '{"name":"Changed"}';
      const answer = await mine.send(ME, {
        method: 'PATCH',
        headers: { 'content-type': type, 'x-csrftoken': token },
        body,
      });
      expect([400, 403, 415]).toContain(answer.status);
    },
  );

  describe('to sign it in as somebody else (login CSRF)', () => {
    const credentials = { username: 'andya', password: 'andya-password' };

    it('is refused as a form without a token, with a foreign one, and from a foreign Origin', async () => {
      const other = new Browser(service);
      const foreign = await other.csrfToken();
      const victim = new Browser(service);
      const answers = [
        await victim.post('/login', credentials),
        await victim.post('/login', { ...credentials, csrfmiddlewaretoken: foreign }),
        await victim.submit('/login', credentials, { headers: { origin: 'https://evil.example' } }),
        await victim.submit('/login', credentials, { headers: { 'sec-fetch-site': 'cross-site' } }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
      expect(victim.cookies.has('courseware_sessionid')).toBe(false);
    });

    it('is refused as JSON from a foreign Origin, which no form can send', async () => {
      const victim = new Browser(service);
      const answer = await victim.send('/login', json(credentials, undefined, { origin: 'https://evil.example' }));
      expectRefused(answer);
      expect((await victim.send('/login', json(credentials))).status).toBe(200);
    });

    it.each(['/register', '/password_reset', '/logout'])('or to use the form of %s', async (path) => {
      const answer = await mine.post(path, { username: 'x', email: 'x@example.com', password: 'nine green tides' });
      expect(answer.status).toBe(403);
    });
  });

  describe('to sign out', () => {
    it('is refused without the token of the button, which is the same on each page and good for nothing else', async () => {
      const browser = await new Browser(service).signIn('andya');
      const buttonOf = ({ text }: TestResponse) => /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(text)?.[1] ?? '';
      const [first, second] = [await browser.page('/api/'), await browser.page('/api/course/v1/courses/')];
      expect(buttonOf(first)).toHaveLength(43);
      expect(buttonOf(second)).toBe(buttonOf(first));
      expectRefused(await write(WRITES[0]!, { 'x-csrftoken': buttonOf(first) }, browser));
      expect((await browser.post('/logout', {})).status).toBe(403);
      expect((await browser.post('/logout', { csrfmiddlewaretoken: buttonOf(first) })).status).toBe(303);
      expect((await browser.send(ME)).status).toBe(401);
    });

    it('keeps pages cacheable: one ETag a session, 304 for it, another for the next session', async () => {
      const [one, two] = [await new Browser(service).signIn('andya'), await new Browser(service).signIn('andya')];
      const etag = (await one.page(ME)).headers.get('etag')!;
      expect((await one.page(ME, { headers: { 'if-none-match': etag } })).status).toBe(304);
      const other = await two.page(ME, { headers: { 'if-none-match': etag } });
      expect([other.status, other.headers.get('vary')]).toEqual([200, expect.stringContaining('Cookie')]);
    });
  });

  describe('GET /csrf/api/v1/token (A5.4)', () => {
    it.each([TOKEN, `${TOKEN}/`])('answers at %s with a token and its cookie, and anybody may ask', async (path) => {
      const answer = await service.as(null)(path);
      expect([answer.status, Object.keys(answer.body as object)]).toEqual([200, ['csrfToken']]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.getSetCookie()[0]).toMatch(
        /^courseware_csrftoken=[^;]+; Max-Age=\d+; Path=\/; Secure; SameSite=Lax$/,
      );
    });

    it('sets no cookie again, and gives another text each time (BREACH)', async () => {
      const browser = new Browser(service);
      const first = await browser.csrfToken();
      const again = await browser.send(TOKEN);
      expect(again.headers.getSetCookie()).toEqual([]);
      expect(again.body.csrfToken).not.toBe(first);
    });

    it('takes the cookie itself for a token, as scripts of an LMS send it', async () => {
      const cookie = mine.cookies.get('courseware_csrftoken')!;
      expect((await write(WRITES[0]!, { 'x-csrftoken': cookie })).status).toBe(204);
    });
  });

  describe('POST /login_refresh (A5.6)', () => {
    it.each(['/login_refresh', '/login_refresh/'])(
      'is the text "Unauthorized" at %s without a session, and no cookie stays',
      async (path) => {
        const answer = await new Browser(service).send(path, { method: 'POST' });
        expect([answer.status, answer.body]).toEqual([401, 'Unauthorized']);
        const token = await service.as('andya')(path, { method: 'POST' });
        expect([token.status, token.body]).toEqual([401, 'Unauthorized']);
      },
    );

    it('sets a token of an LMS’s shape in two cookies, of which scripts can read one', async () => {
      const answer = await mine.send('/login_refresh', { method: 'POST' });
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.body as object).sort()).toEqual([
        'expires',
        'expires_epoch_seconds',
        'response_epoch_seconds',
        'response_http_date',
        'success',
        'user_id',
      ]);
      const [payload, signature] = answer.headers.getSetCookie() as [string, string];
      expect(payload).toMatch(/^edx-jwt-cookie-header-payload=[^;]+; Max-Age=3600; Path=\/; Secure; SameSite=Lax$/);
      expect(signature).toMatch(
        /^edx-jwt-cookie-signature=[^;]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
      const value = mine.cookies.get('edx-jwt-cookie-header-payload')!;
      expect(value.length).toBeLessThan(4096);
      const claims = JSON.parse(Buffer.from(value.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
      expect(claims).toMatchObject({
        preferred_username: 'andya',
        scopes: ['user_id', 'email', 'profile'],
        email: 'andya@example.com',
        administrator: false,
        sub: answer.body.user_id,
      });
      const [{ id }] = await service.dataSource.query<[{ id: number }]>(
        `SELECT id FROM users WHERE username = 'andya'`,
      );
      expect(answer.body.user_id).not.toBe(String(id));
      const jwt = `${value}.${mine.cookies.get('edx-jwt-cookie-signature')!}`;
      expect((await service.as(null)(ME, { headers: { authorization: `JWT ${jwt}` } })).status).toBe(403);
    });

    it('goes to the shared domain where there is one', async () => {
      const shared = await startTestApp({ SHARED_COOKIE_DOMAIN: '.example.org' });
      try {
        await shared.as('andya')('/api/');
        const browser = await new Browser(shared).signIn('andya');
        const answer = await browser.send('/login_refresh', { method: 'POST' });
        expect(answer.headers.getSetCookie().every((cookie) => cookie.includes('; Domain=example.org;'))).toBe(true);
      } finally {
        await shared.close();
      }
    });
  });
});
