import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { ENROLLMENTS, EnrollmentScene } from '../support/enrollment-scene.js';
import { json } from '../support/json-request.js';

describe('the history of an enrollment (SPEC E-2 "re-enrolling keeps history")', () => {
  let scene: EnrollmentScene;

  beforeAll(async () => {
    scene = await EnrollmentScene.start();
  });
  afterAll(async () => scene?.close());

  it('does not exist for those who may not read the enrollment: 404 (R-7)', async () => {
    const key = await scene.course();
    const { username, client } = await scene.someone();
    const made = await scene.enroll(client, key);
    for (const address of [`${username},${key}`, made.body.uuid as string])
      for (const part of ['history/', 'history/1/'])
        for (const caller of ['tester', 'outsider'])
          expect((await scene.service.as(caller)(`${ENROLLMENTS}${address}/${part}`)).status).toBe(404);
    expect((await scene.service.as(null)(`${ENROLLMENTS}${username},${key}/history/`)).status).toBe(401);
  });

  it('has no changes of another enrollment, and none that are not there', async () => {
    const key = await scene.course();
    const [one, two] = [await scene.someone(), await scene.someone()];
    await scene.enroll(one.client, key);
    await scene.enroll(two.client, key);
    await one.client(`${ENROLLMENTS}me,${key}/`, json('PATCH', { mode: 'honor' }));
    expect((await two.client(`${ENROLLMENTS}me,${key}/history/`)).body.count).toBe(1);
    for (const revision of ['2', '0', '-1', '1.5', 'x', '99999999999'])
      expect((await two.client(`${ENROLLMENTS}me,${key}/history/${revision}/`)).status).toBe(404);
  });

  it('says who changed what, when, from, to and why, the latest first, to oneself, the team and global staff', async () => {
    const key = await scene.course();
    const { username, client } = await scene.someone();
    const own = `${ENROLLMENTS}me,${key}/`;
    await scene.enroll(client, key, { reason: 'For fun' });
    await scene.service.as('boss')(
      `${ENROLLMENTS}${username},${key}/`,
      json('PATCH', { mode: 'verified', reason: 'Paid' }),
    );
    await client(own, json('PATCH', { is_active: false }));
    await client(own, { method: 'DELETE' });
    await scene.service.as('boss')(ENROLLMENTS, json('POST', { username, course_key: String(key), mode: 'verified' }));
    for (const who of [client, scene.service.as('looker'), scene.admin]) {
      const { body } = await who(`${ENROLLMENTS}${username},${key}/history/?fields=revision,changed_by,reason,from,to`);
      const state = (mode: string, is_active: boolean, is_deleted = false) => ({ mode, is_active, is_deleted });
      expect(
        body.results.map(({ revision, changed_by, reason, from, to }: never) => [
          revision,
          (changed_by as { username: string }).username,
          reason,
          from,
          to,
        ]),
      ).toEqual([
        [5, 'boss', null, state('verified', false, true), state('verified', true)],
        [4, username, null, state('verified', false), state('verified', false, true)],
        [3, username, null, state('verified', true), state('verified', false)],
        [2, 'boss', 'Paid', state('audit', true), state('verified', true)],
        [1, username, 'For fun', null, state('audit', true)],
      ]);
    }
    const { body } = await client(`${own}history/2/`);
    expect([body.url, body.links.up.href]).toEqual([
      `${scene.service.config.publicUrl}${ENROLLMENTS}${username},${key}/history/2/`,
      `${scene.service.config.publicUrl}${ENROLLMENTS}${username},${key}/`,
    ]);
  });

  it('is kept by the database: of the command line and of statements by hand, whose author is nobody', async () => {
    const key = await scene.course();
    const { username, client } = await scene.someone();
    await scene.service.app.get(EnrollmentsService).enroll(username, key);
    await scene.service.dataSource.query(
      `UPDATE enrollments SET mode = 'credit' WHERE course_key = $1 AND user_id = (SELECT id FROM users WHERE username = $2)`,
      [String(key), username],
    );
    const { body } = await client(`${ENROLLMENTS}me,${key}/history/`);
    expect(body.results).toMatchObject([
      { changed_by: null, from: { mode: 'audit' }, to: { mode: 'credit' } },
      { changed_by: null, from: null, to: { mode: 'audit' } },
    ]);
  });

  it('has nothing of a change that was refused, or that changed nothing', async () => {
    const key = await scene.course();
    const { client } = await scene.someone();
    await scene.enroll(client, key);
    await client(`${ENROLLMENTS}me,${key}/`, json('PATCH', { mode: 'verified', reason: 'Please' }));
    await client(`${ENROLLMENTS}me,${key}/`, json('PATCH', { mode: 'audit', reason: 'The same' }));
    expect((await client(`${ENROLLMENTS}me,${key}/history/`)).body.count).toBe(1);
  });
});
