import { AccountsService } from '../../src/modules/accounts/index.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';

const ACCOUNTS = '/api/user/v1/accounts/';
const PREFERENCES = '/api/user/v1/preferences/';

describe('writing to accounts (SPEC E-1)', () => {
  let service: TestApp;
  let accounts: AccountsService;
  let made = 0;

  beforeAll(async () => {
    service = await startTestApp();
    accounts = service.app.get(AccountsService);
    await accounts.create({ username: 'root-1', email: 'root-1@example.org', password: null, isSuperuser: true });
  });
  afterAll(async () => service?.close());

  const client = (caller: string) => service.as(caller, { isStaff: caller.startsWith('staffer') });
  const write =
    (method: string, type: string) =>
    (caller: string, name: string, body: unknown, headers: Record<string, string> = {}): Promise<TestResponse> =>
      client(caller)(`${ACCOUNTS}${name}/`, {
        method,
        headers: { 'content-type': type, ...headers },
        body: JSON.stringify(body),
      });
  const patch = write('PATCH', 'application/merge-patch+json');
  const put = write('PUT', 'application/json');
  const read = async (caller: string, name = 'me'): Promise<TestResponse> => client(caller)(`${ACCOUNTS}${name}/`);
  const deactivate = (caller: string, name: string, ifMatch?: string): Promise<TestResponse> =>
    client(caller)(`${ACCOUNTS}${name}/`, { method: 'DELETE', headers: { ...(ifMatch && { 'if-match': ifMatch }) } });

  async function someone(): Promise<string> {
    const username = `writer-${(made += 1)}`;
    await client(username)('/api/');
    return username;
  }
  /** Everything that the database has of somebody, and of everybody. */
  const rowsOf = async (): Promise<unknown> =>
    Promise.all(
      ['users', 'profiles', 'preferences', 'profile_images'].map((table) =>
        service.dataSource.query(`SELECT * FROM ${table} ORDER BY 1`),
      ),
    );

  describe('changes nothing', () => {
    const WRITABLE = [
      'account_privacy',
      ...['bio', 'city', 'country', 'gender', 'goals', 'is_active', 'language_proficiencies', 'level_of_education'],
      ...['mailing_address', 'name', 'social_links', 'state', 'year_of_birth'],
    ];

    it('that is a column and nobody’s to write, by either name of it (operations.md C1.3)', async () => {
      const username = await someone();
      await patch(username, 'me', { bio: 'Mine.' });
      const columns = service.dataSource.entityMetadatas
        .filter(({ tableName }) => ['users', 'profiles', 'preferences', 'profile_images'].includes(tableName))
        .flatMap(({ ownColumns }) =>
          ownColumns.flatMap(({ propertyName, databaseName }) => [propertyName, databaseName]),
        );
      const names = [...new Set(columns)].filter((name) => !WRITABLE.includes(name));
      expect(names).toEqual(expect.arrayContaining(['id', 'username', 'email', 'is_staff', 'isSuperuser', 'revision']));
      const before = await rowsOf();
      const whole = { name: 'Andy', account_privacy: 'private' };
      for (const name of names)
        for (const value of [true, 1, 'x', null])
          for (const answer of [
            await patch(username, 'me', { [name]: value }),
            await put(username, 'me', { ...whole, [name]: value }),
          ])
            expect([name, value, answer.status, Object.keys(answer.body.field_errors)]).toEqual([
              name,
              value,
              400,
              [name],
            ]);
      expect(await rowsOf()).toEqual(before);
    });

    it('of what a representation has beside the profile: its members are refused by name', async () => {
      const username = await someone();
      const { body } = await read(username);
      const readOnly = Object.keys(body as object).filter((name) => !WRITABLE.includes(name));
      const answer = await patch(username, 'me', Object.fromEntries(readOnly.map((name) => [name, body[name]])));
      expect([answer.status, Object.keys(answer.body.field_errors).sort()]).toEqual([400, readOnly.sort()]);
      expect(readOnly).toEqual(expect.arrayContaining(['username', 'email', 'date_joined', 'last_login', 'url']));
    });

    it.each([
      ['name', [null, 'a\nb', 'a\u202e'.repeat(200), '<b>Andy</b>', 'see https://evil.example', 'www.evil.example']],
      ['bio', ['a'.repeat(301), 1, ['a'], 'a\0', { a: 1 }]],
      ['country', ['us', 'USA', 'XX', '', 'U', 'ＵＳ', 1]],
      ['gender', ['x', 'F', '', true]],
      ['year_of_birth', [1700, 3000, 1990.5, '1990', -1, 1e300, true]],
      ['level_of_education', ['phd', '', 'P']],
      ['city', ['a'.repeat(256)]],
      ['account_privacy', ['public', null, true]],
      ['is_active', ['true', 1, null]],
      ['language_proficiencies', [null, 'en', {}, ['en'], [{ code: 'xx' }], [{ code: 'EN' }], [{ code: '__proto__' }]]],
      [
        'language_proficiencies',
        [[{ code: 'en' }, { code: 'en' }], [null], [{}], [{ code: 'en', level: 1 }], [[{ code: 'en' }]]],
      ],
      [
        'social_links',
        [null, [{ platform: 'myspace', social_link: 'https://myspace.com/a' }], [{ platform: 'facebook' }]],
      ],
      ['social_links', [[{ platform: 'facebook', social_link: 'javascript:alert(1)' }], [1], [[]]]],
      ['social_links', [Array.from({ length: 2 }, () => ({ platform: 'twitter', social_link: 'https://x.com/a' }))]],
    ])('by a value of %s that cannot be: 400', async (member, values) => {
      const username = await someone();
      const before = await rowsOf();
      for (const value of values as unknown[]) {
        const answer = await patch(username, 'me', { [member]: value });
        expect([value, answer.status]).toEqual([value, 400]);
        expect(Object.keys(answer.body.field_errors)[0]).toMatch(new RegExp(`^${member}`));
      }
      expect(await rowsOf()).toEqual(before);
    });

    it('when one member of many is wrong: all faults at once, and nothing is kept (R-9)', async () => {
      const username = await someone();
      const answer = await patch(username, 'me', { bio: 'Good.', city: 1, gender: 'x', country: 'XX', email: 'a@b.c' });
      expect([answer.status, Object.keys(answer.body.field_errors).sort()]).toEqual([
        400,
        ['city', 'country', 'email', 'gender'],
      ]);
      expect((await read(username)).body.bio).toBeNull();
    });

    it('when a state does not go with the country: 400', async () => {
      const username = await someone();
      for (const body of [{ state: 'MA' }, { state: 'MA', country: 'DE' }])
        expect((await patch(username, 'me', body)).body.field_errors).toHaveProperty('state');
    });

    it('with PUT that leaves out the name or the privacy, because a default could show what was hidden: 400', async () => {
      const username = await someone();
      const answer = await put(username, 'me', { bio: 'All of me.' });
      expect([answer.status, Object.keys(answer.body.field_errors).sort()]).toEqual([400, ['account_privacy', 'name']]);
    });
  });

  it('keeps what is sent, and takes back what is null; another country than US takes the state with it', async () => {
    const username = await someone();
    const profile = {
      bio: 'Zwei Zeilen:\n😀 ü',
      country: 'US',
      state: 'MA',
      city: 'Cambridge',
      year_of_birth: 1990,
      level_of_education: 'none',
      language_proficiencies: [{ code: 'de' }],
      social_links: [{ platform: 'twitter', social_link: 'https://x.com/andya' }],
    };
    expect((await patch(username, 'me', profile)).status).toBe(204);
    expect((await read(username)).body).toMatchObject(profile);
    await patch(username, 'me', { country: 'DE', city: null, language_proficiencies: [] });
    expect((await read(username)).body).toMatchObject({
      ...profile,
      country: 'DE',
      state: null,
      city: null,
      language_proficiencies: [],
    });
  });

  it('takes back with PUT what is not sent (RFC 9110 9.3.4), but neither preferences nor the e-mail address', async () => {
    const username = await someone();
    await patch(username, 'me', { bio: 'Old.', goals: 'Old.', year_of_birth: 1990, account_privacy: 'all_users' });
    await client(username)(`${PREFERENCES}me/theme/`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '"dark"',
    });
    const answer = await put(username, 'me', { name: 'New', account_privacy: 'private', bio: 'New.' });
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.objectContaining({
        name: 'New',
        bio: 'New.',
        goals: null,
        year_of_birth: null,
        account_privacy: 'private',
        email: `${username}@example.com`,
      }),
    ]);
    const { body } = await client(username)(`${PREFERENCES}me/`);
    expect(body).toMatchObject({ theme: 'dark', account_privacy: 'private' });
  });

  it('loses nothing when two change different members at the same moment', async () => {
    const username = await someone();
    const answers = await Promise.all([
      patch(username, 'me', { bio: 'By one.' }),
      patch(username, 'me', { city: 'By another' }),
      patch(username, 'me', { name: 'By a third' }),
      patch(username, 'me', { account_privacy: 'private' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect((await read(username)).body).toMatchObject({ bio: 'By one.', city: 'By another', name: 'By a third' });
  });

  it('acts only on the state that was read, also of the profile (R-12)', async () => {
    const username = await someone();
    const etag = (await read(username)).headers.get('etag')!;
    expect((await patch(username, 'me', { bio: 'First.' }, { 'if-match': etag })).status).toBe(204);
    expect((await patch(username, 'me', { bio: 'Second.' }, { 'if-match': etag })).status).toBe(412);
    expect((await put(username, 'me', { name: 'A', account_privacy: 'private' }, { 'if-match': etag })).status).toBe(
      412,
    );
    expect((await read(username)).body.bio).toBe('First.');
  });

  it('is possible as mitodl/edx-api-client does it: without the last slash, a name alone (clients.md 3.1)', async () => {
    const username = await someone();
    const init = {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: '{"name": "Andy Armstrong"}',
    };
    const moved = await client(username)(`/api/user/v1/accounts/${username}`, init);
    expect(moved.status).toBe(308);
    const answer = await client(username)(moved.headers.get('location')!, init);
    expect([answer.status, (await read(username)).body.name]).toEqual([204, 'Andy Armstrong']);
  });

  it('counts signing in, which overwrites nothing that somebody else has read', async () => {
    const username = await someone();
    const before = await read(username);
    await accounts.noteSignIn((await accounts.findByUsername(username))!.id);
    const after = await read(username);
    expect(after.body.last_login).toMatch(/^\d{4}-.*Z$/);
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    const answer = await patch(username, 'me', { bio: 'x' }, { 'if-match': before.headers.get('etag')! });
    expect(answer.status).toBe(204);
  });

  describe('disables them', () => {
    it('not for others: 404, as of those who do not exist (R-7); nor for nobody: 401', async () => {
      const username = await someone();
      for (const name of [username, 'nobody-at-all'])
        expect((await deactivate('stranger', name, '*')).body.error_code).toBe('not_found');
      expect((await service.as(null)(`${ACCOUNTS}${username}/`, { method: 'DELETE' })).status).toBe(401);
      expect((await read(username)).status).toBe(200);
    });

    it('not by a mere address: it must be said which state is meant (428), and the right one (412)', async () => {
      const username = await someone();
      const bare = await deactivate(username, 'me');
      expect([bare.status, bare.body.error_code]).toEqual([428, 'precondition_required']);
      const { headers } = await read(username);
      await patch(username, 'me', { bio: 'Changed.' });
      expect((await deactivate(username, 'me', headers.get('etag')!)).status).toBe(412);
      expect((await read(username)).status).toBe(200);
    });

    it('not by a member that they send themselves: 403; and sending back what was read changes nothing', async () => {
      const username = await someone();
      const answer = await patch(username, 'me', { is_active: false });
      expect([answer.status, answer.body.error_code]).toEqual([403, 'permission_denied']);
      expect((await patch(username, 'me', { is_active: true })).status).toBe(204);
      expect((await read(username)).body.is_active).toBe(true);
    });

    it('not when they are superusers, by staff who are none: nothing of a superuser is theirs to change', async () => {
      await read('staffer');
      const before = await rowsOf();
      const refused = [
        await deactivate('staffer', 'root-1', '*'),
        await patch('staffer', 'root-1', { is_active: false }),
        await patch('staffer', 'root-1', { name: 'Mallory' }),
        await client('staffer')(`${ACCOUNTS}root-1/profile_image/`, { method: 'DELETE' }),
        await client('staffer')(`${PREFERENCES}root-1/`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/merge-patch+json' },
          body: '{"account_privacy": "all_users"}',
        }),
      ];
      expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
      expect(await rowsOf()).toEqual(before);
      const { body } = await read('staffer', 'root-1');
      expect(Object.keys(body.links as object).sort()).toEqual(['preferences', 'profile_image', 'self']);
    });

    it('at once: their token is refused, they are 404 to others, and what they had open is over for good', async () => {
      const username = await someone();
      const epoch = async () => (await accounts.findByUsername(username))!.signInEpoch;
      const before = await epoch();
      expect((await deactivate(username, 'me', '*')).status).toBe(204);
      // Sessions and grants belong to an epoch of the account: enabling it again does not bring them back.
      expect(await epoch()).toBe(before + 1);
      const refused = await read(username);
      expect([refused.status, refused.body.error_code]).toEqual([401, 'authentication_failed']);
      expect((await read('reader', username)).status).toBe(404);
      expect((await client('reader')(`${ACCOUNTS}?username=${username}`)).body).toEqual([]);
      // Nothing that they made is gone, and it is not done twice.
      expect((await deactivate('staffer', username, '*')).status).toBe(204);
      expect(await epoch()).toBe(before + 1);
    });

    it('until global staff, who see them, enable them again', async () => {
      const username = await someone();
      await patch(username, 'me', { bio: 'Still here.' });
      expect((await deactivate('staffer', username, '*')).status).toBe(204);
      const disabled = await read('staffer', username);
      expect([disabled.body.is_active, Object.keys(disabled.body.links as object)]).toEqual([
        false,
        expect.not.arrayContaining(['deactivate']),
      ]);
      expect((await patch('staffer', username, { is_active: true })).status).toBe(204);
      expect((await read(username)).body).toMatchObject({ is_active: true, bio: 'Still here.' });
    });
  });
});
