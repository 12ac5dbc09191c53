import type { CourseKey } from '../../src/common/opaque-keys/index.js';
import { AutoEnrollment } from '../../src/modules/enrollments/index.js';
import type { TestClient, TestResponse } from '../support/app.js';
import { ENROLLMENTS, EnrollmentScene, INVITATIONS } from '../support/enrollment-scene.js';
import { json } from '../support/json-request.js';

describe('invitations to a course (SPEC E-2)', () => {
  let scene: EnrollmentScene;
  let addresses = 0;

  beforeAll(async () => {
    scene = await EnrollmentScene.start();
  });
  afterAll(async () => scene?.close());

  const boss = () => scene.service.as('boss');
  const address = (): string => `guest-${(addresses += 1)}@example.org`;
  const invite = (key: CourseKey, whom: object, client: TestClient = boss()): Promise<TestResponse> =>
    client(INVITATIONS, json('POST', { course_key: String(key), ...whom }));
  const closed = () => scene.course(`invitation_only = true, enrollment_end = now() - interval '1 day'`);
  const signsIn = async (username: string): Promise<void> => {
    const [user] = await scene.service.dataSource.query<[{ id: number }]>('SELECT id FROM users WHERE username = $1', [
      username,
    ]);
    await scene.service.app.get(AutoEnrollment).takeUp({ userId: user.id, username });
  };

  it.each(['writer', 'looker', 'tester', 'outsider', null])('are not given by %s', async (caller) => {
    const key = await closed();
    const { username, client } = await scene.someone();
    const answer = await invite(key, { username }, scene.service.as(caller));
    expect(answer.status).toBe(caller === null ? 401 : 403);
    expect((await scene.enroll(client, key)).status).toBe(403);
  });

  it('by e-mail do not let in who has not shown that the address is theirs', async () => {
    const key = await closed();
    const email = address();
    const thief = await scene.unverified(email);
    expect((await invite(key, { email, auto_enroll: true })).status).toBe(201);
    await signsIn(thief.username);
    expect((await scene.enroll(thief.client, key)).status).toBe(403);
    expect(
      (await thief.client(`${ENROLLMENTS}me,${key}/`, json('PUT', { mode: 'audit', is_active: true }))).status,
    ).toBe(403);
    expect((await thief.client(INVITATIONS)).body.results).toEqual([]);
    expect(await scene.row(thief.username, key)).toBeUndefined();
    await scene.service.dataSource.query('UPDATE users SET email_verified = true WHERE username = $1', [
      thief.username,
    ]);
    expect((await scene.enroll(thief.client, key)).status).toBe(201);
  });

  it('of somebody else, or to another course, let nobody in', async () => {
    const [key, other] = [await closed(), await closed()];
    const [guest, stranger] = [await scene.someone(), await scene.someone()];
    const { body } = await invite(key, { username: guest.username });
    expect((await scene.enroll(stranger.client, key)).status).toBe(403);
    expect((await scene.enroll(guest.client, other)).status).toBe(403);
    for (const init of [{}, { method: 'DELETE' }])
      for (const client of [stranger.client, scene.service.as('looker'), scene.service.as('tester')])
        expect((await client(body.url as string, init)).status).toBe(404);
    expect((await stranger.client(`${INVITATIONS}?course=${encodeURIComponent(String(key))}`)).body.count).toBe(0);
  });

  it('never tell whether an address has an account: the answers are alike', async () => {
    const key = await scene.course();
    const { username } = await scene.someone();
    const shapes = [];
    for (const email of [`${username}@example.com`, address()]) {
      const made = await invite(key, { email, auto_enroll: true });
      const read = await boss()(made.body.url as string);
      const list = await boss()(`${INVITATIONS}?email=${encodeURIComponent(email)}`);
      shapes.push(
        JSON.stringify([made.status, made.body, read.body, list.body.results])
          .replaceAll(email, '…')
          .replaceAll(/[0-9a-f-]{36}|\d{4}-[^"]+Z/g, '…'),
      );
      expect(made.body.user).toBeNull();
    }
    expect(shapes[0]).toBe(shapes[1]);
    expect(await scene.row(username, key)).toBeUndefined();
  });

  it.each([
    [{}, ['email', 'username']],
    [{ email: 'a@example.org', username: 'ada' }, ['email', 'username']],
    [{ email: 'nonsense' }, ['email']],
    [{ email: '=cmd@example.org\u0000' }, ['email']],
    [{ email: 'a@example.org', mode: 'gold', auto_enroll: 'yes' }, ['auto_enroll', 'mode']],
    [{ email: 'a@example.org', user_id: 1, invited_by: 'x' }, ['invited_by', 'user_id']],
  ])('are not made of %j: 400', async (whom, fields) => {
    const answer = await invite(await scene.course(), whom);
    expect([answer.status, Object.keys(answer.body.field_errors).sort()]).toEqual([400, fields]);
  });

  it('of unknown people are 400 for those who may invite, to unknown courses too', async () => {
    const key = await scene.course();
    expect((await invite(key, { username: 'nobody-at-all' })).status).toBe(400);
    const gone = await scene.admin(
      INVITATIONS,
      json('POST', { course_key: 'course-v1:No+Such+Course', email: address() }),
    );
    expect([gone.status, Object.keys(gone.body.field_errors)]).toEqual([400, ['course_key']]);
  });

  it('are given once, whatever the case of the address, also when many are sent at once', async () => {
    const key = await scene.course();
    const email = address();
    const answers = await Promise.all([email, email.toUpperCase(), email].map((one) => invite(key, { email: one })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it.each(['POST', 'PUT', 'PATCH'])(
    'open a closed door once, by %s; whoever leaves has to be invited again',
    async (method) => {
      const key = await closed();
      const { username, client } = await scene.someone();
      if (method === 'PATCH')
        await boss()(ENROLLMENTS, json('POST', { username, course_key: String(key), is_active: false }));
      const { body } = await invite(key, { username });
      const own = `${ENROLLMENTS}me,${key}/`;
      const enters = () =>
        method === 'POST'
          ? scene.enroll(client, key)
          : client(own, json(method, { ...(method === 'PUT' && { mode: 'audit' }), is_active: true }));
      expect((await enters()).status).toBeLessThan(300);
      expect(await scene.row(username, key)).toMatchObject({ is_active: true });
      expect((await boss()(body.url as string)).status).toBe(404);
      await client(own, json('PATCH', { is_active: false }));
      expect((await enters()).status).toBe(403);
    },
  );

  it('open the mode that they name, and no other', async () => {
    const key = await closed();
    const { client } = await scene.someone();
    const guest = await scene.someone();
    await invite(key, { username: guest.username, mode: 'verified' });
    expect((await scene.enroll(guest.client, key, { mode: 'credit' })).status).toBe(403);
    expect((await scene.enroll(client, key, { mode: 'verified' })).status).toBe(403);
    const answer = await scene.enroll(guest.client, key);
    expect([answer.status, answer.body.mode]).toEqual([201, 'verified']);
  });

  it('make no seat', async () => {
    const key = await closed();
    await boss()(`/api/enrollment/v1/courses/${key}/`, json('PATCH', { seats: 0 }));
    const { username, client } = await scene.someone();
    const { body } = await invite(key, { username, auto_enroll: true });
    expect((await scene.enroll(client, key)).body.error_code).toBe('seats_taken');
    await signsIn(username);
    expect(await scene.row(username, key)).toBeUndefined();
    expect((await client(body.url as string)).status).toBe(200);
  });

  it('with auto_enroll enroll when the person shows up, and say in the history why', async () => {
    const key = await closed();
    const { username, client } = await scene.someone();
    await invite(key, { email: `${username}@EXAMPLE.com`, auto_enroll: true, reason: 'The class of 2027' });
    expect(await scene.row(username, key)).toBeUndefined();
    await signsIn(username);
    expect(await scene.row(username, key)).toMatchObject({ is_active: true });
    const { body } = await client(`${ENROLLMENTS}me,${key}/history/`);
    expect(body.results).toMatchObject([{ reason: 'The class of 2027', to: { is_active: true } }]);
    expect((await client(INVITATIONS)).body.count).toBe(0);
  });

  it('are seen and declined by the person, and taken back by the team', async () => {
    const key = await closed();
    const { username, client } = await scene.someone();
    await invite(key, { email: `${username}@example.com` });
    const [mine] = (await client(INVITATIONS)).body.results;
    expect(Object.keys(mine.links).sort()).toEqual(['collection', 'course', 'decline', 'self']);
    expect((await client(mine.url as string, { method: 'DELETE' })).status).toBe(204);
    expect((await scene.enroll(client, key)).status).toBe(403);
    const { body } = await invite(key, { username });
    expect((await boss()(body.url as string, { method: 'DELETE' })).status).toBe(204);
    expect((await client(body.url as string)).status).toBe(404);
  });
});
