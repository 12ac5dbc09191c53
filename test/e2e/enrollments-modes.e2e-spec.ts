import type { CourseKey } from '../../src/common/opaque-keys/index.js';
import { ENROLLMENTS, EnrollmentScene } from '../support/enrollment-scene.js';
import { json } from '../support/json-request.js';

const modesOf = (key: CourseKey): string => `/api/course_modes/v1/courses/${key}/`;
const seatsOf = (key: CourseKey): string => `/api/enrollment/v1/courses/${key}/`;

describe('the modes of a course (SPEC E-2)', () => {
  let scene: EnrollmentScene;

  beforeAll(async () => {
    scene = await EnrollmentScene.start();
  });
  afterAll(async () => scene?.close());

  const boss = () => scene.service.as('boss');
  async function offer(key: CourseKey, ...modes: object[]): Promise<void> {
    for (const mode of modes) expect((await boss()(modesOf(key), json('POST', mode))).status).toBe(201);
  }

  it.each(['writer', 'looker', 'tester', 'outsider', null])('are not written by %s', async (caller) => {
    const key = await scene.course();
    await offer(key, { mode_slug: 'verified' });
    const client = scene.service.as(caller);
    const refused = caller === null ? 401 : 403;
    for (const [target, init] of [
      [modesOf(key), json('POST', { mode_slug: 'honor', min_price: 0 })],
      [`${modesOf(key)}verified/`, json('PUT', { mode_display_name: 'Free', self_service: true })],
      [`${modesOf(key)}verified/`, json('PATCH', { self_service: true })],
      [`${modesOf(key)}verified/`, { method: 'DELETE' }],
      [seatsOf(key), json('PATCH', { seats: 0 })],
    ] as const)
      expect([init.method, target, (await client(target, init)).status]).toEqual([init.method, target, refused]);
    expect((await client(modesOf(key))).body.results).toMatchObject([{ mode_slug: 'verified', self_service: false }]);
  });

  it('of one course are not written by the team of another', async () => {
    const [mine, theirs] = [await scene.course(), await scene.course('', { team: false })];
    await scene.admin(modesOf(theirs), json('POST', { mode_slug: 'verified' }));
    expect((await boss()(`${modesOf(theirs)}verified/`, json('PATCH', { min_price: 0 }))).status).toBe(403);
    expect((await boss()(`${modesOf(mine)}verified/`, json('PATCH', { min_price: 0 }))).status).toBe(404);
  });

  it('do not exist in a course that does not: 404, for global staff too', async () => {
    const missing = '/api/course_modes/v1/courses/course-v1:No+Such+Course/';
    for (const [target, init] of [
      [missing, {}],
      [missing, json('POST', { mode_slug: 'honor' })],
      [`${missing}honor/`, json('PUT', { mode_display_name: 'Honor' })],
      ['/api/enrollment/v1/courses/course-v1:No+Such+Course/', {}],
      ['/api/enrollment/v1/courses/course-v1:No+Such+Course/', json('PATCH', { seats: 3 })],
    ] as const)
      expect([target, (await scene.admin(target, init)).status]).toEqual([target, 404]);
  });

  it('are not replaced by a part of what there is to say: 400', async () => {
    const key = await scene.course();
    const answer = await boss()(`${modesOf(key)}verified/`, json('PUT', { min_price: 0 }));
    expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, ['mode_display_name']]);
  });

  it.each([
    [{ mode_slug: 'gold' }, ['mode_slug']],
    [{ mode_slug: 'honor', min_price: -1, seats: 1.5, currency: 'USD' }, ['currency', 'min_price', 'seats']],
    [{ mode_slug: 'honor', expiration_datetime: '2026-01-01' }, ['expiration_datetime']],
    [{ mode_slug: 'honor', min_price: 2 ** 40 }, ['min_price']],
    [{ mode_slug: 'honor', revision: 7, course_key: 'x' }, ['course_key', 'revision']],
  ])('are not made of %j: 400', async (body, fields) => {
    const answer = await boss()(modesOf(await scene.course()), json('POST', body));
    expect([answer.status, Object.keys(answer.body.field_errors).sort()]).toEqual([400, fields]);
  });

  it('are offered once: 409 for the second, and PUT under a name that is none is 404', async () => {
    const key = await scene.course();
    await offer(key, { mode_slug: 'honor' });
    expect((await boss()(modesOf(key), json('POST', { mode_slug: 'honor' }))).status).toBe(409);
    expect((await boss()(`${modesOf(key)}gold/`, json('PUT', { mode_display_name: 'Gold' }))).status).toBe(404);
  });

  it('are read by whoever sees the course, with Open edX’s members', async () => {
    const key = await scene.course();
    await offer(key, { mode_slug: 'verified', min_price: 49, expiration_datetime: '2099-01-01T00:00:00+01:00' });
    const { status, body } = await scene.service.as(null)(`${modesOf(key)}verified/`);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        course_id: String(key),
        mode_slug: 'verified',
        mode_display_name: 'Verified',
        min_price: 49,
        currency: 'usd',
        expiration_datetime: '2098-12-31T23:00:00.000Z',
        seats: null,
      }),
    ]);
  });

  describe('bind those who enroll', () => {
    it('to what the course offers, the team too: 400 that names the modes, by POST, PUT and PATCH', async () => {
      const key = await scene.course();
      await offer(key, { mode_slug: 'audit' }, { mode_slug: 'verified', min_price: 49 });
      const { username, client } = await scene.someone();
      for (const who of [client, boss(), scene.admin]) {
        const answer = await scene.enroll(who, key, { username, mode: 'honor' });
        expect([answer.status, answer.body.errors?.mode?.[0]]).toEqual([
          400,
          expect.stringContaining('audit, verified'),
        ]);
      }
      const own = `${ENROLLMENTS}me,${key}/`;
      expect((await client(own, json('PUT', { mode: 'honor', is_active: true }))).status).toBe(400);
      expect((await scene.enroll(client, key)).body.mode).toBe('audit');
      expect((await client(own, json('PATCH', { mode: 'honor' }))).status).toBe(400);
      expect(await scene.row(username, key)).toMatchObject({ mode: 'audit', revision: 1 });
    });

    it('to what another course offers in no way', async () => {
      const [mine, other] = [await scene.course(), await scene.course()];
      await offer(other, { mode_slug: 'professional', self_service: true });
      const { client } = await scene.someone();
      expect((await scene.enroll(client, mine, { mode: 'professional' })).status).toBe(403);
      expect((await scene.enroll(client, other, { mode: 'professional' })).status).toBe(201);
    });

    it.each([
      ['costs something', { min_price: 1, self_service: true }],
      ['is not for people to take', { self_service: false }],
    ])('to leave alone what %s: 403 for oneself, by every way; the team enters it', async (_, terms) => {
      const key = await scene.course();
      await offer(key, { mode_slug: 'audit' }, { mode_slug: 'verified', ...terms });
      const { username, client } = await scene.someone();
      const own = `${ENROLLMENTS}me,${key}/`;
      expect((await scene.enroll(client, key, { mode: 'verified' })).status).toBe(403);
      expect((await client(own, json('PUT', { mode: 'verified', is_active: true }))).status).toBe(403);
      await scene.enroll(client, key);
      expect((await client(own, json('PATCH', { mode: 'verified' }))).status).toBe(403);
      expect((await client(own, json('PUT', { mode: 'verified', is_active: true }))).status).toBe(403);
      const target = `${ENROLLMENTS}${username},${key}/`;
      expect((await boss()(target, json('PATCH', { mode: 'verified' }))).status).toBe(204);
    });

    it('to be in time: a mode that is over takes in nobody, and keeps who is in it', async () => {
      const key = await scene.course();
      await offer(key, { mode_slug: 'audit' });
      const { username, client } = await scene.someone();
      await scene.enroll(client, key);
      const over = { expiration_datetime: '2020-01-01T00:00:00Z' };
      expect((await boss()(`${modesOf(key)}audit/`, json('PATCH', over))).status).toBe(204);
      const late = await scene.someone();
      for (const who of [late.client, boss()])
        expect((await scene.enroll(who, key, { username: late.username, mode: 'audit' })).status).toBe(400);
      expect(await scene.row(username, key)).toMatchObject({ is_active: true });
      await client(`${ENROLLMENTS}me,${key}/`, json('PATCH', { is_active: false }));
      expect((await client(`${ENROLLMENTS}me,${key}/`, json('PATCH', { is_active: true }))).status).toBe(400);
    });
  });

  describe('and seats', () => {
    it('of which one is left take in one of many who come at once; 409 seats_taken for the others', async () => {
      const key = await scene.course();
      await boss()(seatsOf(key), json('PATCH', { seats: 1 }));
      const people = await Promise.all(Array.from({ length: 8 }, () => scene.someone()));
      const answers = await Promise.all(people.map(({ client }) => scene.enroll(client, key)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
      for (const { status, body } of answers) if (status === 409) expect(body.error_code).toBe('seats_taken');
      expect(await scene.count('enrollments WHERE course_key = $1 AND is_active', [String(key)])).toBe(1);
      expect((await boss()(seatsOf(key))).body).toMatchObject({ seats: 1, seats_left: 0 });
    });

    it('of a mode are its own, also for those who change into it, and by PUT', async () => {
      const key = await scene.course();
      await offer(key, { mode_slug: 'audit' }, { mode_slug: 'honor', seats: 2 });
      const people = await Promise.all(Array.from({ length: 6 }, () => scene.someone()));
      for (const { client } of people) await scene.enroll(client, key);
      const answers = await Promise.all(
        people.map(({ client }, index) => {
          const [method, body] = index % 2 ? ['PATCH', { mode: 'honor' }] : ['PUT', { mode: 'honor', is_active: true }];
          return client(`${ENROLLMENTS}me,${key}/`, json(method as string, body));
        }),
      );
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(4);
      expect(await scene.count(`enrollments WHERE course_key = $1 AND mode = 'honor'`, [String(key)])).toBe(2);
    });

    it('bind the team as well, who raise the number; whoever leaves makes room', async () => {
      const key = await scene.course();
      await boss()(seatsOf(key), json('PATCH', { seats: 1 }));
      const [one, two, three] = [await scene.someone(), await scene.someone(), await scene.someone()];
      await scene.enroll(one.client, key);
      for (const who of [boss(), scene.admin])
        expect((await scene.enroll(who, key, { username: two.username })).status).toBe(409);
      await one.client(`${ENROLLMENTS}me,${key}/`, json('PATCH', { is_active: false }));
      expect((await scene.enroll(two.client, key)).status).toBe(201);
      expect((await one.client(`${ENROLLMENTS}me,${key}/`, json('PATCH', { is_active: true }))).status).toBe(409);
      expect((await boss()(seatsOf(key), json('PATCH', { seats: null }))).status).toBe(204);
      expect((await scene.enroll(three.client, key)).status).toBe(201);
    });

    it('that are fewer than those who sit stay taken: nobody is put out', async () => {
      const key = await scene.course();
      const { username, client } = await scene.someone();
      await scene.enroll(client, key);
      await boss()(seatsOf(key), json('PATCH', { seats: 0 }));
      expect((await client(`${ENROLLMENTS}me,${key}/`, json('PATCH', { mode: 'honor' }))).status).toBe(204);
      expect(await scene.row(username, key)).toMatchObject({ mode: 'honor', is_active: true });
      expect((await boss()(seatsOf(key))).body).toMatchObject({ seats: 0, seats_left: 0 });
    });
  });
});
