import { jest } from '@jest/globals';
import puppeteer, { type Page } from 'puppeteer-core';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { ClientsService } from '../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { CHROMIUM } from '../support/chromium.js';
import { fakeDate } from '../support/fake-date.js';
import { freePort } from '../support/free-port.js';
import { LmsProcess } from '../support/lms-process.js';
import { type Arrival, TravellingBrowser } from '../support/travelling-browser.js';

const CLIENT = {
  name: 'Courseware',
  username: 'worker',
  clientId: 'courseware-sso',
  secret: 'a secret of the sso client',
};
const WORKER = {
  name: 'Worker',
  username: 'worker',
  clientId: 'courseware-worker',
  secret: 'a secret of the worker client',
};
const ME = '/api/user/v1/accounts/me/';
const START = '/login/edx-oauth2/';
const CALLBACK = '/complete/edx-oauth2/';

jest.setTimeout(180_000);

describe('a second Courseware plays the LMS (SPEC section 8, operations.md A6)', () => {
  let lms: LmsProcess;
  let service: TestApp;

  beforeAll(async () => {
    const port = await freePort();
    lms = await LmsProcess.start();
    await lms.prepare(async (app) => {
      for (const username of ['learner', 'mallory', 'shy', 'reader', 'worker', 'chief'])
        await app.get(AccountsService).create({
          username,
          email: `${username}@example.org`,
          password: passwordOf(username),
          isStaff: username === 'chief',
        });
      const clients = app.get(ClientsService);
      await clients.ensure({
        ...CLIENT,
        scopes: ['user_id', 'profile', 'email'],
        redirectUris: [`http://127.0.0.1:${port}${CALLBACK}`],
      });
      await clients.ensure(WORKER);
    });
    service = await startTestApp({
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      OAUTH2_ISSUER: `${lms.url}/oauth2`,
      OAUTH2_URL_ROOT: lms.internalUrl,
      OAUTH2_CLIENT_ID: CLIENT.clientId,
      OAUTH2_CLIENT_SECRET: CLIENT.secret,
    });
  });
  afterAll(async () => {
    await service?.close();
    await lms?.close();
  });

  /** Signs in through all redirects, and allows what is asked. */
  async function signIn(browser: TravellingBrowser, name: string, next = ME): Promise<Arrival> {
    const page = await browser.open(`${service.url}/login?${new URLSearchParams({ next }).toString()}`);
    const answer =
      page.url.pathname === '/login'
        ? await browser.submit(page, { username: name, password: passwordOf(name) })
        : page;
    return answer.url.pathname === '/oauth2/authorize' ? browser.submit(answer, { decision: 'allow' }) : answer;
  }

  async function signedIn(name: string): Promise<TravellingBrowser> {
    const browser = new TravellingBrowser();
    const { status, url } = await signIn(browser, name);
    expect([status, url.pathname]).toEqual([200, ME]);
    return browser;
  }

  /** Goes to the LMS and signs in there, up to the address that leads back, which is not opened. */
  async function broughtBack(browser: TravellingBrowser, name: string): Promise<string> {
    const started = await browser.ask(`${service.url}${START}`);
    let at = await browser.open(started.headers.get('location')!, {}, lms.url);
    if (at.url.pathname === '/login')
      at = await browser.submit(at, { username: name, password: passwordOf(name) }, lms.url);
    if (at.status === 200) at = await browser.submit(at, { decision: 'allow' }, lms.url);
    return at.headers.get('location')!;
  }

  const whoIs = async (browser: TravellingBrowser): Promise<string | null> => {
    const { text } = await browser.ask(service.url + ME, { headers: { accept: 'application/json' } });
    return (JSON.parse(text) as { username?: string }).username ?? null;
  };

  async function expectRefused(
    arrival: Pick<Arrival, 'status' | 'headers' | 'text'>,
    browser: TravellingBrowser,
  ): Promise<void> {
    expect([arrival.status, arrival.headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8']);
    expect(arrival.text).toContain('/login');
    expect(await whoIs(browser)).toBeNull();
  }

  describe('what leads to no session', () => {
    it('is a callback that this browser never began (login CSRF, RFC 6749 10.12)', async () => {
      const stolen = await broughtBack(new TravellingBrowser(), 'mallory');
      const victim = new TravellingBrowser();
      await expectRefused(await victim.ask(stolen), victim);
    });

    it('is a callback of another browser, in one that has begun as well', async () => {
      const stolen = await broughtBack(new TravellingBrowser(), 'mallory');
      const victim = new TravellingBrowser();
      await victim.ask(`${service.url}${START}`);
      await expectRefused(await victim.ask(stolen), victim);
    });

    it('is a callback a second time, even with the cookie from before (C2.12: once)', async () => {
      const browser = new TravellingBrowser();
      const back = await broughtBack(browser, 'learner');
      const cookie = browser.cookieHeader(new URL(back));
      expect((await browser.ask(back)).status).toBe(302);
      const replayed = await fetch(back, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
      expect([
        replayed.status,
        replayed.headers.getSetCookie().filter((line) => line.startsWith('courseware_sessionid')),
      ]).toEqual([401, []]);
    });

    it.each([
      ['no state', (url: URL) => url.searchParams.delete('state')],
      ['an empty state', (url: URL) => url.searchParams.set('state', '')],
      ['another state', (url: URL) => url.searchParams.set('state', 'x'.repeat(32))],
      ['two states', (url: URL) => url.searchParams.append('state', 'x')],
      ['another code', (url: URL) => url.searchParams.set('code', 'x'.repeat(43))],
      ['no code', (url: URL) => url.searchParams.delete('code')],
      ['two codes', (url: URL) => url.searchParams.append('code', 'x')],
      [
        'the name of another issuer (RFC 9207: mix-up)',
        (url: URL) => url.searchParams.set('iss', 'https://evil.example.org'),
      ],
    ])('is a callback with %s', async (_, change) => {
      const browser = new TravellingBrowser();
      const back = new URL(await broughtBack(browser, 'learner'));
      change(back);
      await expectRefused(await browser.ask(back), browser);
    });

    it('is a person who does not allow it', async () => {
      const browser = new TravellingBrowser();
      const asked = await browser.submit(await browser.open(`${service.url}/login`), {
        username: 'shy',
        password: passwordOf('shy'),
      });
      expect(asked.url.pathname).toBe('/oauth2/authorize');
      const refused = await browser.submit(asked, { decision: 'deny' });
      expect(refused.url.origin).toBe(service.url);
      await expectRefused(refused, browser);
      expect(refused.text).not.toContain('has not allowed');
    });

    it('is an account that is disabled here', async () => {
      const browser = await signedIn('mallory');
      await service.dataSource.query("UPDATE users SET is_active = false WHERE username = 'mallory'");
      await expectRefused(await signIn(browser, 'mallory'), browser);
      await service.dataSource.query("UPDATE users SET is_active = true WHERE username = 'mallory'");
    });
  });

  describe('signing in', () => {
    it('goes over the LMS and back to where somebody wanted to go, as its person, made at first sight (A6.1–A6.4)', async () => {
      const browser = new TravellingBrowser();
      const arrival = await signIn(browser, 'learner', '/api/course/v1/courses/?page_size=5');
      expect([arrival.status, arrival.url.href]).toEqual([200, `${service.url}/api/course/v1/courses/?page_size=5`]);
      expect(arrival.text).toContain('learner');
      const [account] = (await service.dataSource.query(
        "SELECT u.*, e.issuer FROM users u JOIN external_identities e ON e.user_id = u.id WHERE username = 'learner'",
      )) as Record<string, unknown>[];
      expect(account).toMatchObject({
        password_hash: null,
        email: 'learner@example.org',
        email_verified: true,
        is_staff: false,
        issuer: `${lms.url}/oauth2`,
      });
    });

    it('asks the LMS for a code with state and PKCE, under the origin that browsers know (A6.1)', async () => {
      const { status, headers } = await new TravellingBrowser().ask(`${service.url}${START}`);
      const { origin, pathname, searchParams } = new URL(headers.get('location')!);
      expect([status, origin, pathname]).toEqual([302, lms.url, '/oauth2/authorize']);
      expect(Object.fromEntries(searchParams)).toMatchObject({
        response_type: 'code',
        client_id: CLIENT.clientId,
        redirect_uri: `${service.url}${CALLBACK}`,
        scope: 'user_id profile email',
        code_challenge_method: 'S256',
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        state: expect.stringMatching(/^[\w-]{32}$/),
      });
      const [cookie] = headers.getSetCookie().filter((line) => line.startsWith('courseware_login_state'));
      expect(cookie).toMatch(/; Path=\/complete\/edx-oauth2; HttpOnly; SameSite=Lax/i);
    });

    it('gives global staff of the LMS their rights', async () => {
      const browser = await signedIn('chief');
      const { status } = await browser.ask(`${service.url}/api/user/v1/preferences/learner/`, {
        headers: { accept: 'application/json' },
      });
      expect(status).toBe(200);
    });

    it('ends the session that was there, before it begins, and gives another (A6.4, A6.5)', async () => {
      const browser = await signedIn('learner');
      const before = browser.cookieHeader(new URL(service.url));
      await browser.ask(`${service.url}${START}`);
      expect(await whoIs(browser)).toBeNull();
      const old = await fetch(service.url + ME, { headers: { cookie: before } });
      expect(old.status).toBe(401);
      await signIn(browser, 'learner');
      expect(browser.cookieHeader(new URL(service.url))).not.toContain(
        /courseware_sessionid=([^;]+)/.exec(before)![1]!,
      );
    });

    it.each([
      'https://evil.example.org/',
      '//evil.example.org',
      '/\\evil.example.org',
      '/.//evil.example.org',
      'javascript:alert(1)',
      `/${'x'.repeat(3000)}`,
    ])('leads to the entry and not to %p (C2.16)', async (next) => {
      const { url } = await signIn(new TravellingBrowser(), 'learner', next);
      expect(url.href).toBe(`${service.url}/api/`);
    });
  });

  describe('signing out (A6.6)', () => {
    it('goes on to the LMS, which gets to know where from', async () => {
      const browser = await signedIn('learner');
      const { status, headers } = await browser.ask(`${service.url}/logout`);
      const { origin, pathname, searchParams } = new URL(headers.get('location')!);
      expect([status, origin, pathname]).toEqual([303, lms.url, '/logout']);
      expect(Object.fromEntries(searchParams)).toEqual({
        client_id: CLIENT.clientId,
        redirect_url: `${service.url}/api/`,
      });
      expect(await whoIs(browser)).toBeNull();
    });

    it('happens in an iframe of the LMS, and of nobody else, with nothing in it', async () => {
      const browser = await signedIn('learner');
      const { status, headers, text } = await browser.ask(`${service.url}/logout/?no_redirect=1`);
      expect([status, text, headers.get('x-frame-options')]).toEqual([200, '', null]);
      expect(headers.get('content-security-policy')).toBe(`default-src 'none'; frame-ancestors ${lms.url}`);
      expect(await whoIs(browser)).toBeNull();
    });

    it('by a form of another site does not happen', async () => {
      const browser = await signedIn('learner');
      const { status } = await browser.ask(`${service.url}/logout`, {
        method: 'POST',
        body: new URLSearchParams({ a: 'b' }),
        headers: { origin: 'https://evil.example.org' },
      });
      expect(status).toBe(403);
      expect(await whoIs(browser)).toBe('learner');
    });
  });

  (CHROMIUM ? it : it.skip)('works in a real browser: in, as its person, and out again, also at the LMS', async () => {
    const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    try {
      const first = await (await browser.createBrowserContext()).newPage();
      await fillIn(first, 'reader');
      await first.waitForSelector('button[value=allow]');
      await first.click('button[value=allow]');
      await arrived(first, 'reader');
      await Promise.all([first.waitForNavigation(), first.click('header form button')]);
      expect(first.url()).toMatch(new RegExp(`^${lms.url}/logout`));
      await first.goto(`${service.url}/api/`);
      expect(await first.$eval('header', ({ textContent }) => textContent)).not.toContain('reader');

      // A second time nobody asks: the LMS's form leads straight back here, which its page has to allow.
      const second = await (await browser.createBrowserContext()).newPage();
      await fillIn(second, 'reader');
      await arrived(second, 'reader');
    } finally {
      await browser.close();
    }
  });

  /** Goes to sign in, which is at the LMS, and sends its form. */
  async function fillIn(page: Page, name: string): Promise<void> {
    await page.goto(`${service.url}/login?next=/api/`);
    expect(new URL(page.url()).origin).toBe(lms.url);
    await page.type('input[name=username]', name);
    await page.type('input[name=password]', passwordOf(name));
    await page.click('main form button');
  }

  /** Waits until the browser is back, as somebody. */
  async function arrived(page: Page, name: string): Promise<void> {
    await page.waitForFunction(
      (url) => location.href === url && document.readyState === 'complete',
      {},
      `${service.url}/api/`,
    );
    expect(await page.$eval('header', ({ textContent }) => textContent)).toContain(name);
  }

  describe('what belongs to the embedded provider', () => {
    it.each([
      ['GET', '/oauth2/authorize?client_id=x', /use http:\/\/localhost:\d+\/oauth2\/authorize\./],
      ['POST', '/oauth2/access_token', /use http:\/\/localhost:\d+\/oauth2\/access_token\./],
      ['POST', '/oauth2/revoke_token', /use http/],
      ['POST', '/oauth2/introspect', /use http/],
      ['GET', '/oauth2/user_info', /use http/],
      ['GET', '/oauth2/jwks', /use http/],
      ['GET', '/.well-known/oauth-authorization-server', /ask the issuer/],
      ['GET', '/.well-known/openid-configuration', /ask the issuer/],
      ['GET', '/.well-known/jwks.json', /ask the issuer/],
      ['GET', '/register', /at http:\/\/localhost/],
      ['GET', '/password_reset', /at http:\/\/localhost/],
      ['GET', '/account/password', /at http:\/\/localhost/],
      ['GET', '/account/deactivate', /at http:\/\/localhost/],
      ['POST', '/login_refresh', /at http:\/\/localhost/],
    ])('is not here: %s %s', async (method, path, instead) => {
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer: TestResponse = await service.as(null)(path, {
        method,
        ...(method === 'POST' && { headers: form, body: 'grant_type=client_credentials' }),
      });
      expect(answer.status).toBe(404);
      expect(
        (answer.body as Record<string, string> | undefined)?.developer_message ??
          (answer.body as Record<string, string> | undefined)?.error_description ??
          answer.text,
      ).toMatch(instead);
    });

    it('is not here: signing in and registering with a password', async () => {
      for (const [path, body] of [
        ['/login', { username: 'learner', password: passwordOf('learner') }],
        [
          '/api/user/v1/accounts/',
          { username: 'someone', email: 'someone@example.org', password: 'a long pass phrase', name: '' },
        ],
      ] as const) {
        const { status } = await service.as(null)(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        expect([path, status]).toEqual([path, 404]);
      }
    });

    it('is where the entry says that it is', async () => {
      const { body } = await service.as(null)('/api/');
      expect((body as { links: { token: { href: string } } }).links.token.href).toBe(`${lms.url}/oauth2/access_token`);
      const { body: resource } = await service.as(null)('/.well-known/oauth-protected-resource');
      expect((resource as { authorization_servers: string[] }).authorization_servers).toEqual([`${lms.url}/oauth2`]);
    });

    it('is where errors and the pages about them send people for a token (SPEC R-8)', async () => {
      const page = await service.as(null)('/api-docs/errors/authentication_required/');
      expect(page.text).toContain(`POST ${lms.url}/oauth2/access_token`);
      const refused = await service.as(null)(ME, { headers: { accept: 'text/html' } });
      expect([refused.status, refused.text.includes(`POST ${lms.url}/oauth2/access_token gives one`)]).toEqual([
        401,
        true,
      ]);
      for (const { text } of [page, refused]) expect(text).not.toMatch(/(?<!localhost:\d+)\/oauth2\/access_token/);
    });
  });

  describe('tokens of the LMS', () => {
    async function workerToken(): Promise<string> {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: WORKER.clientId,
        client_secret: WORKER.secret,
        token_type: 'jwt',
      });
      const answer = await fetch(`${lms.internalUrl}/oauth2/access_token/`, { method: 'POST', body });
      return ((await answer.json()) as { access_token: string }).access_token;
    }

    const ask = async (token: string): Promise<unknown[]> => {
      const { status, body } = await service.as(null)(ME, { headers: { authorization: `JWT ${token}` } });
      return [status, (body as { username?: string }).username];
    };

    it('open the API, as they do any service of an installation (X-1)', async () => {
      expect(await ask(await workerToken())).toEqual([200, 'worker']);
    });

    it('in its cookies are somebody, with CSRF protection (A5)', async () => {
      const browser = new TravellingBrowser();
      await browser.submit(await browser.open(`${lms.url}/login`), {
        username: 'learner',
        password: passwordOf('learner'),
      });
      expect(
        (await browser.ask(`${lms.url}/login_refresh`, { method: 'POST', headers: { accept: 'application/json' } }))
          .status,
      ).toBe(200);
      const jwt = browser
        .cookieHeader(new URL(lms.url))
        .split('; ')
        .filter((one) => one.startsWith('edx-jwt-cookie'))
        .join('; ');
      const headers = { cookie: jwt, 'use-jwt-cookie': 'true', 'content-type': 'application/merge-patch+json' };
      expect((await service.as(null)(ME, { headers })).body.username).toBe('learner');
      expect((await service.as(null)(ME, { headers, method: 'PATCH', body: '{"name":"X"}' })).status).toBe(403);
    });

    it('in cookies of one person with the session of another are nobody: 401 until one signs in again (A5.2)', async () => {
      const atLms = new TravellingBrowser();
      await atLms.submit(await atLms.open(`${lms.url}/login`), { username: 'chief', password: passwordOf('chief') });
      await atLms.ask(`${lms.url}/login_refresh`, { method: 'POST', headers: { accept: 'application/json' } });
      const jwt = atLms
        .cookieHeader(new URL(lms.url))
        .split('; ')
        .filter((one) => one.startsWith('edx-jwt-cookie'))
        .join('; ');
      const browser = await signedIn('learner');
      const session = browser.cookieHeader(new URL(service.url));
      const both = { headers: { cookie: `${session}; ${jwt}` } };
      const { status, body } = await service.as(null)(ME, both);
      expect([status, body.developer_message]).toEqual([401, expect.stringMatching(/different accounts/)]);
      for (const path of ['/login', START])
        expect((await fetch(service.url + path, { ...both, redirect: 'manual' })).status).toBeLessThan(400);
    });

    it('of a new key of the LMS are known without a restart, and those of the old one go on (A4.10)', async () => {
      const old = await workerToken();
      expect(await ask(old)).toEqual([200, 'worker']);
      await lms.command('keys', 'rotate');
      await lms.down();
      await lms.up();
      const fresh = await workerToken();
      fakeDate(Date.now() + 31_000);
      try {
        expect(await ask(fresh)).toEqual([200, 'worker']);
        expect(await ask(old)).toEqual([200, 'worker']);
      } finally {
        jest.useRealTimers();
      }
    });

    it('and sessions go on while the LMS is away; signing in waits for it (503)', async () => {
      const token = await workerToken();
      const browser = await signedIn('learner');
      const late = new TravellingBrowser();
      const back = await broughtBack(late, 'learner');
      await lms.down();
      try {
        expect(await ask(token)).toEqual([200, 'worker']);
        expect(await whoIs(browser)).toBe('learner');
        const { status, headers } = await late.ask(back);
        expect([status, headers.get('retry-after')]).toEqual([503, '5']);
        expect((await service.as(null)('/ready/')).status).toBe(200);
      } finally {
        await lms.up();
      }
    });

    it('are given to nobody any more whose account is disabled there', async () => {
      await lms.command('users', 'disable', 'worker');
      await expect(workerToken()).resolves.toBeUndefined();
    });
  });
});

const passwordOf = (name: string): string => `${name}-has-a-long-pass-phrase`;
