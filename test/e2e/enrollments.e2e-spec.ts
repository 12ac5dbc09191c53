import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { CourseStore } from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { json } from '../support/json-request.js';
import { newPerson, type Person } from '../support/people.js';

const ENROLLMENTS = '/api/enrollment/v1/enrollments/';
const OPEN = CourseKey.of('Harbour', 'Tides', 'open');
const OTHER = CourseKey.of('Harbour', 'Tides', 'other');
const INVITED = CourseKey.of('Harbour', 'Tides', 'invited');
const EARLY = CourseKey.of('Harbour', 'Tides', 'early');
const LATE = CourseKey.of('Harbour', 'Tides', 'late');
const MISSING = CourseKey.of('Harbour', 'Tides', 'missing');

const of = (username: string, key: CourseKey = OPEN): string => `${ENROLLMENTS}${username},${key}/`;

describe('enrollments (SPEC E-2)', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
    await service.dataSource.transaction(async (manager) => {
      for (const key of [OPEN, OTHER, INVITED, EARLY, LATE])
        await service.app.get(CourseStore).ensure(manager, key, null);
      const change = (key: CourseKey, change: string) =>
        manager.query(`UPDATE courses SET ${change} WHERE course_key = $1`, [String(key)]);
      await change(INVITED, 'invitation_only = true');
      await change(EARLY, `enrollment_start = now() + interval '1 day'`);
      await change(LATE, `enrollment_end = now() - interval '1 day'`);
    });
    for (const [username, role] of [
      ['boss', 'instructor'],
      ['helper', 'staff'],
      ['writer', 'editor'],
      ['looker', 'auditor'],
      ['tester', 'beta_tester'],
    ] as const) {
      await service.as(username)('/api/');
      for (const key of [OPEN, INVITED, EARLY, LATE])
        await service.app.get(CourseRolesService).grant(username, key, role);
    }
  });
  afterAll(async () => service?.close());

  const admin = (): TestClient => service.as('admin', { isStaff: true });
  const someone = (): Promise<Person> => newPerson(service);
  async function enrolled(
    key = OPEN,
    state: object = {},
  ): Promise<{ username: string; client: TestClient; body: TestResponse['body'] }> {
    const { username, client } = await someone();
    const answer = await admin()(ENROLLMENTS, json('POST', { username, course_key: String(key), ...state }));
    expect(answer.status).toBe(201);
    return { username, client, body: answer.body };
  }
  const rows = (username: string) =>
    service.dataSource.query<{ uuid: string; mode: string; is_active: boolean; revision: number }[]>(
      'SELECT e.* FROM enrollments e JOIN users u ON u.id = e.user_id WHERE u.username = $1',
      [username],
    );

  describe('are refused', () => {
    it('to those who are not signed in', async () => {
      const nobody = service.as(null);
      for (const [target, init] of [
        [ENROLLMENTS, {}],
        [of('me'), {}],
        [ENROLLMENTS, json('POST', { course_key: String(OPEN) })],
        [of('me'), json('PATCH', { is_active: false })],
      ] as const)
        expect((await nobody(target, init)).status).toBe(401);
    });

    it.each([
      ['an unknown course', { course_key: String(MISSING) }, ['course_key']],
      ['no key', { course_key: 'nonsense' }, ['course_key']],
      ['a library', { course_key: 'library-v1:a+b' }, ['course_key']],
      ['nothing', {}, ['course_key']],
      [
        'everything wrong at once (R-9)',
        { course_key: 7, mode: 'gold', is_active: 'yes', username: '..', x: 1 },
        ['course_key', 'is_active', 'mode', 'username', 'x'],
      ],
      ['null where it means nothing', { course_key: String(OPEN), mode: null, is_active: null }, ['is_active', 'mode']],
    ])('with %s: 400', async (_, body, fields) => {
      const { client } = await someone();
      const answer = await client(ENROLLMENTS, json('POST', body));
      expect([answer.status, Object.keys(answer.body.field_errors).sort()]).toEqual([400, fields]);
    });

    it.each([
      [INVITED, /by invitation only/],
      [EARLY, /enrollment opens at \d{4}-/],
      [LATE, /enrollment closed at \d{4}-/],
    ])('to who enrolls in %s alone: 403 that says why, by POST, PUT and PATCH alike', async (key, reason) => {
      const { client, username } = await someone();
      const post = await client(ENROLLMENTS, json('POST', { course_key: String(key) }));
      const put = await client(of('me', key), json('PUT', { mode: 'audit', is_active: true }));
      const left = await enrolled(key, { is_active: false });
      const patch = await left.client(of('me', key), json('PATCH', { is_active: true }));
      for (const answer of [post, put, patch]) {
        expect([answer.status, answer.body.error_code]).toEqual([403, 'permission_denied']);
        expect(answer.body.detail).toMatch(reason);
      }
      expect(await rows(username)).toEqual([]);
      expect((await rows(left.username))[0]!.is_active).toBe(false);
    });

    it('in a mode that one cannot give oneself, and out of one: 403', async () => {
      const { client } = await someone();
      expect((await client(ENROLLMENTS, json('POST', { course_key: String(OPEN), mode: 'verified' }))).status).toBe(
        403,
      );
      expect((await client(of('me'), json('PUT', { mode: 'credit', is_active: true }))).status).toBe(403);
      const paid = await enrolled(OPEN, { mode: 'verified' });
      expect((await paid.client(of('me'), json('PATCH', { mode: 'audit' }))).status).toBe(403);
      expect((await paid.client(of('me'), json('PATCH', { is_active: false }))).status).toBe(204);
      expect((await paid.client(of('me'), json('PATCH', { is_active: true }))).status).toBe(403);
    });

    it('to who would enroll others: 403, whether they exist or not', async () => {
      const { username } = await someone();
      for (const caller of ['writer', 'looker', 'tester', 'outsider'])
        for (const name of [username, 'nobody-at-all']) {
          const answer = await service.as(caller)(
            ENROLLMENTS,
            json('POST', { username: name, course_key: String(OPEN) }),
          );
          expect([caller, answer.status]).toEqual([caller, 403]);
        }
      // On the team of one course is nothing in another.
      const elsewhere = await service.as('boss')(ENROLLMENTS, json('POST', { username, course_key: String(OTHER) }));
      expect(elsewhere.status).toBe(403);
      expect(await rows(username)).toEqual([]);
    });

    it('of accounts that do not exist or are disabled: 400 for those who may enroll them', async () => {
      await service.app.get(AccountsService).create({ username: 'gone', email: 'gone@example.org', password: null });
      await service.app.get(AccountsService).setActive('gone', false);
      for (const username of ['nobody-at-all', 'gone']) {
        const answer = await service.as('boss')(ENROLLMENTS, json('POST', { username, course_key: String(OPEN) }));
        expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, ['username']]);
        expect((await service.as('boss')(of(username), json('PUT', { mode: 'audit', is_active: true }))).status).toBe(
          404,
        );
      }
    });

    it('a second time while the first lasts: 409', async () => {
      const { client } = await enrolled();
      const answer = await client(ENROLLMENTS, json('POST', { course_key: String(OPEN) }));
      expect([answer.status, answer.body.error_code]).toEqual([409, 'conflict']);
    });
  });

  describe('of others', () => {
    it.each(['tester', 'outsider'])(
      'do not exist for %s: 404 with the words of what is missing (R-7)',
      async (caller) => {
        const { username, body } = await enrolled();
        const client = service.as(caller);
        for (const target of [of(username), `${ENROLLMENTS}${body.uuid}/`])
          for (const init of [
            {},
            json('PUT', { mode: 'audit', is_active: true }),
            json('PATCH', { is_active: false }),
            { method: 'DELETE' },
            { method: 'DELETE', headers: { 'if-match': '"nonsense"' } },
          ])
            expect([target, init.method, (await client(target, init)).status]).toEqual([target, init.method, 404]);
        const [hidden, missing] = [await client(of(username)), await client(of('nobody-at-all'))];
        expect(hidden.body.detail.replace(username, '…')).toBe(missing.body.detail.replace('nobody-at-all', '…'));
        expect((await client(`${ENROLLMENTS}?user=${username}`)).body.results).toEqual([]);
        expect(await rows(username)).toMatchObject([{ is_active: true, revision: 1 }]);
      },
    );

    it.each(['writer', 'looker'])('are seen and not written by %s of the team', async (caller) => {
      const { username } = await enrolled();
      const client = service.as(caller);
      const answer = await client(of(username));
      expect([answer.status, Object.keys(answer.body.links).sort()]).toEqual([
        200,
        ['account', 'collection', 'course', 'history', 'self'],
      ]);
      expect((await client(of(username), json('PATCH', { is_active: false }))).status).toBe(403);
      expect((await client(of(username), { method: 'DELETE' })).status).toBe(403);
      expect((await client(`${ENROLLMENTS}?user=${username}`)).body.count).toBe(1);
    });

    it.each(['boss', 'helper', 'admin'])(
      'are made, changed and deleted by %s, whatever the dates and modes',
      async (caller) => {
        const client = caller === 'admin' ? admin() : service.as(caller);
        for (const key of [INVITED, EARLY, LATE]) {
          const { username } = await someone();
          const made = await client(ENROLLMENTS, json('POST', { username, course_key: String(key), mode: 'verified' }));
          expect([made.status, made.body.mode]).toEqual([201, 'verified']);
          expect((await client(of(username, key), json('PATCH', { mode: 'honor' }))).status).toBe(204);
          expect((await client(of(username, key), { method: 'DELETE' })).status).toBe(204);
          expect((await client(of(username, key))).status).toBe(404);
        }
      },
    );
  });

  describe('of oneself', () => {
    it('are made by POST, for the caller when nobody is named: 201, Location and all of it', async () => {
      const { client, username } = await someone();
      const answer = await client(ENROLLMENTS, json('POST', { course_key: String(OPEN.forBranch('draft')) }));
      const url = service.config.publicUrl + of(username);
      expect([answer.status, answer.headers.get('location')]).toEqual([201, url]);
      expect(answer.body).toEqual({
        uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        user: { username, url: `${service.config.publicUrl}/api/user/v1/accounts/${username}/` },
        course: { course_key: String(OPEN), url: `${service.config.publicUrl}/api/course/v1/courses/${OPEN}/` },
        mode: 'audit',
        is_active: true,
        created: expect.stringMatching(/Z$/),
        url,
        links: expect.objectContaining({
          self: { href: url },
          edit: expect.objectContaining({ href: url, method: 'PATCH' }),
          unenroll: expect.objectContaining({ href: url, method: 'DELETE' }),
        }),
      });
      expect((await client(answer.headers.get('location')!)).body).toEqual(answer.body);
    });

    it('are one resource under every way to write its address, with one url and one ETag (I-1, I-3)', async () => {
      const { client, username, body } = await enrolled();
      const canonical = await client(of('me'));
      for (const address of [
        of(username),
        of(username.toUpperCase()),
        of(username, OPEN.forBranch('published')),
        `${ENROLLMENTS}${encodeURIComponent(`me,${String(OPEN)}`)}/`,
        `${ENROLLMENTS}${body.uuid}/`,
        `${ENROLLMENTS}${body.uuid.toUpperCase()}/`,
      ]) {
        const answer = await client(address);
        expect([address, answer.status, answer.body, answer.headers.get('etag')]).toEqual([
          address,
          200,
          canonical.body,
          canonical.headers.get('etag'),
        ]);
      }
      expect(canonical.body.url).toBe(service.config.publicUrl + of(username));
    });

    it.each([
      'me',
      'me,',
      `,${String(OPEN)}`,
      'me,nonsense',
      'me,Harbour/Tides/open',
      `m%00e,${String(OPEN)}`,
      '1',
      `me,${String(MISSING)}`,
    ])('are not at %s: 404 (section 1 "bad key")', async (address) => {
      const { client } = await someone();
      for (const init of [{}, json('PUT', { mode: 'audit', is_active: true }), { method: 'DELETE' }])
        expect((await client(`${ENROLLMENTS}${address}/`, init)).status).toBe(404);
    });

    it('are made by PUT where there is none (201), and replaced where there is one (200)', async () => {
      const { client } = await someone();
      const made = await client(of('me'), json('PUT', { mode: 'audit', is_active: true }, { 'if-none-match': '*' }));
      expect([made.status, made.headers.get('location')]).toEqual([201, made.body.url]);
      const replaced = await client(of('me'), json('PUT', { mode: 'honor', is_active: true }));
      expect([replaced.status, replaced.body.mode, replaced.body.uuid]).toEqual([200, 'honor', made.body.uuid]);
      expect(replaced.headers.get('etag')).toBe((await client(of('me'))).headers.get('etag'));
    });

    it('are not made by PUT under a UUID, nor from a part of what there is to say', async () => {
      const { client } = await someone();
      const unknown = `${ENROLLMENTS}0199a7c4-6f0e-7c1b-9d55-2f6f1c1f9b1e/`;
      expect((await client(unknown, json('PUT', { mode: 'audit', is_active: true }))).status).toBe(404);
      const answer = await client(of('me'), json('PUT', { mode: 'audit' }));
      expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, ['is_active']]);
    });

    it('are kept when one leaves, deleted or not: who comes back has the UUID and the date (E-2)', async () => {
      const { client, username, body } = await enrolled();
      const same = { uuid: body.uuid, created: body.created, is_active: true };
      await client(of('me'), json('PATCH', { is_active: false }));
      const again = await client(ENROLLMENTS, json('POST', { course_key: String(OPEN), mode: 'honor' }));
      expect([again.status, again.body]).toEqual([201, expect.objectContaining({ ...same, mode: 'honor' })]);
      for (const back of [
        () => client(ENROLLMENTS, json('POST', { course_key: String(OPEN) })),
        () => client(of(username), json('PUT', { mode: 'audit', is_active: true })),
      ]) {
        expect((await client(of('me'), { method: 'DELETE' })).status).toBe(204);
        for (const target of [of('me'), `${ENROLLMENTS}${body.uuid}/`]) expect((await client(target)).status).toBe(404);
        expect((await client(`${ENROLLMENTS}?user=me`)).body.count).toBe(0);
        expect(
          (await client(`${ENROLLMENTS}${body.uuid}/`, json('PUT', { mode: 'audit', is_active: true }))).status,
        ).toBe(404);
        const answer = await back();
        expect([answer.status, answer.body]).toEqual([201, expect.objectContaining(same)]);
      }
      expect(await rows(username)).toHaveLength(1);
    });

    it('open the course, and close it again when one leaves', async () => {
      const { client } = await enrolled();
      const may = async () => (await client('/api/enrollment/v1/enrollments/?is_active=true')).body.count;
      expect(await may()).toBe(1);
      await client(of('me'), { method: 'DELETE' });
      expect(await may()).toBe(0);
    });
  });

  describe('lists', () => {
    it('show one’s own, the team’s courses, and everybody’s to global staff; filters only narrow that', async () => {
      const { client, username } = await enrolled(OTHER, { mode: 'honor' });
      await admin()(ENROLLMENTS, json('POST', { username, course_key: String(OPEN) }));
      const keysOf = async (who: TestClient, query: string): Promise<string[]> =>
        (await who(`${ENROLLMENTS}?${query}`)).body.results.map(
          ({ course }: { course: { course_key: string } }) => course.course_key,
        );
      const encoded = (key: CourseKey) => encodeURIComponent(String(key));
      expect(await keysOf(client, '')).toEqual([String(OPEN), String(OTHER)]);
      expect(await keysOf(client, 'user=me&sort_order=created')).toEqual([String(OTHER), String(OPEN)]);
      expect(await keysOf(client, `username=${username.toLowerCase()}&course_key=${encoded(OTHER)}`)).toEqual([
        String(OTHER),
      ]);
      expect(await keysOf(client, 'mode=honor')).toEqual([String(OTHER)]);
      expect(await keysOf(client, 'is_active=false')).toEqual([]);
      expect(await keysOf(client, 'text_search=tides%2Bother')).toEqual([String(OTHER)]);
      expect(await keysOf(service.as('looker'), `user=${username}`)).toEqual([String(OPEN)]);
      expect(await keysOf(service.as('tester'), `user=${username}`)).toEqual([]);
      expect(await keysOf(service.as('outsider'), `course=${encoded(OTHER)}`)).toEqual([]);
      expect(await keysOf(admin(), `user=${username}&ordering=course`)).toEqual([String(OPEN), String(OTHER)]);
    });

    it.each([
      'mode=gold',
      'is_active=1',
      'user=',
      'course=nonsense',
      'usr=me',
      'sort_order=mode',
      'user=me&username=other',
    ])('refuse ?%s: 400', async (query) => {
      expect((await service.as('boss')(`${ENROLLMENTS}?${query}`)).status).toBe(400);
    });

    it('offer to each caller what this caller may do with each row', async () => {
      const { client, username } = await enrolled();
      const linksFor = async (who: TestClient) =>
        Object.keys((await who(`${ENROLLMENTS}?user=${username}`)).body.results[0].links).sort();
      const all = ['account', 'collection', 'course', 'edit', 'history', 'self', 'unenroll'];
      expect(await linksFor(client)).toEqual(all);
      expect(await linksFor(service.as('boss'))).toEqual(all);
      expect(await linksFor(admin())).toEqual(all);
      expect(await linksFor(service.as('writer'))).toEqual(['account', 'collection', 'course', 'history', 'self']);
    });

    it('expand people and courses as the caller may see them (R-1)', async () => {
      const { client, username } = await enrolled();
      const [row] = (await client(`${ENROLLMENTS}?expand=user,course`)).body.results;
      expect(row).toMatchObject({ user: { username, email: expect.anything() }, course: { run: 'open' } });
      const [seen] = (await service.as('boss')(`${ENROLLMENTS}?user=${username}&expand=user`)).body.results;
      expect(seen.user).not.toHaveProperty('email');
    });
  });

  describe('of several writers', () => {
    it('are one, when many enroll the same person at the same moment: one 201, 409 for the rest', async () => {
      const { client, username } = await someone();
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => client(ENROLLMENTS, json('POST', { course_key: String(OPEN) }))),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
      expect(await rows(username)).toHaveLength(1);
    });

    it('are one by PUT as well: one 201, 200 for the rest; with If-None-Match: * one 201, 412 for the rest', async () => {
      for (const [headers, rest] of [
        [{}, 200],
        [{ 'if-none-match': '*' }, 412],
      ] as const) {
        const { client, username } = await someone();
        const answers = await Promise.all(
          Array.from({ length: 6 }, () => client(of('me'), json('PUT', { mode: 'audit', is_active: true }, headers))),
        );
        expect(answers.map(({ status }) => status).sort()).toEqual([rest, rest, rest, rest, rest, 201].sort());
        expect(await rows(username)).toHaveLength(1);
      }
    });

    it('never overwrite each other unknowingly: of those who hold one ETag, one wins (R-12, C-8)', async () => {
      const { username } = await enrolled();
      const { headers } = await service.as('boss')(of(username));
      const modes = ['honor', 'verified', 'credit', 'masters'];
      const answers = await Promise.all(
        modes.map((mode) =>
          service.as('boss')(of(username), json('PATCH', { mode }, { 'if-match': headers.get('etag')! })),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 412, 412, 412]);
      const [row] = await rows(username);
      expect([row!.mode, row!.revision]).toEqual([modes[answers.findIndex(({ status }) => status === 204)], 2]);
      for (const { status, body } of answers) if (status === 412) expect(body.current_version).toBe('2');
    });

    it('keep an ETag when nothing changes, and get a new one when something does, also by hand', async () => {
      const { client, username } = await enrolled();
      // A compressed copy has the same tag with its coding added.
      const plain = ({ headers }: TestResponse) => headers.get('etag')!.replace(/\+\w+"$/, '"');
      const etag = async () => plain(await client(of('me')));
      const before = await etag();
      expect(plain(await client(of('me'), json('PATCH', {})))).toBe(before);
      expect(plain(await client(of('me'), json('PATCH', { mode: 'audit' })))).toBe(before);
      await service.dataSource.query(
        `UPDATE enrollments SET mode = 'credit' WHERE user_id = (SELECT id FROM users WHERE username = $1)`,
        [username],
      );
      expect(await etag()).not.toBe(before);
      expect((await client(of('me'), { headers: { 'if-none-match': before } })).status).toBe(200);
    });

    it('do not meet an old ETag after a deletion and a return', async () => {
      const { client } = await enrolled();
      const { headers } = await client(of('me'));
      await client(of('me'), { method: 'DELETE' });
      await client(of('me'), json('PUT', { mode: 'audit', is_active: true }));
      const answer = await client(of('me'), json('PATCH', { mode: 'honor' }, { 'if-match': headers.get('etag')! }));
      expect(answer.status).toBe(412);
    });
  });
});
