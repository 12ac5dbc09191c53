import type { CourseKey } from '../../src/common/opaque-keys/index.js';
import type { TestClient, TestResponse } from '../support/app.js';
import { ENROLLMENTS, EnrollmentScene } from '../support/enrollment-scene.js';
import { json } from '../support/json-request.js';

/** As the clients write it: without a slash at the end (research/clients.md 3.1, 3.3, 3.9, 3.11). */
const ENROLLMENT = '/api/enrollment/v1/enrollment';

describe('the enrollment API that clients of Open edX call (SPEC X-3)', () => {
  let scene: EnrollmentScene;

  beforeAll(async () => {
    scene = await EnrollmentScene.start();
  });
  afterAll(async () => scene?.close());

  const boss = () => scene.service.as('boss');
  const post = (client: TestClient, key: CourseKey | string, more: object = {}): Promise<TestResponse> =>
    client(ENROLLMENT, json('POST', { course_details: { course_id: String(key) }, ...more }));

  describe('refuses', () => {
    it('to enroll, read or end others’ enrollments, as if there were none: 404', async () => {
      const key = await scene.course();
      const { username, client } = await scene.someone();
      await scene.enroll(client, key);
      for (const caller of ['outsider', 'tester', 'looker', 'writer']) {
        const who = scene.service.as(caller);
        for (const user of [username, username.toUpperCase(), 'nobody-at-all'])
          for (const more of [{}, { is_active: false }, { mode: 'verified', force_enrollment: true }])
            expect([caller, user, (await post(who, key, { user, ...more })).status]).toEqual([caller, user, 404]);
        if (caller === 'outsider' || caller === 'tester') {
          expect((await who(`${ENROLLMENT}/${username},${key}`)).status).toBe(404);
          expect((await who(`${ENROLLMENT}?user=${username}`)).body).toEqual([]);
        }
      }
      expect(await scene.row(username, key)).toMatchObject({ mode: 'audit', is_active: true, revision: 1 });
    });

    it('those who are not signed in: 401; and to look people up by e-mail address, but for global staff', async () => {
      const key = await scene.course();
      const { username } = await scene.someone();
      expect((await post(scene.service.as(null), key)).status).toBe(401);
      expect((await scene.service.as(null)(ENROLLMENT)).status).toBe(401);
      for (const email of [`${username}@example.com`, 'nobody@example.org'])
        expect((await post(boss(), key, { email })).status).toBe(403);
      expect((await post(scene.admin, key, { email: `${username}@example.com` })).body.user).toBe(username);
      expect((await post(scene.admin, key, { email: 'nobody@example.org' })).status).toBe(406);
    });

    it.each([
      'invitation_only = true',
      `enrollment_start = now() + interval '1 day'`,
      `enrollment_end = now() - interval '1 day'`,
    ])('to enroll oneself while %s, also by force: 403', async (change) => {
      const key = await scene.course(change);
      const { username, client } = await scene.someone();
      for (const more of [{}, { force_enrollment: true }, { is_active: true, mode: 'audit' }])
        expect((await post(client, key, more)).status).toBe(403);
      expect(await scene.row(username, key)).toBeUndefined();
      expect((await post(boss(), key, { user: username })).status).toBe(200);
    });

    it('a mode that one cannot give oneself: 403 for who comes, and nothing for who is there', async () => {
      const key = await scene.course();
      const { username, client } = await scene.someone();
      expect(
        (await post(client, key, { mode: 'verified', enrollment_attributes: [{ namespace: 'order' }] })).status,
      ).toBe(403);
      await post(client, key);
      expect((await post(client, key, { mode: 'verified' })).body.mode).toBe('audit');
      expect(await scene.row(username, key)).toMatchObject({ mode: 'audit', revision: 1 });
    });

    it.each([
      [{ course_details: { course_id: 'nonsense' } }],
      [{ course_details: { course_id: 'course-v1:No+Such+Course' } }],
      [{ course_details: {} }],
      [{ course_details: 'course-v1:A+B+C' }],
      [{ mode: 'audit' }],
      [{ course_details: { course_id: 'course-v1:A+B+C' }, is_active: 'false' }],
      [{ course_details: { course_id: 'course-v1:A+B+C' }, mode: 'gold' }],
    ])('%j: 400', async (body) => {
      const { client } = await scene.someone();
      expect((await client(ENROLLMENT, json('POST', body))).status).toBe(400);
    });

    it('to enroll who has no account: 406 for those who may enroll people', async () => {
      const answer = await post(boss(), await scene.course(), { user: 'nobody-at-all' });
      expect([answer.status, answer.body.error_code]).toEqual([406, 'unknown_user']);
    });

    it('to end an enrollment of another mode than the one that is sent: 400', async () => {
      const key = await scene.course();
      const { username, client } = await scene.someone();
      await post(client, key);
      for (const who of [client, boss()])
        expect((await post(who, key, { user: username, mode: 'verified', is_active: false })).status).toBe(400);
      expect(await scene.row(username, key)).toMatchObject({ is_active: true });
    });

    it('to take somebody out of every course, but for global staff', async () => {
      const { username, client } = await scene.someone();
      for (const who of [client, boss(), scene.service.as('outsider')])
        expect((await who('/api/enrollment/v1/unenroll/', json('POST', { username }))).status).toBe(403);
    });
  });

  it('enrolls, as mitodl/edx-api-client and the apps do it: 200 with course_details, no redirect, and the same again', async () => {
    const key = await scene.course('self_paced = true');
    const { username, client } = await scene.someone();
    const first = await client(ENROLLMENT, json('POST', { mode: 'audit', course_details: { course_id: String(key) } }));
    expect([first.status, first.body]).toEqual([
      200,
      {
        created: expect.stringMatching(/Z$/),
        mode: 'audit',
        is_active: true,
        user: username,
        course_details: expect.objectContaining({
          course_id: String(key),
          invite_only: false,
          pacing_type: 'Self Paced',
          course_modes: [
            expect.objectContaining({ slug: 'audit', min_price: 0, currency: 'usd', expiration_datetime: null }),
            expect.objectContaining({ slug: 'honor' }),
          ],
        }),
      },
    ]);
    // The Android app puts email_opt_in beside the course; the slash is there or not.
    const again = await client(
      `${ENROLLMENT}/`,
      json('POST', { course_details: { course_id: String(key), email_opt_in: 'false' } }),
    );
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await client(ENROLLMENT)).body).toEqual([first.body]);
    expect((await client(`${ENROLLMENT}/${username},${key}`)).body).toEqual(first.body);
    expect((await client(`${ENROLLMENT}/${encodeURIComponent(String(key))}`)).body).toEqual(first.body);
  });

  it('ends an enrollment and takes it up again, with its date', async () => {
    const key = await scene.course();
    const { username, client } = await scene.someone();
    const { body } = await post(client, key);
    expect((await post(client, key, { is_active: false })).body).toMatchObject({
      is_active: false,
      created: body.created,
    });
    expect((await client(ENROLLMENT)).body).toEqual([]);
    expect((await client(`${ENROLLMENT}/${username},${key}`)).body.is_active).toBe(false);
    expect((await post(client, key)).body).toEqual(body);
  });

  it('lets the team enroll others and change their mode', async () => {
    const key = await scene.course();
    const { username, client } = await scene.someone();
    expect((await post(boss(), key, { user: username, mode: 'verified', is_active: true })).body).toMatchObject({
      user: username,
      mode: 'verified',
    });
    expect((await post(boss(), key, { user: username, mode: 'honor' })).body.mode).toBe('honor');
    expect((await boss()(`${ENROLLMENT}?user=${username}`)).body).toHaveLength(1);
    const history = (await client(`${ENROLLMENTS}me,${key}/history/`)).body;
    expect(history.results).toMatchObject([{ changed_by: { username: 'boss' } }, { changed_by: { username: 'boss' } }]);
  });

  it('enrolls once, when the same request comes many times at once', async () => {
    const key = await scene.course();
    const { username, client } = await scene.someone();
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(client, key)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await scene.row(username, key)).toMatchObject({ revision: 1 });
  });

  it('answers 200 with an empty body for who is not enrolled (openedx/edx-enterprise)', async () => {
    const key = await scene.course();
    const { username, client } = await scene.someone();
    for (const address of [`${username},${key}`, String(key)]) {
      const answer = await client(`${ENROLLMENT}/${address}`);
      expect([answer.status, answer.text]).toEqual([200, '']);
    }
  });

  it('tells how a course may be taken, to anyone; modes that are over only to who asks', async () => {
    const key = await scene.course();
    const at = `/api/course_modes/v1/courses/${key}/`;
    await boss()(at, json('POST', { mode_slug: 'audit' }));
    await boss()(
      at,
      json('POST', { mode_slug: 'verified', min_price: 49, expiration_datetime: '2020-01-01T00:00:00Z' }),
    );
    const slugs = async (query: string) => {
      const { status, body } = await scene.service.as(null)(`/api/enrollment/v1/course/${key}${query}`);
      return [status, body.course_modes.map(({ slug }: { slug: string }) => slug)];
    };
    expect(await slugs('')).toEqual([200, ['audit']]);
    expect(await slugs('?include_expired=1')).toEqual([200, ['audit', 'verified']]);
    expect((await scene.service.as(null)('/api/enrollment/v1/course/course-v1:No+Such+Course')).status).toBe(404);
  });

  it('tells one’s own roles, and nobody’s else', async () => {
    const key = await scene.course();
    const roles = async (who: TestClient) =>
      (await who(`/api/enrollment/v1/roles/?course_id=${encodeURIComponent(String(key))}&user=boss`)).body;
    expect(await roles(scene.service.as('tester'))).toEqual({
      roles: [{ org: 'Harbour', course_id: String(key), role: 'beta_testers' }],
      is_staff: false,
    });
    expect(await roles(scene.service.as('outsider'))).toEqual({ roles: [], is_staff: false });
    expect((await roles(scene.admin)).is_staff).toBe(true);
  });

  it('takes a person out of every course, for global staff: 200, then 204; 404 for who is unknown', async () => {
    const keys = [await scene.course(), await scene.course()];
    const { username, client } = await scene.someone();
    for (const key of keys) await post(client, key);
    const unenroll = (name: string) => scene.admin('/api/enrollment/v1/unenroll/', json('POST', { username: name }));
    expect((await unenroll(username)).body).toEqual(['Harbour']);
    expect((await unenroll(username)).status).toBe(204);
    expect((await unenroll('nobody-at-all')).status).toBe(404);
    for (const key of keys) expect(await scene.row(username, key)).toMatchObject({ is_active: false });
  });

  it('lists by course_id and username=a,b, and by the next page (canonical, with a redirect to its slash)', async () => {
    const key = await scene.course();
    const people = [await scene.someone(), await scene.someone(), await scene.someone()];
    for (const { client } of people) await scene.enroll(client, key);
    const [one, two] = people.map(({ username }) => username);
    const query = `?course_id=${encodeURIComponent(String(key))}&username=${one},${two}&page_size=1`;
    const bare = await boss()(`/api/enrollment/v1/enrollments${query}`);
    expect([bare.status, bare.headers.get('location')]).toEqual([308, `${ENROLLMENTS}${query}`]);
    const seen: string[] = [];
    for (let next: string | null = ENROLLMENTS + query; next !== null;) {
      const { body }: TestResponse = await boss()(next);
      seen.push(...body.results.map(({ user }: { user: { username: string } }) => user.username));
      next = body.next as string | null;
    }
    expect(seen.sort()).toEqual([one, two].sort());
    for (const bad of ['a,,b', 'a,..', Array.from({ length: 101 }, (_, index) => `user-${index}`).join()])
      expect((await boss()(`${ENROLLMENTS}?username=${bad}`)).status).toBe(400);
  });
});
