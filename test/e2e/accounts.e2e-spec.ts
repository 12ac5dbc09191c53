import { AccountsService } from '../../src/modules/accounts/index.js';
import { AccessTokens } from '../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp } from '../support/app.js';

const ACCOUNTS = '/api/user/v1/accounts/';

describe('accounts', () => {
  let service: TestApp;
  let accounts: AccountsService;

  beforeAll(async () => {
    service = await startTestApp();
    accounts = service.app.get(AccountsService);
    await accounts.create({
      username: 'andya',
      email: 'andy@example.org',
      password: 'andy-password',
      name: 'Andy Armstrong',
    });
  });

  afterAll(async () => service?.close());

  /** A request with exactly this Authorization header. */
  const withHeader = (authorization: string, path = `${ACCOUNTS}me/`) =>
    service.as(null)(path, { headers: { authorization } });

  describe('over HTTP', () => {
    it('are closed to those who are not signed in (SPEC E-1)', async () => {
      for (const name of ['andya', 'me', 'nobody']) {
        const answer = await service.as(null)(`${ACCOUNTS}${name}/`);
        expect([answer.status, answer.body.error_code]).toEqual([401, 'authentication_required']);
        expect(answer.headers.get('www-authenticate')).toMatch(/Bearer.*JWT/);
      }
    });

    it.each(['', 'Bearer', 'Bearer a b', 'Basic ZGVtbzpkZW1v', 'Bearer garbage', 'JWT e30.e30.e30'])(
      'are closed to the Authorization header "%s", also where anyone may come',
      async (header) => {
        for (const path of [`${ACCOUNTS}me/`, '/oauth2/jwks']) {
          const answer = await withHeader(header, path);
          expect([answer.status, answer.body.error_code]).toEqual([401, 'authentication_failed']);
        }
      },
    );

    it('are not listed, not even for global staff (SPEC E-1)', async () => {
      for (const query of ['', '?username=', '?username=,', '?email=andy@example.org', '?text_search=andy']) {
        const answer = await service.as('staffer', { isStaff: true })(`${ACCOUNTS}${query}`);
        expect([query, answer.status, answer.body.error_code]).toEqual([query, 400, 'invalid_input']);
      }
    });

    it.each([
      ['an unknown name', 'nobody-at-all'],
      ['a NUL byte', 'an%00dya'],
      ['SQL', "x'%20OR%20'1'%3D'1"],
      ['a name that is too long', 'a'.repeat(1000)],
      ['an e-mail address: nobody is found by it', 'andy%40example.org'],
      ['the id of the database (SPEC I-1)', '1'],
    ])('are not found by %s: 404', async (_, name) => {
      const answer = await service.as('staffer', { isStaff: true })(`${ACCOUNTS}${name}/`);
      expect([answer.status, answer.body.error_code]).toEqual([404, 'not_found']);
    });

    it('are not found when they are disabled, with the answer that unknown ones have', async () => {
      await accounts.create({ username: 'disabled', email: 'disabled@example.org', password: null });
      await accounts.setActive('disabled', false);
      const [disabled, unknown] = await Promise.all(
        ['disabled', 'unknown1'].map((name) => service.as('reader')(`${ACCOUNTS}${name}/`)),
      );
      expect(disabled!.status).toBe(404);
      expect(disabled!.body.detail.replace('disabled', '…')).toBe(unknown!.body.detail.replace('unknown1', '…'));
    });

    it('lose their token’s power with the next request after they are disabled, and get it back (operations.md A4.11)', async () => {
      const suspect = service.as('suspect');
      expect((await suspect(`${ACCOUNTS}me/`)).status).toBe(200);
      await accounts.setActive('suspect', false);
      expect((await suspect(`${ACCOUNTS}me/`)).body.error_code).toBe('authentication_failed');
      await accounts.setActive('suspect', true);
      expect((await suspect(`${ACCOUNTS}me/`)).status).toBe(200);
    });

    it('do not pass their token on to a new account of the same name (ASVS 10.3.3)', async () => {
      await accounts.create({ username: 'reborn', email: 'first@example.org', password: null });
      const old = await service.app.get(AccessTokens).issueFor('reborn');
      await service.dataSource.query(`DELETE FROM users WHERE username = 'reborn'`);
      await accounts.create({ username: 'reborn', email: 'second@example.org', password: null });
      expect((await withHeader(`Bearer ${old}`)).status).toBe(401);
    });

    it('show others nothing but the public part of who has not said more (SPEC section 1: the documented privacy rule)', async () => {
      const { status, body } = await service.as('reader')(`${ACCOUNTS}andya/`);
      expect(status).toBe(200);
      const url = `${service.config.publicUrl}${ACCOUNTS}andya/`;
      expect(body).toEqual({
        username: 'andya',
        account_privacy: 'private',
        profile_image: expect.objectContaining({ has_image: false }),
        url,
        links: { self: { href: url }, profile_image: expect.objectContaining({ href: `${url}profile_image/` }) },
      });
    });

    it('show others nothing more when it is asked for by name', async () => {
      const { body } = await service.as('reader')(`${ACCOUNTS}andya/?fields=username,email,name`);
      expect(body).toEqual({ username: 'andya' });
    });

    it.each([
      ['oneself, as me', 'andya', false, 'me'],
      ['oneself, by name', 'andya', false, 'andya'],
      ['oneself, in another case', 'andya', false, 'AndyA'],
      ['global staff', 'staffer', true, 'andya'],
    ])('show themselves in full to %s, under their own address', async (_, caller, isStaff, name) => {
      const { status, body } = await service.as(caller, { isStaff })(`${ACCOUNTS}${name}/`);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        username: 'andya',
        name: 'Andy Armstrong',
        email: 'andy@example.org',
        is_active: true,
        date_joined: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        url: `${service.config.publicUrl}${ACCOUNTS}andya/`,
      });
      // One of its links leads to the page on which the password is changed.
      expect(JSON.stringify({ ...body, links: {} })).not.toMatch(/argon2|password|"id"/);
    });

    describe('are changed', () => {
      const patch = (caller: string, name: string, body: unknown, headers: Record<string, string> = {}) =>
        service.as(caller, { isStaff: caller === 'staffer' })(`${ACCOUNTS}${name}/`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/merge-patch+json', ...headers },
          body: JSON.stringify(body),
        });

      it('by nobody else: 404, as of those who do not exist (R-7)', async () => {
        await service.as('changed-1')('/api/');
        for (const name of ['changed-1', 'nobody-at-all']) {
          const answer = await patch('reader', name, { name: 'Mallory' });
          expect([answer.status, answer.body.error_code]).toEqual([404, 'not_found']);
          // Usernames are found in any case: nothing is said of keys.
          expect(answer.body.detail).toBe(
            `There is no account "${name}", or you are not allowed to know of it. Check the spelling of the username.`,
          );
        }
        expect((await accounts.findByUsername('changed-1'))!.name).toBe('');
      });

      it.each([
        ['null', { name: null }],
        ['a number', { name: 1 }],
        ['a line break', { name: 'Andy\nArmstrong' }],
        ['NUL', { name: 'a\0' }],
        ['256 characters', { name: 'a'.repeat(256) }],
        [
          'what is not theirs to change',
          { is_staff: true, email: 'x@example.org', username: 'root', date_joined: '2020-01-01T00:00:00Z' },
        ],
      ])('not to %s: 400 that names every fault (R-9)', async (_, body) => {
        const answer = await patch('changed-2', 'me', body);
        expect([answer.status, Object.keys(answer.body.field_errors).sort()]).toEqual([400, Object.keys(body).sort()]);
      });

      it.each([
        ['oneself', 'changed-3', 'me'],
        ['global staff', 'staffer', 'changed-3'],
      ])('by %s: 204, and the next reader sees it', async (_, caller, name) => {
        await service.as('changed-3')('/api/');
        const answer = await patch(caller, name, { name: `By ${caller}` });
        expect([answer.status, answer.text]).toEqual([204, '']);
        expect((await service.as('changed-3')(`${ACCOUNTS}me/`)).body.name).toBe(`By ${caller}`);
      });

      it('only in the state that the writer has read (R-12); a new password is no new state', async () => {
        const read = await service.as('changed-4')(`${ACCOUNTS}me/`);
        expect(read.body.links).toMatchObject({ edit: { method: 'PATCH' }, preferences: {} });
        await accounts.setPassword('changed-4', 'another-password');
        const condition = { 'if-match': read.headers.get('etag')! };
        expect((await patch('changed-4', 'me', { name: 'First' }, condition)).status).toBe(204);
        const late = await patch('changed-4', 'me', { name: 'Second' }, condition);
        expect([late.status, late.body.current_version]).toEqual([412, '2']);
        expect((await accounts.findByUsername('changed-4'))!.name).toBe('First');
      });
    });

    it.each(['Bearer', 'JWT', 'bearer', 'jwt'])(
      'are known by a token with the scheme %s (operations.md A4.1)',
      async (scheme) => {
        const answer = await withHeader(`${scheme} ${await service.app.get(AccessTokens).issueFor('andya')}`);
        expect([answer.status, answer.body.username]).toEqual([200, 'andya']);
      },
    );
  });

  describe('are made', () => {
    it.each([
      ['username', { username: 'AndyA', email: 'other@example.org' }, /username "AndyA"/],
      ['e-mail address', { username: 'other', email: 'ANDY@example.org' }, /e-mail address "ANDY@example.org"/],
    ])('but not twice with one %s, in whatever case', async (_, values, message) => {
      const attempt = accounts.create({ password: null, ...values });
      await expect(attempt).rejects.toMatchObject({ status: 409, message: expect.stringMatching(message) });
    });

    it('once by several processes that ensure them at the same moment, and then left as they are', async () => {
      const described = { username: 'ensured', email: 'ensured@example.org', password: null };
      const made = await Promise.all([1, 2, 3].map(() => accounts.ensure(described)));
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
      const again = await accounts.ensure({ ...described, name: 'Another', isSuperuser: true });
      expect([again.name, again.isSuperuser]).toEqual(['', false]);
    });

    it('and given another password, unless it is too short or nobody is there', async () => {
      const hashOf = async () => (await accounts.findByUsername('andya'))!.passwordHash;
      const before = await hashOf();
      await expect(accounts.setPassword('andya', 'short')).rejects.toMatchObject({ status: 400 });
      await expect(accounts.setPassword('nobody', 'long enough')).rejects.toMatchObject({ status: 404 });
      expect(await hashOf()).toBe(before);
      await accounts.setPassword('ANDYA', 'quite another one');
      expect(await hashOf()).not.toBe(before);
    });
  });
});
