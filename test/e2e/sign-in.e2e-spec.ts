import { jest } from '@jest/globals';
import { AccountsService, PasswordHasher } from '../../src/modules/accounts/index.js';
import { PostgresSessions } from '../../src/modules/sign-in/postgres-sessions.js';
import { returnAddress } from '../../src/modules/sign-in/return-address.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Browser, json } from '../support/browser.js';

const ME = '/api/user/v1/accounts/me/';
const SESSIONS = '/api/user/v1/sessions/';
const SESSION_COOKIE = 'courseware_sessionid';

interface Row {
  readonly digest: string;
  readonly uuid: string;
}

describe('a session (SPEC section 8; operations.md C3)', () => {
  let service: TestApp;
  let people = 0;

  beforeAll(async () => {
    service = await startTestApp({ SESSION_IDLE_DAYS: '14', SESSION_LIFETIME_DAYS: '90' });
  });
  afterAll(async () => service?.close());

  /** An account of its own for each test; its password is its name and "-password". */
  async function someone(account: { isStaff?: boolean } = {}): Promise<string> {
    const username = `person-${(people += 1)}`;
    await service.as(username, account)('/api/');
    return username;
  }
  const browser = (): Browser => new Browser(service);
  const accounts = (): AccountsService => service.app.get(AccountsService);
  const rows = async (username: string): Promise<[Row, ...Row[]]> =>
    service.dataSource.query(
      'SELECT s.digest, s.uuid FROM sessions s JOIN users u ON u.id = s.user_id WHERE username = $1',
      [username],
    );

  it('is nothing that an anonymous reader gets: no row, no cookie (operations.md C3.4)', async () => {
    const [{ before }] = await service.dataSource.query<[{ before: number }]>(
      'SELECT count(*)::int AS before FROM sessions',
    );
    for (const path of ['/api/', '/api/course/v1/courses/', '/health/', '/login', ME])
      for (const accept of ['application/json', 'text/html'])
        for (let times = 0; times < 10; times += 1) {
          const answer = await service.as(null)(path, { headers: { accept } });
          const names = answer.headers.getSetCookie().map((cookie) => cookie.split('=')[0]);
          // A page with a form needs its CSRF cookie, and nothing of the server's.
          expect([path, names]).toEqual([
            path,
            path === '/login' && accept === 'text/html' ? ['courseware_csrftoken'] : [],
          ]);
        }
    const [{ after }] = await service.dataSource.query<[{ after: number }]>(
      'SELECT count(*)::int AS after FROM sessions',
    );
    expect(after).toBe(before);
  });

  it('is not the one that an attacker has planted: signing in begins another (fixation, C3.2)', async () => {
    const [attacker, victim] = [await someone(), await someone()];
    const planted = (await browser().signIn(attacker)).cookies.get(SESSION_COOKIE)!;
    const target = browser();
    target.cookies.set(SESSION_COOKIE, planted);
    expect((await target.send('/login', json({ username: victim, password: `${victim}-password` }))).status).toBe(403);
    // With the attacker's whole jar the sign-in works, and gives a new session.
    const token = await target.csrfToken();
    const answer = await target.send('/login', json({ username: victim, password: `${victim}-password` }, token));
    expect([answer.status, answer.body.username]).toEqual([200, victim]);
    expect(target.cookies.get(SESSION_COOKIE)).not.toBe(planted);
    const thief = browser();
    thief.cookies.set(SESSION_COOKIE, planted);
    expect((await thief.send(ME)).status).toBe(401);
  });

  it('is worth nothing once it was signed out of, to whoever has copied its cookie', async () => {
    const username = await someone();
    const mine = await browser().signIn(username);
    const stolen = new Map(mine.cookies);
    expect((await mine.submit('/logout', {})).status).toBe(303);
    expect(mine.cookies.has(SESSION_COOKIE)).toBe(false);
    const thief = browser();
    for (const [name, value] of stolen) thief.cookies.set(name, value);
    expect((await thief.send(ME)).status).toBe(401);
    expect(await rows(username)).toEqual([]);
  });

  it('counts as nothing with a cookie that was tampered with, and costs no query', async () => {
    const username = await someone();
    const { cookies } = await browser().signIn(username);
    const good = decodeURIComponent(cookies.get(SESSION_COOKIE)!);
    const [secret, signature] = good.split('.') as [string, string];
    const [{ digest }] = await rows(username);
    const find = jest.spyOn(service.app.get(PostgresSessions), 'find');
    try {
      for (const bad of ['', 'x', secret, `${secret}.`, `x${secret}.${signature}`, `${secret}.x${signature}`, digest]) {
        const other = browser();
        other.cookies.set(SESSION_COOKIE, encodeURIComponent(bad));
        expect([bad, (await other.send(ME)).status]).toEqual([bad, 401]);
      }
      expect(find).not.toHaveBeenCalled();
    } finally {
      find.mockRestore();
    }
  });

  it('ends with its account: disabled, it is refused at once, and enabling brings nothing back', async () => {
    const username = await someone();
    const mine = await browser().signIn(username);
    expect((await mine.send(ME)).status).toBe(200);
    await accounts().setActive(username, false);
    expect((await mine.send(ME)).status).toBe(401);
    await accounts().setActive(username, true);
    expect((await mine.send(ME)).status).toBe(401);
  });

  it('ends for an account that an operator disables by hand in the database', async () => {
    const username = await someone();
    const mine = await browser().signIn(username);
    await service.dataSource.query('UPDATE users SET is_active = false WHERE username = $1', [username]);
    await service.dataSource.query('UPDATE users SET is_active = true WHERE username = $1', [username]);
    expect((await mine.send(ME)).status).toBe(401);
  });

  it('ends everywhere when an operator sets a password', async () => {
    const username = await someone();
    const [one, two] = [await browser().signIn(username), await browser().signIn(username)];
    await accounts().setPassword(username, 'another good password');
    expect([(await one.send(ME)).status, (await two.send(ME)).status]).toEqual([401, 401]);
  });

  it.each([
    ['idle', `last_seen = now() - interval '15 days', created = now() - interval '16 days'`],
    ['old, however busy', `created = now() - interval '91 days', expires = now() - interval '1 day'`],
  ])('ends when it is %s', async (_, change) => {
    const username = await someone();
    const mine = await browser().signIn(username);
    await service.dataSource.query(
      `UPDATE sessions SET ${change} WHERE user_id = (SELECT id FROM users WHERE username = $1)`,
      [username],
    );
    expect((await mine.send(ME)).status).toBe(401);
    await service.app.get(PostgresSessions).sweep();
    expect(await rows(username)).toEqual([]);
  });

  it('is kept as a digest: the table lets nobody in', async () => {
    const username = await someone();
    const { cookies } = await browser().signIn(username);
    const [{ digest, uuid }] = await rows(username);
    const sent = decodeURIComponent(cookies.get(SESSION_COOKIE)!);
    expect(sent).not.toContain(digest);
    expect(sent).not.toContain(uuid);
    expect(sent.split('.')[0]).toHaveLength(43);
  });

  it('has a cookie that scripts cannot read, other sites cannot send, and that is Secure behind https', async () => {
    const username = await someone();
    const answer = await browser().send('/login', json({ username, password: `${username}-password` }));
    const cookie = answer.headers.getSetCookie().find((one) => one.startsWith(SESSION_COOKIE))!;
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(cookie).not.toMatch(/Domain|Secure/);
    const secure = await startTestApp({ PUBLIC_URL: 'https://courses.example.org' });
    try {
      const page = await secure.as(null)('/login', { headers: { accept: 'text/html' } });
      expect(page.headers.getSetCookie()[0]).toMatch(/; Secure; SameSite=Lax$/);
    } finally {
      await secure.close();
    }
  });

  it('costs one query together with its account, and none when hot; it is written at most once a minute', async () => {
    const username = await someone();
    const mine = await browser().signIn(username);
    const query = jest.spyOn(service.dataSource, 'query');
    try {
      const statements = () => query.mock.calls.filter(([text]) => text.includes('sessions'));
      await mine.send('/api/');
      expect(statements()).toHaveLength(1);
      await mine.send('/api/');
      expect(statements()).toHaveLength(1);
    } finally {
      query.mockRestore();
    }
    const version = 'SELECT xmin::text AS xmin FROM sessions WHERE digest = $1';
    const [{ digest }] = await rows(username);
    const before = await service.dataSource.query<{ xmin: string }[]>(version, [digest]);
    await service.app.get(PostgresSessions).find(digest, { address: '192.0.2.1', userAgent: 'x' });
    expect(await service.dataSource.query(version, [digest])).toEqual(before);
    await service.dataSource.query(`UPDATE sessions SET last_seen = now() - interval '2 minutes' WHERE digest = $1`, [
      digest,
    ]);
    await service.app.get(PostgresSessions).find(digest, { address: '192.0.2.1', userAgent: 'x' });
    const [{ seen, address }] = await service.dataSource.query<[{ seen: boolean; address: string }]>(
      `SELECT last_seen > now() - interval '1 minute' AS seen, address FROM sessions WHERE digest = $1`,
      [digest],
    );
    expect([seen, address]).toEqual([true, '192.0.2.1']);
  });

  it('makes way after a hundred of one account: the one that was silent longest ends', async () => {
    const username = await someone();
    await service.dataSource.query(
      `INSERT INTO sessions (uuid, digest, user_id, epoch, address, user_agent, expires, last_seen)
       SELECT gen_random_uuid(), lpad($1 || n, 43, 'x'), id, sign_in_epoch, '', '', now() + interval '1 day', now() - n * interval '1 minute'
         FROM users, generate_series(1, 120) n WHERE username = $1`,
      [username],
    );
    await browser().signIn(username);
    expect(await rows(username)).toHaveLength(100);
  });

  it('loses to a token: an Authorization header that is wrong is a 401, whatever the cookie says (A5.2)', async () => {
    const mine = await browser().signIn(await someone());
    expect((await mine.send(ME, { headers: { authorization: 'Bearer nonsense' } })).status).toBe(401);
  });

  describe('as a resource', () => {
    it('is nobody else’s: theirs do not exist, and are in no list (R-7)', async () => {
      const [one, other] = [await someone(), await someone()];
      await browser().signIn(one);
      const [{ uuid }] = await rows(one);
      const client = service.as(other);
      expect((await client(`${SESSIONS}${uuid}/`)).status).toBe(404);
      expect((await client(`${SESSIONS}${uuid}/`, { method: 'DELETE' })).status).toBe(404);
      expect((await client(`${SESSIONS}?user=${one}`)).body.count).toBe(0);
      expect((await client(`${SESSIONS}?user=${one}`, { method: 'DELETE' })).status).toBe(404);
      expect(await rows(one)).toHaveLength(1);
      expect((await service.as(null)(SESSIONS)).status).toBe(401);
    });

    it('tells which one asks, from where and since when; and ends one, or all others', async () => {
      const username = await someone();
      const [mine, second, third] = [
        await browser().signIn(username),
        await browser().signIn(username),
        await browser().signIn(username),
      ];
      const list = await mine.send(SESSIONS);
      expect(list.body.results).toHaveLength(3);
      expect(list.body.results.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
      expect(list.body.results[0]).toMatchObject({
        user: { username },
        address: '127.0.0.1',
        device: expect.any(String),
      });
      const { id } = (await second.send(SESSIONS)).body.results.find(({ current }: { current: boolean }) => current);
      const token = await mine.csrfToken();
      const headers = { 'x-csrftoken': token };
      expect((await mine.send(`${SESSIONS}${id}/`, { method: 'DELETE', headers })).status).toBe(204);
      expect((await second.send(ME)).status).toBe(401);
      expect((await mine.send(SESSIONS, { method: 'DELETE', headers })).status).toBe(204);
      expect([(await mine.send(ME)).status, (await third.send(ME)).status]).toEqual([200, 401]);
    });

    it('can be listed and ended by global staff for another account', async () => {
      const [username, admin] = [await someone(), await someone({ isStaff: true })];
      const mine = await browser().signIn(username);
      const client = service.as(admin);
      const { results } = (await client(`${SESSIONS}?user=${username}`)).body;
      expect(results).toHaveLength(1);
      expect((await client(results[0].url as string)).body.user.username).toBe(username);
      expect((await client(`${SESSIONS}?user=${username}`, { method: 'DELETE' })).status).toBe(204);
      expect((await mine.send(ME)).status).toBe(401);
    });

    it('of a superuser are for superusers alone: staff neither see nor end them', async () => {
      const [root, staff] = [await someone(), await someone({ isStaff: true })];
      await service.dataSource.query('UPDATE users SET is_superuser = true WHERE username = $1', [root]);
      const theirs = await browser().signIn(root);
      const [{ uuid }] = await rows(root);
      const client = service.as(staff);
      expect((await client(`${SESSIONS}?user=${root}`)).body.count).toBe(0);
      expect((await client(`${SESSIONS}${uuid}/`)).status).toBe(404);
      expect((await client(`${SESSIONS}${uuid}/`, { method: 'DELETE' })).status).toBe(404);
      expect((await client(`${SESSIONS}?user=${root}`, { method: 'DELETE' })).status).toBe(404);
      expect((await theirs.send(ME)).status).toBe(200);
    });
  });

  describe('begins with a password', () => {
    const works = async (hasher: PasswordHasher, work: () => Promise<unknown>): Promise<number> => {
      const compute = jest.spyOn(hasher as unknown as { compute(): Promise<boolean> }, 'compute');
      try {
        await work();
        return compute.mock.calls.length;
      } finally {
        compute.mockRestore();
      }
    };

    it('with one answer and the same work for an unknown name, a wrong password and a disabled account (C4.2)', async () => {
      const [known, disabled, without] = [await someone(), await someone(), await someone()];
      await accounts().setActive(disabled, false);
      await service.dataSource.query('UPDATE users SET password_hash = NULL WHERE username = $1', [without]);
      const hasher = service.app.get(PasswordHasher);
      const answers: unknown[] = [];
      for (const [username, password] of [
        ['nobody-of-this-name', 'wrong password'],
        ['nobody@example.com', 'wrong password'],
        ['what is \u202E no name', 'wrong password'],
        [known, 'wrong password'],
        [disabled, `${disabled}-password`],
        [without, 'wrong password'],
      ] as const) {
        const computed = await works(hasher, async () => {
          const { status, body, headers } = await service.as(null)('/login', json({ username, password }));
          const { request_id: _, ...rest } = body as Record<string, unknown>;
          answers.push([status, rest, headers.get('www-authenticate'), headers.getSetCookie()]);
        });
        expect([username, computed]).toEqual([username, 1]);
      }
      expect(answers).toEqual(answers.map(() => answers[0]));
      expect(answers[0]).toEqual([
        401,
        expect.objectContaining({ error_code: 'sign_in_failed' }),
        expect.any(String),
        [],
      ]);
    });

    it('by username in any case, or by a verified address; not by one that anybody could claim', async () => {
      const username = await someone();
      const password = `${username}-password`;
      for (const name of [username.toUpperCase(), `${username}@EXAMPLE.com`])
        expect((await service.as(null)('/login', json({ username: name, password }))).status).toBe(200);
      await service.dataSource.query('UPDATE users SET email_verified = false WHERE username = $1', [username]);
      const claimed = await service.as(null)('/login', json({ username: `${username}@example.com`, password }));
      expect(claimed.status).toBe(401);
    });

    it('after five failures waits longer each time, from that address alone; a right password begins anew (C1.2)', async () => {
      const proxied = await startTestApp({ TRUST_PROXY: 'loopback' });
      try {
        await proxied.as('slow')('/api/');
        const attempt = (password: string, address: string) =>
          proxied.as(null)('/login', json({ username: 'slow', password }, undefined, { 'x-forwarded-for': address }));
        const statuses: number[] = [];
        for (let times = 0; times < 6; times += 1) statuses.push((await attempt('wrong password', '192.0.2.1')).status);
        expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
        const refused = await attempt('slow-password', '192.0.2.1');
        expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
        expect((await attempt('slow-password', '192.0.2.2')).status).toBe(200);
      } finally {
        await proxied.close();
      }
    });

    it('with many attempts at once is no way around: only some are looked at', async () => {
      const username = await someone();
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => service.as(null)('/login', json({ username, password: 'wrong password' }))),
      );
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(7);
    });

    it('as a form shows what was wrong in the reader’s language, and never the password', async () => {
      const username = await someone();
      const answer = await browser().submit(
        '/login',
        { username, password: 'not <b>this</b>' },
        { headers: { 'accept-language': 'fr' } },
      );
      expect([answer.status, answer.headers.get('content-language')]).toEqual([401, 'fr']);
      expect(answer.text).toContain('incorrect');
      expect(answer.text).toContain(`value="${username}"`);
      expect(answer.text).not.toContain('this</b>');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    it.each(['/api/course/v1/courses/?page=0', '/api/#part'])('and leads to where one was going: %s', async (next) => {
      const username = await someone();
      const answer = await browser().submit('/login', { username, password: `${username}-password`, next });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, next]);
    });

    it.each([
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      'https:evil.example',
      'https://evil.example/',
      'javascript:alert(1)',
      '/.//evil.example',
      '/..//evil.example/',
      '/\t/evil.example',
      '/\n//evil.example',
      ' //evil.example',
      'evil.example',
      '',
    ])('and leads nowhere else: %j (open redirect)', async (next) => {
      const username = await someone();
      const answer = await browser().submit('/login', { username, password: `${username}-password`, next });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/api/']);
      const signedIn = await (await browser().signIn(username)).page(`/login?next=${encodeURIComponent(next)}`);
      expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/api/']);
    });

    it('and keeps encoded addresses on this host', () => {
      for (const next of ['/%2F%2Fevil.example', '/%5Cevil.example', '/a@evil.example'])
        expect(new URL(returnAddress(next, 'https://a.example'), 'https://a.example').host).toBe('a.example');
    });
  });
});
