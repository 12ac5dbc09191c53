import { AccountsService } from '../../src/modules/accounts/index.js';
import { SessionStore } from '../../src/modules/sign-in/session-store.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Browser, json } from '../support/browser.js';
import { REDIS_COMMAND, RedisServer } from '../support/redis-server.js';

const ME = '/api/user/v1/accounts/me/';
const SESSIONS = '/api/user/v1/sessions/';
const SESSION_COOKIE = 'courseware_sessionid';
const SOMEWHERE = { address: '192.0.2.1', userAgent: 'a phone' };

if (!REDIS_COMMAND) console.warn('There is no redis-server or valkey-server here: sessions in Redis are not tried.');

(REDIS_COMMAND ? describe : describe.skip)('a session in Redis or Valkey (O-4; operations.md C3)', () => {
  let redis: RedisServer;
  let service: TestApp;
  /** Another process of the same service, as far as sessions are concerned: its own memory, the same stores. */
  let other: TestApp;
  let people = 0;

  beforeAll(async () => {
    redis = await RedisServer.start();
    // Processes that share sessions share the secret that signs their cookies (docs/operations.md).
    const shared = { REDIS_URL: redis.url, SESSION_SECRET: 'a secret of these tests, as long as it must be' };
    service = await startTestApp(shared);
    other = await startTestApp({
      ...shared,
      DATABASE_URL: service.config.databaseUrl!,
      PUBLIC_URL: service.config.publicUrl,
    });
  });
  afterAll(async () => {
    await other?.close();
    await service?.close();
    await redis?.stop();
  });

  async function someone(account: { isStaff?: boolean } = {}): Promise<string> {
    const username = `redis-person-${(people += 1)}`;
    await service.as(username, account)('/api/');
    return username;
  }
  const browser = (): Browser => new Browser(service);
  /** The same browser at the other process. */
  const elsewhere = ({ cookies }: Browser): Browser => {
    const same = new Browser(other);
    for (const [name, value] of cookies) same.cookies.set(name, value);
    return same;
  };
  const ownerOf = async (username: string): Promise<{ userId: number; epoch: number }> => {
    const [owner] = await service.dataSource.query<[{ userId: number; epoch: number }]>(
      'SELECT id AS "userId", sign_in_epoch AS epoch FROM users WHERE username = $1',
      [username],
    );
    return owner;
  };
  const kept = async (username: string) => service.app.get(SessionStore).ofAccount((await ownerOf(username)).userId);
  const current = async (of: Browser): Promise<string> =>
    (await of.send(SESSIONS)).body.results.find(({ current: is }: { current: boolean }) => is).id as string;

  it('is there, and nowhere in the database; in every process', async () => {
    const username = await someone();
    const mine = await browser().signIn(username);
    expect((await mine.send(ME)).body.username).toBe(username);
    expect((await elsewhere(mine).send(ME)).body.username).toBe(username);
    expect(await service.dataSource.query('SELECT FROM sessions')).toEqual([]);
    expect((await redis.keys()).every((key) => key.startsWith('courseware:sessions:'))).toBe(true);
  });

  it('is kept as a digest: what Redis has lets nobody in', async () => {
    const { cookies } = await browser().signIn(await someone());
    const [secret] = decodeURIComponent(cookies.get(SESSION_COOKIE)!).split('.') as [string];
    expect(secret).toHaveLength(43);
    expect(await redis.dump()).not.toContain(secret);
  });

  it('is nothing that an anonymous reader gets', async () => {
    const before = (await redis.keys()).length;
    for (const path of ['/api/', '/login', ME]) await browser().page(path);
    expect(await redis.keys()).toHaveLength(before);
  });

  it('ends with sign-out, in this process and the next, and leaves nothing', async () => {
    const username = await someone();
    const mine = await browser().signIn(username);
    const copied = elsewhere(mine);
    const before = await redis.keys();
    expect((await mine.submit('/logout', {})).status).toBe(303);
    expect((await copied.send(ME)).status).toBe(401);
    expect(await kept(username)).toEqual([]);
    // Of this session were: itself, its name, and the map of its account.
    expect((await redis.keys()).length).toBe(before.length - 3);
  });

  it('ends with its account: disabled, it is refused at once, and enabling brings nothing back', async () => {
    const username = await someone();
    const mine = await browser().signIn(username);
    const accounts = service.app.get(AccountsService);
    await accounts.setActive(username, false);
    expect((await mine.send(ME)).status).toBe(401);
    await accounts.setActive(username, true);
    expect([(await mine.send(ME)).status, await kept(username)]).toEqual([401, []]);
  });

  it('ends everywhere when an operator sets a password', async () => {
    const username = await someone();
    const mine = await browser().signIn(username);
    await service.app.get(AccountsService).setPassword(username, 'another good password');
    expect([(await mine.send(ME)).status, (await elsewhere(mine).send(ME)).status]).toEqual([401, 401]);
  });

  it('ends after its idle and its whole lifetime: Redis drops each key by itself', async () => {
    const username = await someone();
    const mine = await browser().signIn(username);
    await redis.expire('*', 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await elsewhere(mine).send(ME)).status).toBe(401);
    expect(await redis.keys()).toEqual([]);
    expect(await kept(username)).toEqual([]);
  });

  it('notes when and where it was last seen, once a minute at most, and never brings back what has ended', async () => {
    const username = await someone();
    const { userId, epoch } = await ownerOf(username);
    const store = service.app.get(SessionStore);
    const session = { uuid: crypto.randomUUID(), digest: 'd'.repeat(43), userId, epoch };
    await store.add({ ...session, address: '127.0.0.1', userAgent: 'a desk' });
    const { lastSeen } = (await kept(username))[0]!;
    expect(await store.find(session.digest, SOMEWHERE)).toMatchObject({ address: '127.0.0.1', account: { username } });
    expect(await kept(username)).toMatchObject([{ address: '127.0.0.1', lastSeen }]);
    const clock = Date.now;
    try {
      Date.now = () => clock() + 61_000;
      await store.find(session.digest, SOMEWHERE);
      expect(await kept(username)).toMatchObject([{ address: '192.0.2.1', userAgent: 'a phone' }]);
      Date.now = () => clock() + 200_000;
      await Promise.all([store.find(session.digest, SOMEWHERE), store.remove(userId, [session.uuid])]);
    } finally {
      Date.now = clock;
    }
    expect(await store.find(session.digest, SOMEWHERE)).toBeNull();
  });

  it('makes way after a hundred of one account: the one that was silent longest ends', async () => {
    const username = await someone();
    const { userId, epoch } = await ownerOf(username);
    const store = service.app.get(SessionStore);
    const first = crypto.randomUUID();
    for (let n = 0; n < 100; n += 1)
      await store.add({
        uuid: n === 0 ? first : crypto.randomUUID(),
        digest: `${userId}-${n}`,
        userId,
        epoch,
        ...SOMEWHERE,
      });
    expect(await store.named(first)).not.toBeNull();
    await browser().signIn(username);
    expect(await kept(username)).toHaveLength(100);
    expect(await store.named(first)).toBeNull();
  });

  it('is a resource: listed, ended one by one or all others; and that is in the audit log', async () => {
    const username = await someone();
    const [mine, second, third] = [
      await browser().signIn(username),
      await browser().signIn(username),
      await browser().signIn(username),
    ];
    const list = await mine.send(SESSIONS);
    expect(list.body.results).toHaveLength(3);
    expect(list.body.results[0]).toMatchObject({ user: { username }, address: '127.0.0.1' });
    const id = await current(second);
    const headers = { 'x-csrftoken': await mine.csrfToken() };
    expect((await mine.send(`${SESSIONS}${id}/`, { method: 'DELETE', headers })).status).toBe(204);
    expect((await second.send(ME)).status).toBe(401);
    expect((await mine.send(SESSIONS, { method: 'DELETE', headers })).status).toBe(204);
    expect([(await mine.send(ME)).status, (await third.send(ME)).status]).toEqual([200, 401]);
    const entries = await service.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM audit_entries WHERE actor = $1 AND method = 'DELETE' AND target LIKE '${SESSIONS}%'`,
      [username],
    );
    expect(entries).toEqual([{ count: 2 }]);
  });

  it('of another account does not exist (R-7)', async () => {
    const [one, stranger] = [await someone(), await someone()];
    const id = await current(await browser().signIn(one));
    const client = service.as(stranger);
    expect((await client(`${SESSIONS}${id}/`)).status).toBe(404);
    expect((await client(`${SESSIONS}${id}/`, { method: 'DELETE' })).status).toBe(404);
    expect(await kept(one)).toHaveLength(1);
  });

  it('that cannot be looked up is a 503 which says when to come back; tokens and anonymous readers go on', async () => {
    const username = await someone();
    const mine = elsewhere(await browser().signIn(username));
    await redis.stop();
    try {
      const answer = await mine.send(ME);
      expect([answer.status, answer.body.error_code, answer.headers.get('retry-after')]).toEqual([
        503,
        'service_unavailable',
        '2',
      ]);
      const signIn = await browser().send('/login', json({ username, password: `${username}-password` }));
      expect(signIn.status).toBe(503);
      expect((await service.as(username)(ME)).status).toBe(200);
      expect((await service.as(null)('/api/')).status).toBe(200);
    } finally {
      await redis.restart();
    }
    // All sessions were lost: people sign in again, and that works without a restart of the service.
    expect((await mine.send(ME)).status).toBe(401);
    expect((await (await browser().signIn(username)).send(ME)).status).toBe(200);
  });
});
