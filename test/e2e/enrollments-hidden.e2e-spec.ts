import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { ENROLLMENTS, EnrollmentScene, INVITATIONS } from '../support/enrollment-scene.js';
import { json } from '../support/json-request.js';

const EDX = '/api/enrollment/v1/enrollment';
const MISSING = CourseKey.of('No', 'Such', 'Course');

describe('enrolling in a course that its access policy hides (SPEC section 1, E-2, R-7)', () => {
  let scene: EnrollmentScene;

  beforeAll(async () => {
    scene = await EnrollmentScene.start();
  });
  afterAll(async () => scene?.close());

  async function hide(key: CourseKey): Promise<CourseKey> {
    const answer = await scene.service.as('boss')(
      `/api/course/v1/courses/${key}/access_policy/`,
      json('PATCH', { information: { visibility: 'restricted' } }),
    );
    expect(answer.status).toBe(204);
    return key;
  }
  const hidden = async (change = ''): Promise<CourseKey> => hide(await scene.course(change));
  /** An answer without what names the course and the request. */
  const anonymous = (text: string, key: CourseKey): string =>
    text
      .replaceAll(encodeURIComponent(String(key)), 'KEY')
      .replaceAll(String(key), 'KEY')
      .replace(/"request_id":\s*"[^"]*"/, '');

  const attempts: [string, (key: CourseKey, username: string) => [string, RequestInit?]][] = [
    ['POST', (key) => [ENROLLMENTS, json('POST', { course_key: String(key) })]],
    ['POST of a mode', (key) => [ENROLLMENTS, json('POST', { course_key: String(key), mode: 'verified' })]],
    ['POST of an inactive one', (key) => [ENROLLMENTS, json('POST', { course_key: String(key), is_active: false })]],
    ['POST for somebody else', (key) => [ENROLLMENTS, json('POST', { course_key: String(key), username: 'boss' })]],
    ['PUT', (key) => [`${ENROLLMENTS}me,${key}/`, json('PUT', { mode: 'audit', is_active: true })]],
    [
      'PUT by username',
      (key, name) => [`${ENROLLMENTS}${name},${key}/`, json('PUT', { mode: 'audit', is_active: true })],
    ],
    ['PATCH', (key) => [`${ENROLLMENTS}me,${key}/`, json('PATCH', { is_active: true })]],
    ['Open edX’s POST', (key) => [EDX, json('POST', { course_details: { course_id: String(key) } })]],
    [
      'Open edX’s POST of an inactive one',
      (key) => [EDX, json('POST', { course_details: { course_id: String(key) }, is_active: false })],
    ],
    ['Open edX’s GET', (key) => [`${EDX}/${key}`]],
    ['Open edX’s GET of another', (key) => [`${EDX}/boss,${key}`]],
    ['Open edX’s course', (key) => [`/api/enrollment/v1/course/${key}`]],
    ['its seats', (key) => [`/api/enrollment/v1/courses/${key}/`]],
    ['its modes', (key) => [`/api/course_modes/v1/courses/${key}/`]],
    ['a mode of it', (key) => [`/api/course_modes/v1/courses/${key}/audit/`]],
    ['a new mode of it', (key) => [`/api/course_modes/v1/courses/${key}/`, json('POST', { mode_slug: 'audit' })]],
    ['an invitation to it', (key) => [INVITATIONS, json('POST', { course_key: String(key), username: 'boss' })]],
    ['its invitations', (key) => [`${INVITATIONS}?course=${encodeURIComponent(String(key))}`]],
    ['its enrollments', (key) => [`${ENROLLMENTS}?course=${encodeURIComponent(String(key))}`]],
  ];

  it.each(attempts)('is for a stranger as if there were none: %s', async (_, attempt) => {
    const [key, { client, username }] = [await hidden(), await scene.someone()];
    const [there, nowhere] = [await client(...attempt(key, username)), await client(...attempt(MISSING, username))];
    expect([there.status, anonymous(there.text, key)]).toEqual([nowhere.status, anonymous(nowhere.text, MISSING)]);
    expect(await scene.row(username, key)).toBeUndefined();
    expect((await client(`/api/course/v1/courses/${key}/`)).status).toBe(404);
  });

  it('does not let those back in who have left it, nor tells them whether it still exists', async () => {
    const [key, gone] = [await scene.course(), await scene.course()];
    const { client, username } = await scene.someone();
    for (const each of [key, gone]) {
      await scene.enroll(client, each);
      expect((await client(`${ENROLLMENTS}me,${each}/`, json('PATCH', { is_active: false }))).status).toBe(204);
    }
    await hide(key);
    await scene.service.dataSource.query('DELETE FROM courses WHERE course_key = $1', [String(gone)]);
    for (const [path, init] of [
      [(each: CourseKey) => `${ENROLLMENTS}me,${each}/`, json('PATCH', { is_active: true })],
      [(each: CourseKey) => `${ENROLLMENTS}me,${each}/`, json('PUT', { mode: 'audit', is_active: true })],
    ] as const) {
      const [there, nowhere] = [await client(path(key), init), await client(path(gone), init)];
      expect([there.status, anonymous(there.text, key)]).toEqual([nowhere.status, anonymous(nowhere.text, gone)]);
      expect([403, 404]).toContain(there.status);
    }
    expect(await scene.row(username, key)).toMatchObject({ is_active: false });
  });

  it('is not hidden from those whom it takes in: who is invited, who is enrolled, and who runs it', async () => {
    const key = await hidden();
    const [invited, enrolled] = [await scene.someone(), await scene.someone()];
    const boss = scene.service.as('boss');
    const invitation = json('POST', { course_key: String(key), username: invited.username });
    expect((await boss(INVITATIONS, invitation)).status).toBe(201);
    expect((await scene.enroll(invited.client, key)).status).toBe(201);
    expect((await scene.enroll(boss, key, { username: enrolled.username })).status).toBe(201);
    expect((await enrolled.client(`${ENROLLMENTS}me,${key}/`, json('PATCH', { mode: 'honor' }))).status).toBe(204);
    expect((await scene.enroll(scene.service.as('looker'), key)).status).toBe(201);
    expect((await scene.enroll(scene.admin, key)).status).toBe(201);
  });

  it('leaves it to those who are in it to go', async () => {
    const key = await scene.course();
    const { client, username } = await scene.someone();
    await scene.enroll(client, key);
    await hide(key);
    expect((await client(`${ENROLLMENTS}me,${key}/`, json('PATCH', { is_active: false }))).status).toBe(204);
    expect((await client(`${ENROLLMENTS}me,${key}/`, { method: 'DELETE' })).status).toBe(204);
    expect(await scene.row(username, key)).toBeUndefined();
  });
});
