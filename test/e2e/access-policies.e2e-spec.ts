import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { KnownAccounts } from '../../src/modules/accounts/known-accounts.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { importXml } from './contract/sample-course.js';

const COURSES = '/api/course/v1/courses/';
const XBLOCKS = '/api/xblock/v1/xblocks/';
const KEY_A = 'open sesame 2026';

/** Two sections of a unit each; every text has a word of its own. */
const course = (extra = '') => `<course display_name="Policies" language="en" ${extra}>
  <chapter url_name="one" display_name="One">
    <sequential url_name="one_s" display_name="One sub">
      <vertical url_name="one_v" display_name="One unit">
        <html url_name="one_h" display_name="One page"><p>zqpolicyone</p></html>
        <problem url_name="one_p" display_name="One problem"><multiplechoiceresponse><label>zqpolicyproblem</label><choicegroup><choice correct="true">zqright</choice><choice correct="false">zqwrong</choice></choicegroup></multiplechoiceresponse></problem>
      </vertical>
    </sequential>
  </chapter>
  <chapter url_name="two" display_name="Two">
    <sequential url_name="two_s" display_name="Two sub">
      <vertical url_name="two_v" display_name="Two unit"><html url_name="two_h" display_name="Two page"><p>zqpolicytwo</p></html></vertical>
    </sequential>
  </chapter>
</course>`;

describe('access policies (SPEC sections 8 and 13)', () => {
  let service: TestApp;
  let admin: TestClient;
  let teacher: TestClient;
  let learner: TestClient;
  let stranger: TestClient;
  let nobody: TestClient;
  let courses = 0;

  beforeAll(async () => {
    service = await startTestApp({ RATE_LIMIT_SIGN_IN: '5' });
    admin = service.as('admin', { isStaff: true });
    [teacher, learner, stranger, nobody] = ['teacher', 'learner', 'stranger', null].map((name) => service.as(name)) as [
      TestClient,
      TestClient,
      TestClient,
      TestClient,
    ];
    for (const client of [admin, teacher, learner, stranger]) await client('/api/');
  });
  afterAll(async () => service?.close());

  async function aCourse(extra?: string): Promise<CourseKey> {
    const key = CourseKey.of('Policy', 'Test', `R${(courses += 1)}`);
    await importXml(service, key, course(extra));
    await service.app.get(CourseRolesService).grant('teacher', key, 'instructor');
    await service.app.get(EnrollmentsService).enroll('learner', key);
    return key;
  }

  const block = (key: CourseKey, type: string, id: string) => `${XBLOCKS}${key.makeUsageKey(type, id)}/`;
  const patch = (client: TestClient, target: string, body: unknown, headers: Record<string, string> = {}) =>
    client(target, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json', ...headers },
      body: JSON.stringify(body),
    });
  const said = async (target: string, body: unknown): Promise<void> => {
    const { status, text } = await patch(teacher, `${target}access_policy/`, body);
    expect([target, status, text]).toEqual([target, 204, '']);
  };
  const statuses = async (target: string, ...clients: TestClient[]) =>
    Promise.all(clients.map(async (client) => (await client(target)).status));

  describe('refuse', () => {
    it('everybody but the team to see them, and those who may not manage the course to write them', async () => {
      const key = await aCourse();
      await service.app.get(CourseRolesService).grant('stranger', key, 'auditor');
      const target = `${COURSES}${key}/access_policy/`;
      expect(await statuses(target, nobody, learner, stranger, teacher, admin)).toEqual([401, 403, 200, 200, 200]);
      expect((await patch(stranger, target, { content: { visibility: 'open' } })).status).toBe(403);
      expect((await stranger(target)).body.links).not.toHaveProperty('edit');
      expect((await teacher(target)).body.links).toHaveProperty('edit');
    });

    it.each<[string, object, string]>([
      [
        'lists with what lets everybody in',
        { content: { visibility: 'open', email_domains: ['example.org'] } },
        'content.email_domains',
      ],
      [
        'a key with what lets everybody in',
        { information: { visibility: 'authenticated', unlock_key: KEY_A } },
        'information.unlock_key',
      ],
      [
        'a window that never opens',
        { content: { from: '2026-02-01T00:00:00Z', until: '2026-02-01T00:00:00Z' } },
        'content.until',
      ],
      ['a short key', { content: { unlock_key: 'short' } }, 'content.unlock_key'],
      ['a domain with an @', { content: { email_domains: ['@example.org'] } }, 'content.email_domains'],
      ['a date without an offset', { content: { from: '2026-02-01' } }, 'content.from'],
      ['inherit for a course', { content: { visibility: 'inherit' } }, 'content.visibility'],
      ['a list in place of a policy', { content: [] }, 'content'],
      ['what they do not know', { content: { role: 'instructor' } }, 'content.role'],
    ])('%s, and say which member it is (R-9)', async (_, body, field) => {
      const { status, body: problem } = await patch(teacher, `${COURSES}${await shared()}/access_policy/`, body);
      expect([status, Object.keys(problem.field_errors)]).toEqual([400, [field]]);
      expect(JSON.stringify(problem)).not.toContain(KEY_A);
    });

    it('a write to a state that is not there any more (R-12)', async () => {
      const key = await aCourse();
      const target = `${COURSES}${key}/access_policy/`;
      const etag = (await teacher(target)).headers.get('etag')!;
      expect((await patch(teacher, target, { content: { visibility: 'open' } }, { 'if-match': etag })).status).toBe(
        204,
      );
      const late = await patch(teacher, target, { content: { visibility: 'restricted' } }, { 'if-match': etag });
      expect([late.status, late.body.error_code]).toEqual([412, 'precondition_failed']);
    });

    it('a block that is not in the course', async () => {
      const key = await aCourse();
      expect(await statuses(`${block(key, 'html', 'nowhere')}access_policy/`, teacher)).toEqual([404]);
    });
  });

  let sharedCourse: Promise<CourseKey> | undefined;
  const shared = () => (sharedCourse ??= aCourse());

  describe('of a course', () => {
    it('open its content to anybody, and close it again at once, also to whoever has the answer (R-12)', async () => {
      const key = await aCourse();
      const page = block(key, 'html', 'one_h');
      expect(await statuses(page, nobody, stranger, learner)).toEqual([401, 403, 200]);
      await said(`${COURSES}${key}/`, { content: { visibility: 'open' } });
      const open = await nobody(page);
      expect([open.status, open.headers.get('vary')]).toEqual([200, expect.stringContaining('X-Unlock-Key')]);
      await said(`${COURSES}${key}/`, { content: { visibility: 'restricted' } });
      expect(await statuses(page, nobody, stranger, learner, teacher)).toEqual([401, 403, 403, 200]);
      const again = await nobody(page, { headers: { 'if-none-match': open.headers.get('etag')! } });
      expect(again.status).toBe(401);
    });

    it('let in by the domain of a verified address only, and only by that very domain', async () => {
      const key = await aCourse();
      await said(`${COURSES}${key}/`, { content: { visibility: 'restricted', email_domains: ['Example.ORG'] } });
      const people: [string, string, boolean, number][] = [
        ['dom-exact', 'a@example.org', true, 200],
        ['dom-case', 'b@EXAMPLE.Org', true, 200],
        ['dom-evil', 'c@evil-example.org', true, 403],
        ['dom-sub', 'd@sub.example.org', true, 403],
        ['dom-suffix', 'e@example.org.evil.test', true, 403],
        ['dom-new', 'f@example.org', false, 403],
      ];
      for (const [name, email, verified, expected] of people) {
        const client = service.as(name);
        await client('/api/');
        await service.dataSource.query('UPDATE users SET email = $2, email_verified = $3 WHERE username = $1', [
          name,
          email,
          verified,
        ]);
        // As AccountsService does after a change.
        service.app.get(KnownAccounts).forget(name);
        expect([name, ...(await statuses(block(key, 'html', 'one_h'), client))]).toEqual([name, expected]);
      }
    });

    it('let in by name, whatever the case, and nobody of another name', async () => {
      const key = await aCourse();
      await said(`${COURSES}${key}/`, {
        content: { visibility: 'restricted', usernames: ['STRANGER', 'not-here-yet'] },
      });
      expect(await statuses(block(key, 'html', 'one_h'), nobody, stranger, learner)).toEqual([401, 200, 403]);
      const { body } = await teacher(`${COURSES}${key}/access_policy/`);
      expect(body.content.usernames.map(({ username }: { username: string }) => username)).toEqual([
        'stranger',
        'not-here-yet',
      ]);
    });

    it('let further people in beside the enrolled', async () => {
      const key = await aCourse();
      await said(`${COURSES}${key}/`, { content: { usernames: ['stranger'] } });
      expect(await statuses(block(key, 'html', 'one_h'), nobody, stranger, learner)).toEqual([401, 200, 200]);
    });

    it('hide a course, so that for others it does not exist: alone, in lists, in search, with its files (R-7)', async () => {
      const key = await aCourse();
      await said(`${COURSES}${key}/`, { information: { visibility: 'restricted' }, content: { visibility: 'open' } });
      const missing = await stranger(`${COURSES}course-v1:Policy+Test+None/`);
      const hidden = await stranger(`${COURSES}${key}/`);
      expect([missing.status, hidden.status]).toEqual([404, 404]);
      const anonymous = (text: string, name: string) => text.replaceAll(name, 'K').replace(/"request_id":"[^"]*"/, '');
      expect(anonymous(hidden.text, String(key))).toBe(anonymous(missing.text, 'course-v1:Policy+Test+None'));
      for (const target of [
        block(key, 'html', 'one_h'),
        `${block(key, 'html', 'one_h')}children/`,
        `/api/asset/v1/assets/?course=${encodeURIComponent(String(key))}`,
        `/api/courses/v1/courses/${key}/`,
        `/api/courses/v1/blocks/?course_id=${encodeURIComponent(String(key))}&username=stranger`,
        `${COURSES}${key}/access_policy/`,
      ])
        expect([target, ...(await statuses(target, nobody, stranger))]).toEqual([target, 404, 404]);
      const lists = [
        `${COURSES}?org=Policy&page_size=100`,
        '/api/courses/v1/courses/?org=Policy&page_size=100',
        '/api/search/v1/results/?text_search=zqpolicyone%20or%20Policies&page_size=100',
      ];
      for (const target of lists) {
        for (const client of [nobody, stranger]) expect((await client(target)).text).not.toContain(`${key}"`);
        const own = target.startsWith('/api/courses') ? `${target}&username=learner` : target;
        expect((await learner(own)).text).toContain(`${key}"`);
      }
      expect(await statuses(`${COURSES}${key}/`, learner, teacher, admin)).toEqual([200, 200, 200]);
    });

    it('keep everybody out but the team while their window is closed, the last moment not included', async () => {
      const key = await aCourse();
      const page = block(key, 'html', 'one_h');
      const at = (offset: number) => new Date(Date.now() + offset).toISOString();
      await said(`${COURSES}${key}/`, { content: { visibility: 'open', from: at(3_600_000) } });
      expect(await statuses(page, nobody, learner, teacher)).toEqual([401, 403, 200]);
      await said(`${COURSES}${key}/`, { content: { from: at(-3_600_000), until: at(-1) } });
      expect(await statuses(page, nobody, learner, teacher)).toEqual([401, 403, 200]);
      await said(`${COURSES}${key}/`, { content: { until: at(3_600_000) } });
      expect(await statuses(page, nobody, learner, teacher)).toEqual([200, 200, 200]);
    });

    it('go back to the default by DELETE, and can be read then', async () => {
      const key = await aCourse();
      await said(`${COURSES}${key}/`, {
        information: { visibility: 'authenticated' },
        content: { visibility: 'open' },
      });
      expect((await teacher(`${COURSES}${key}/access_policy/`, { method: 'DELETE' })).status).toBe(204);
      const { body } = await teacher(`${COURSES}${key}/access_policy/`);
      expect([body.information, body.content]).toMatchObject([
        { visibility: 'open', is_default: true },
        { visibility: 'enrolled', is_default: true },
      ]);
      expect(await statuses(`${COURSES}${key}/`, nobody)).toEqual([200]);
      expect(await statuses(block(key, 'html', 'one_h'), nobody, learner)).toEqual([401, 200]);
    });

    it('leave a course out of lists that is not in the catalog, and readable by its key', async () => {
      const key = await aCourse('catalog_visibility="none"');
      for (const target of [
        `${COURSES}?org=Policy&page_size=100`,
        '/api/search/v1/results/?text_search=Policies&page_size=100',
      ]) {
        expect((await stranger(target)).text).not.toContain(`${key}"`);
        expect((await teacher(target)).text).toContain(`${key}"`);
      }
      expect(await statuses(`${COURSES}${key}/`, nobody)).toEqual([200]);
    });
  });

  describe('unlock keys', () => {
    const withKey = (client: TestClient, key: string) => (target: string) =>
      client(target, { headers: { 'x-unlock-key': key } });

    it('open the course whose key they are, by header or parameter, and no other one', async () => {
      const [a, b] = [await aCourse(), await aCourse()];
      await said(`${COURSES}${a}/`, { content: { visibility: 'restricted', unlock_key: KEY_A } });
      await said(`${COURSES}${b}/`, { content: { visibility: 'restricted', unlock_key: 'another key' } });
      const [pageA, pageB] = [block(a, 'html', 'one_h'), block(b, 'html', 'one_h')];
      const opened = await withKey(nobody, KEY_A)(pageA);
      expect([opened.status, opened.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
      const byParameter = await nobody(`${pageA}children/?unlock_key=${encodeURIComponent(KEY_A)}&page_size=5`);
      expect(byParameter.status).toBe(200);
      expect(byParameter.text).not.toMatch(/unlock_key|sesame/);
      expect((await withKey(nobody, KEY_A)(pageB)).status).toBe(401);
      expect((await withKey(stranger, 'wrong key')(pageA)).status).toBe(403);
      expect(await statuses(pageA, nobody, stranger)).toEqual([401, 403]);
    });

    it('are nothing in the wrong place: in a body, in a write, twice and different', async () => {
      const key = await aCourse();
      await said(`${COURSES}${key}/`, { content: { visibility: 'restricted', unlock_key: KEY_A } });
      const page = block(key, 'html', 'one_h');
      const query = `?unlock_key=${encodeURIComponent(KEY_A)}`;
      expect((await nobody(`${page}${query}`, { headers: { 'x-unlock-key': 'something else' } })).status).not.toBe(200);
      expect((await patch(stranger, `${page}${query}`, { display_name: 'x' })).status).toBe(403);
      expect((await stranger(page, { headers: { 'unlock-key': KEY_A } })).status).toBe(403);
    });

    it('are kept as a hash, shown to nobody, and stay when something else is patched', async () => {
      const key = await aCourse();
      const target = `${COURSES}${key}/access_policy/`;
      await said(`${COURSES}${key}/`, { content: { visibility: 'restricted', unlock_key: KEY_A } });
      await said(`${COURSES}${key}/`, { content: { usernames: ['stranger'] } });
      const { body, text } = await teacher(target);
      expect([body.content.has_unlock_key, text.includes('sesame')]).toEqual([true, false]);
      const rows = await service.dataSource.query('SELECT * FROM access_policies WHERE course_key = $1', [String(key)]);
      expect(JSON.stringify(rows)).not.toContain('sesame');
      expect((await withKey(nobody, KEY_A)(block(key, 'html', 'one_h'))).status).toBe(200);
    });

    it('do not open lists: one guess must not try all courses at once', async () => {
      const key = await aCourse();
      await said(`${COURSES}${key}/`, { information: { visibility: 'restricted', unlock_key: KEY_A } });
      expect((await withKey(nobody, KEY_A)(`${COURSES}?org=Policy&page_size=100`)).text).not.toContain(`${key}"`);
      expect((await withKey(nobody, KEY_A)(`${COURSES}${key}/`)).status).toBe(200);
    });
  });

  describe('of a block', () => {
    it('close it with all below it, wherever it could be seen, and leave the rest', async () => {
      const key = await aCourse();
      const chapter = block(key, 'chapter', 'one');
      const { definition } = (await learner(block(key, 'html', 'one_h'))).body;
      await said(chapter, { content: { visibility: 'restricted', usernames: ['stranger'] } });
      expect((await learner(definition.url)).status).toBe(404);
      for (const [type, id] of Object.entries({
        chapter: 'one',
        sequential: 'one_s',
        vertical: 'one_v',
        html: 'one_h',
      }))
        expect([id, ...(await statuses(block(key, type, id), learner, teacher))]).toEqual([id, 404, 200]);
      const root = `${XBLOCKS}${(await learner(`${COURSES}${key}/`)).body.outline.root}/`;
      const course_id = encodeURIComponent(String(key));
      for (const target of [
        `${COURSES}${key}/`,
        `${COURSES}${key}/?block_counts=html`,
        root,
        `${root}?depth=all&view=full`,
        `${root}children/`,
        `/api/courses/v1/blocks/?course_id=${course_id}&username=learner&depth=all`,
        `/api/courses/v2/blocks/?course_id=${course_id}&username=learner&depth=all`,
        `/api/search/v1/results/?text_search=zqpolicyone&course=${course_id}`,
      ]) {
        const answer = await learner(target);
        expect([target, answer.status, /\+block@one/.test(answer.text)]).toEqual([target, 200, false]);
        if (target.includes('block_counts'))
          expect(answer.body.outline.blocks[answer.body.outline.root].block_counts).toEqual({ html: 1 });
      }
      expect((await learner(block(key, 'html', 'two_h'))).status).toBe(200);
      expect((await teacher(`${COURSES}${key}/`)).text).toContain('+block@one');
    });

    it('never open it beyond its ancestors, nor beyond the course (SPEC section 1 "child access")', async () => {
      const key = await aCourse();
      await said(block(key, 'chapter', 'one'), { content: { visibility: 'restricted' } });
      await said(block(key, 'html', 'one_h'), { content: { visibility: 'open' } });
      await said(block(key, 'html', 'two_h'), { content: { visibility: 'open' } });
      expect(await statuses(block(key, 'html', 'one_h'), nobody, stranger, learner)).toEqual([401, 403, 404]);
      expect(await statuses(block(key, 'html', 'two_h'), nobody, stranger, learner)).toEqual([401, 403, 200]);
    });

    it('narrow a course that is open', async () => {
      const key = await aCourse();
      await said(`${COURSES}${key}/`, { content: { visibility: 'open' } });
      await said(block(key, 'html', 'one_h'), { content: { visibility: 'authenticated' } });
      await said(block(key, 'chapter', 'two'), { content: { visibility: 'enrolled' } });
      expect(await statuses(block(key, 'html', 'one_h'), nobody, stranger, learner)).toEqual([404, 200, 200]);
      expect(await statuses(block(key, 'html', 'two_h'), nobody, stranger, learner)).toEqual([404, 404, 200]);
    });

    it('hold for every branch and version: an old version is no way around', async () => {
      const key = await aCourse();
      const page = block(key, 'html', 'one_h');
      const old = (await learner(page)).body.version as string;
      await importXml(service, key, course().replace('zqpolicytwo', 'zqpolicytwo changed'));
      await said(block(key, 'chapter', 'one'), { content: { visibility: 'restricted' } });
      for (const address of [key.forVersion(old), key.forBranch('published')])
        expect((await learner(block(address, 'html', 'one_h'))).status).toBe(404);
      expect((await learner(`${COURSES}${key.forVersion(old)}/`)).text).not.toContain('+block@one');
      const fixed = await learner(`${COURSES}${key.forVersion(old)}/`);
      expect(fixed.headers.get('cache-control')).not.toContain('immutable');
    });

    it('say what counts in the end, and where each part comes from', async () => {
      const key = await aCourse();
      await said(`${COURSES}${key}/`, { content: { visibility: 'open', until: '2099-01-01T00:00:00Z' } });
      await said(block(key, 'chapter', 'one'), { content: { visibility: 'authenticated' }, message: 'No crawlers' });
      const page = key.makeUsageKey('html', 'one_h');
      const { body } = await teacher(`${XBLOCKS}${page}/access_policy/`);
      expect(body).toMatchObject({
        block: { usage_key: String(page), url: expect.stringContaining(String(page)) },
        content: { visibility: 'inherit', is_default: true },
        effective: { visibility: 'authenticated', from: null, until: '2099-01-01T00:00:00.000Z' },
      });
      expect(body.effective.conditions).toMatchObject([
        { subject: 'information', course: { course_key: String(key) }, block: null, visibility: 'open' },
        { subject: 'content', course: { course_key: String(key) }, block: null, visibility: 'open' },
        {
          subject: 'block',
          course: null,
          block: { usage_key: String(key.makeUsageKey('chapter', 'one')) },
          visibility: 'authenticated',
        },
      ]);
      expect((await teacher(`${block(key, 'chapter', 'one')}access_policy/`)).body.message).toBe('No crawlers');
    });
  });

  describe('and settings decide what learners see', () => {
    it('not before the start of a section, the team always', async () => {
      const key = await aCourse();
      const xml = course().replace('<chapter url_name="two"', '<chapter url_name="two" start="2099-01-01T00:00:00Z"');
      await importXml(service, key, xml);
      expect(await statuses(block(key, 'html', 'two_h'), learner, teacher)).toEqual([404, 200]);
      const outline = await learner(`${COURSES}${key}/`);
      expect([outline.text.includes('+block@two'), outline.text.includes('+block@one')]).toEqual([false, true]);
      const found = await learner(
        `/api/search/v1/results/?text_search=zqpolicytwo&course=${encodeURIComponent(String(key))}`,
      );
      expect(found.body.count).toBe(0);
    });

    it('not what is for another enrollment mode', async () => {
      const key = await aCourse();
      const xml = course().replace('<chapter url_name="two"', `<chapter url_name="two" group_access='{"50": [2]}'`);
      await importXml(service, key, xml);
      expect(await statuses(block(key, 'html', 'two_h'), learner, teacher)).toEqual([404, 200]);
      await service.app.get(EnrollmentsService).enroll('learner', key, 'verified');
      expect(await statuses(block(key, 'html', 'two_h'), learner)).toEqual([200]);
    });

    it('no answers: of a problem neither data nor markdown, wherever it is shown; a page stays as it is', async () => {
      const key = await aCourse();
      const problem = block(key, 'problem', 'one_p');
      const { definition } = (await learner(problem)).body;
      const targets: [string, (client: TestClient) => Promise<TestResponse>][] = [
        problem,
        `${problem}?requested_fields=effective`,
        `${problem}?expand=definition`,
        `${block(key, 'vertical', 'one_v')}?depth=all&view=full`,
        definition.url as string,
      ].map((target) => [target, (client) => client(target)]);
      for (const [target, ask] of targets) {
        const [theirs, ours] = [await ask(learner), await ask(teacher)];
        expect([target, theirs.status, theirs.text.includes('zqright')]).toEqual([target, 200, false]);
        expect([target, ours.status, ours.text.includes('zqright')]).toEqual([target, 200, true]);
      }
      expect((await learner(block(key, 'html', 'one_h'))).body.fields.data).toContain('zqpolicyone');
    });
  });

  it('wrong keys are counted, and once there were too many not even the right one is looked at', async () => {
    const key = await aCourse();
    await said(`${COURSES}${key}/`, { content: { visibility: 'restricted', unlock_key: KEY_A } });
    const guess = (text: string) => nobody(block(key, 'html', 'one_h'), { headers: { 'x-unlock-key': text } });
    const seen = new Set<number>();
    for (let attempt = 0; attempt < 8; attempt += 1) seen.add((await guess(`guess number ${attempt}`)).status);
    expect([...seen]).toEqual([401, 429]);
    expect((await guess(KEY_A)).status).toBe(429);
    expect((await learner(`${COURSES}${key}/`)).status).toBe(200);
  });
});
