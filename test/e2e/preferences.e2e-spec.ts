import { AccountsService } from '../../src/modules/accounts/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { newPerson, type Person } from '../support/people.js';

const MINE = '/api/user/v1/preferences/me/';
const of = (username: string): string => `/api/user/v1/preferences/${username}/`;

describe('preferences (SPEC E-1)', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());

  const someone = (): Promise<Person> => newPerson(service);
  const patch = (client: TestClient, changes: unknown, headers: object = {}, target = MINE): Promise<TestResponse> =>
    client(target, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json', ...headers },
      body: JSON.stringify(changes),
    });
  const put = (client: TestClient, key: string, value: string, headers: object = {}): Promise<TestResponse> =>
    client(`${MINE}${key}/`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers },
      body: value,
    });
  /** The preferences alone. */
  async function kept(client: TestClient, target = MINE): Promise<object> {
    const { url: _url, links: _links, ...preferences } = (await client(target)).body;
    return preferences;
  }

  it('are closed to those who are not signed in', async () => {
    for (const target of [MINE, `${MINE}theme/`]) expect((await service.as(null)(target)).status).toBe(401);
  });

  it('do not exist for others, nor with accounts that are disabled or unknown: 404 (R-7)', async () => {
    const { username, client } = await someone();
    await put(client, 'theme', '"dark"');
    const other = service.as('stranger');
    for (const name of [username, 'nobody-at-all']) {
      expect((await other(of(name))).status).toBe(404);
      expect((await other(`${of(name)}theme/`)).status).toBe(404);
      expect((await patch(other, { theme: null }, {}, of(name))).status).toBe(404);
      expect((await other(`${of(name)}theme/`, { method: 'DELETE' })).status).toBe(404);
    }
    expect(await kept(client)).toEqual({ theme: 'dark' });
    await service.app.get(AccountsService).setActive(username, false);
    expect((await other(of(username))).status).toBe(404);
    // Global staff see a disabled account, to enable it again.
    expect((await service.as('admin', { isStaff: true })(of(username))).body).toMatchObject({ theme: 'dark' });
  });

  it.each([
    ['a list', [1]],
    ['a text', 'dark'],
    ['null', null],
  ])('are not patched by %s: 400 (RFC 7396)', async (_, body) => {
    expect((await patch((await someone()).client, body)).status).toBe(400);
  });

  it('are refused with all their faults at once, and nothing is kept (R-9)', async () => {
    const { client } = await someone();
    const answer = await patch(client, {
      good: 1,
      Upper: 1,
      url: 'x',
      list: [],
      object: {},
      long: 'é'.repeat(2049),
      ['k'.repeat(65)]: 1,
      '..': 1,
    });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.field_errors).sort()).toEqual(
      ['Upper', 'url', 'list', 'object', 'long', 'k'.repeat(65), '..'].sort(),
    );
    expect(await kept(client)).toEqual({});
  });

  it('tell the version of what was set, so that the next If-Match needs no GET (R-12)', async () => {
    const { client } = await someone();
    const set = await put(client, 'theme', '"dark"');
    const etag = set.headers.get('etag')!;
    expect([set.status, etag]).toEqual([204, (await client(`${MINE}theme/`)).headers.get('etag')]);
    expect((await put(client, 'theme', '"light"', { 'if-match': etag })).status).toBe(204);
    expect((await put(client, 'theme', '"blue"', { 'if-match': etag })).status).toBe(412);
  });

  it.each(['1e2', ' 100', '"\\u0061"'])(
    'tell no version of %s, which is kept in another spelling (RFC 9110 9.3.4)',
    async (sent) => {
      const set = await put((await someone()).client, 'size', sent);
      expect([set.status, set.headers.get('etag')]).toEqual([204, null]);
    },
  );

  it('hold no key that is part of every JavaScript object', async () => {
    const { client } = await someone();
    for (const key of ['__proto__', 'url', 'links', 'Upper', 'a b', 'k'.repeat(65)])
      expect([key, (await put(client, encodeURIComponent(key), '"x"')).status]).toEqual([key, 404]);
    const body = '{"__proto__": "x"}';
    const answer = await client(MINE, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body,
    });
    expect(answer.status).toBe(400);
    await put(client, 'constructor', '"x"');
    expect(await kept(client)).toEqual({ constructor: 'x' });
    expect((await client(`${MINE}tostring/`)).status).toBe(404);
  });

  it.each(['null', '[]', '{}', '', 'dark', '1e999', `"${'a'.repeat(4097)}"`, '"\\u0000"', '"\\ud800"'])(
    'are not set to %s: 400',
    async (value) => {
      const { client } = await someone();
      expect((await put(client, 'theme', value)).status).toBe(400);
      expect(await kept(client)).toEqual({});
    },
  );

  it('are at most 200 of an account; replacing and removing is always possible', async () => {
    const { client } = await someone();
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`key-${index}`, index]));
    expect((await patch(client, many)).status).toBe(204);
    const full = await put(client, 'one-more', '1');
    expect([full.status, Object.keys(full.body.field_errors)]).toEqual([400, ['one-more']]);
    expect((await put(client, 'key-7', '"seven"')).status).toBe(204);
    expect((await patch(client, { 'key-7': null, 'one-more': 1 })).status).toBe(204);
  });

  it.each([
    ['"dark"', 'dark'],
    ['""', ''],
    ['"é ☃ \\ud83d\\ude00"', 'é ☃ 😀'],
    [JSON.stringify('a'.repeat(4096)), 'a'.repeat(4096)],
    ['0', 0],
    ['-1.5e-7', -1.5e-7],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['true', true],
    ['false', false],
  ])('are one JSON value each: %s comes back as it was set (seeds/001 "PUT")', async (sent, value) => {
    const { client, username } = await someone();
    expect((await put(client, 'pref-lang', sent)).status).toBe(204);
    const answer = await client(`${of(username.toUpperCase())}pref-lang/`);
    expect([answer.status, answer.headers.get('content-type'), answer.body]).toEqual([
      200,
      'application/json; charset=utf-8',
      value,
    ]);
    expect(answer.headers.get('link')).toBe(`<${service.config.publicUrl}${of(username)}>; rel="collection"`);
    expect(await kept(client)).toEqual({ 'pref-lang': value });
  });

  it('are a flat map, whose url and links lead on; null removes, and what is not named stays', async () => {
    const { client, username } = await someone();
    await patch(client, { theme: 'dark', size: 3, beta: true });
    const answer = await patch(
      client,
      { size: null, theme: 'light', missing: null },
      { prefer: 'return=representation' },
    );
    const url = service.config.publicUrl + of(username);
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([200, 'return=representation']);
    expect(answer.body).toEqual({
      theme: 'light',
      beta: true,
      url,
      links: {
        self: { href: url },
        account: { href: `${service.config.publicUrl}/api/user/v1/accounts/${username}/` },
        edit: expect.objectContaining({ href: url, method: 'PATCH' }),
      },
    });
    expect((await client(`${MINE}?fields=theme,nothing`)).body).toEqual({ theme: 'light' });
    expect((await service.as('admin', { isStaff: true })(url)).body.theme).toBe('light');
  });

  it('are removed one by one: 204, and then 404', async () => {
    const { client } = await someone();
    await put(client, 'theme', '"dark"');
    const remove = () => client(`${MINE}theme/`, { method: 'DELETE' });
    expect([(await remove()).status, (await remove()).status, (await client(`${MINE}theme/`)).status]).toEqual([
      204, 404, 404,
    ]);
  });

  it('say which state a writer expects, of one and of all (R-12)', async () => {
    const { client } = await someone();
    const all = (await client(MINE)).headers.get('etag')!;
    expect((await patch(client, { theme: 'dark' }, { 'if-match': all })).status).toBe(204);
    expect((await patch(client, { theme: 'light' }, { 'if-match': all })).status).toBe(412);
    const one = (await client(`${MINE}theme/`)).headers.get('etag')!;
    expect((await client(`${MINE}theme/`, { headers: { 'if-none-match': one } })).status).toBe(304);
    expect((await put(client, 'theme', '"x"', { 'if-none-match': '*' })).status).toBe(412);
    expect((await put(client, 'other', '"x"', { 'if-none-match': '*' })).status).toBe(204);
    expect((await put(client, 'missing', '"x"', { 'if-match': '*' })).status).toBe(412);
    // Another preference is not in the way.
    expect((await put(client, 'theme', '"blue"', { 'if-match': one })).status).toBe(204);
    expect((await client(`${MINE}theme/`, { method: 'DELETE', headers: { 'if-match': one } })).status).toBe(412);
    expect(await kept(client)).toEqual({ other: 'x', theme: 'blue' });
  });

  it('lose nothing when many are set at the same moment (C-8)', async () => {
    const { client } = await someone();
    const keys = Array.from({ length: 10 }, (_, index) => `key-${index}`);
    const answers = await Promise.all(keys.map((key) => put(client, key, '1')));
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 204));
    expect(Object.keys(await kept(client)).sort()).toEqual(keys);
  });
});
