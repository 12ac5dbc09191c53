import { jest } from '@jest/globals';
import { KnownAccounts } from '../../src/modules/accounts/index.js';
import { ContentTransfer } from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { PublicationScheduler } from '../../src/modules/publishing/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { add, PublishingScene } from '../support/publishing-scene.js';
import { startServiceProcess } from '../support/service-process.js';

const LATER = '2099-01-01T08:00:00Z';
const MERGE_PATCH = { 'content-type': 'application/merge-patch+json' };

describe('Publishing at a time (SPEC C-5; E19)', () => {
  let service: TestApp;
  let scene: PublishingScene;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());
  beforeEach(async () => {
    scene = await PublishingScene.make(service);
    await scene.rename('html@h1', 'New');
  });

  const doDue = async () => service.app.get(PublicationScheduler).doDue();
  const schedule = async (more: object = {}) => {
    const { status, body } = await scene.post({ at: LATER, usage_keys: [scene.usage('html@h1')], ...more });
    expect(status).toBe(201);
    return body.url as string;
  };
  const read = async (url: string) => (await scene.instructor(url)).body;
  const patch = async (url: string, body: unknown, headers: Record<string, string> = {}) =>
    scene.instructor(url, { method: 'PATCH', headers: { ...MERGE_PATCH, ...headers }, body: JSON.stringify(body) });
  /** As if its time had come. */
  const comeDue = async (url: string, sql = `now() - interval '1 minute'`) =>
    service.dataSource.query(`UPDATE scheduled_publications SET next_attempt = ${sql} WHERE id = $1`, [
      url.split('/').at(-2),
    ]);
  const seen = async () => (await scene.block('html@h1', scene.learner)).body.display_name as string;
  /** It is done by whoever looks first: this test, or the service at its own pace. */
  const over = async (url: string) => {
    for (;;) {
      await doDue();
      const publication = await read(url);
      if (publication.state !== 'scheduled') return publication;
    }
  };

  it('is for those who may publish; an editor sees what is scheduled, and changes nothing of it', async () => {
    expect((await scene.post({ at: LATER }, scene.editor)).status).toBe(403);
    const url = await schedule();
    expect((await scene.editor(url)).status).toBe(200);
    expect((await scene.editor(url, { method: 'DELETE' })).status).toBe(403);
    expect((await scene.editor(url, { method: 'PATCH', headers: MERGE_PATCH, body: '{}' })).status).toBe(403);
    expect((await scene.learner(url)).status).toBe(403);
  });

  it('refuses a time that is past, blocks that are nowhere, and ids that are none', async () => {
    expect((await scene.post({ at: '2020-01-01T00:00:00Z' })).body.field_errors).toHaveProperty(['at']);
    expect((await scene.post({ at: LATER, usage_keys: [scene.usage('html@gone')] })).status).toBe(400);
    const url = await schedule();
    expect((await patch(url, { at: '2020-01-01T00:00:00Z' })).status).toBe(400);
    expect((await patch(url, { at: null })).status).toBe(400);
    const other = await PublishingScene.make(service);
    for (const path of [`${scene.base}scheduled_publications/x/`, url.replace(String(scene.key), String(other.key))])
      expect((await scene.instructor(path)).status).toBe(404);
  });

  it('takes off later what is to be published first: both are ordered at once (E19)', async () => {
    await scene.change(async (tree) => add(tree, 'h9', 'vertical@v1'));
    const usage_keys = [scene.usage('html@h9')];
    const on = await schedule({ usage_keys });
    const off = await schedule({ usage_keys, action: 'unpublish' });
    await comeDue(on);
    expect([(await over(on)).state, (await scene.block('html@h9', scene.learner)).status]).toEqual(['done', 200]);
    await comeDue(off);
    expect([(await over(off)).state, (await scene.block('html@h9', scene.learner)).status]).toEqual(['done', 404]);
  });

  it('does nothing before its time; it stands in the list of what is scheduled, and can be put off', async () => {
    const url = await schedule({ message: 'Week 1' });
    expect(await read(url)).toMatchObject({
      state: 'scheduled',
      at: '2099-01-01T08:00:00.000Z',
      message: 'Week 1',
      version: null,
      created_by: { username: 'publishing-instructor' },
    });
    await doDue();
    expect([(await read(url)).state, await seen()]).toEqual(['scheduled', 'Page']);
    const list = async (state: string) =>
      (await scene.instructor(`${scene.base}scheduled_publications/?state=${state}`)).body.results.map(
        (one: { url: string }) => one.url,
      );
    expect([await list('scheduled'), await list('done')]).toEqual([[url], []]);
    const { headers } = await scene.instructor(url);
    expect(
      (await patch(url, { at: '2098-01-01T00:00:00Z', message: null }, { 'if-match': headers.get('etag')! })).status,
    ).toBe(204);
    expect((await patch(url, { message: 'Late' }, { 'if-match': headers.get('etag')! })).status).toBe(412);
    expect(await read(url)).toMatchObject({ at: '2098-01-01T00:00:00.000Z', message: null });
  });

  it('is done when it is due, as the draft is then, once, in the name of whoever asked for it', async () => {
    const url = await schedule({ message: 'On time' });
    await scene.rename('html@h1', 'Newer');
    await comeDue(url);
    await Promise.all([doDue(), doDue(), doDue()]);
    const done = await over(url);
    expect([done.state, await seen()]).toEqual(['done', 'Newer']);
    const [log] = (await scene.instructor(`${scene.base}publications/`)).body.results;
    expect([log.id, log.message, log.created_by.username]).toEqual([
      done.version.version,
      'On time',
      'publishing-instructor',
    ]);
    expect((await scene.head()).guid).toBe(done.version.version);
    expect((await scene.instructor(done.links.publication.href as string)).status).toBe(200);
    const entries = await service.dataSource.query<unknown[]>(
      `SELECT actor, on_behalf_of, via, version FROM audit_entries WHERE action = 'scheduled_publish' AND course_key = $1`,
      [String(scene.key)],
    );
    expect(entries).toEqual([
      { actor: null, on_behalf_of: 'publishing-instructor', via: 'task', version: done.version.version },
    ]);
    for (const [method, body] of [
      ['PATCH', '{"message":"x"}'],
      ['DELETE', undefined],
    ] as const) {
      const { status } = await scene.instructor(url, { method, ...(body && { headers: MERGE_PATCH, body }) });
      expect(status).toBe(409);
    }
  });

  it('takes off at a time, too; and is done without a version where everything is so already', async () => {
    const off = await schedule({ action: 'unpublish' });
    await comeDue(off);
    expect((await over(off)).state).toBe('done');
    expect((await scene.block('html@h1', scene.learner)).status).toBe(404);
    const nothing = await schedule({ usage_keys: [scene.usage('html@h2')] });
    await comeDue(nothing);
    expect(await over(nothing)).toMatchObject({ state: 'done', version: null });
  });

  it('cancelled is not done', async () => {
    const url = await schedule();
    expect((await scene.instructor(url, { method: 'DELETE' })).status).toBe(204);
    await comeDue(url);
    await doDue();
    expect([(await read(url)).state, await seen()]).toEqual(['cancelled', 'Page']);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'whose creator may not publish any more',
      () => service.app.get(CourseRolesService).grant('publishing-second', scene.key, 'editor'),
      'permission_denied',
    ],
    [
      'whose creator’s account was disabled',
      async () => {
        await service.dataSource.query(`UPDATE users SET is_active = false WHERE username = 'publishing-second'`);
        service.app.get(KnownAccounts).forget();
      },
      'permission_denied',
    ],
    [
      'of a course that was archived',
      () => service.dataSource.query('UPDATE courses SET archived = now() WHERE course_key = $1', [String(scene.key)]),
      'conflict',
    ],
  ])('fails, and says why: %s', async (_, happen, code) => {
    await service.dataSource.query(`UPDATE users SET is_active = true WHERE username = 'publishing-second'`);
    const second = service.as('publishing-second');
    await second('/api/');
    await service.app.get(CourseRolesService).grant('publishing-second', scene.key, 'staff');
    const { body } = await scene.post({ at: LATER }, second);
    await happen();
    await comeDue(body.url as string);
    expect(await over(body.url as string)).toMatchObject({
      state: 'failed',
      version: null,
      error: { error_code: code },
    });
    expect(await seen()).toBe('Page');
  });

  it('fails of a block that is nowhere by then', async () => {
    const url = await schedule();
    await service.dataSource.query(`UPDATE scheduled_publications SET blocks = '{html@gone}' WHERE id = $1`, [
      url.split('/').at(-2),
    ]);
    await comeDue(url);
    expect(await over(url)).toMatchObject({ state: 'failed', error: { error_code: 'invalid_input' } });
  });

  it('is tried again, later and later, where the reason may pass; and given up in the end', async () => {
    const transfer = jest
      .spyOn(service.app.get(ContentTransfer), 'transfer')
      .mockRejectedValue(new Error('The disk is full.'));
    try {
      const url = await schedule();
      const pauses: number[] = [];
      for (let attempt = 1; attempt <= 8; attempt += 1) {
        await comeDue(url);
        const row = async () =>
          (
            await service.dataSource.query<[{ attempts: number; pause: number }]>(
              `SELECT attempts, extract(epoch FROM next_attempt - now())::float AS pause FROM scheduled_publications WHERE id = $1`,
              [url.split('/').at(-2)],
            )
          )[0];
        while ((await row()).attempts < attempt) await doDue();
        pauses.push((await row()).pause);
      }
      expect(pauses.every((pause, index) => index === 0 || pause > pauses[index - 1]! * 1.5)).toBe(true);
      await comeDue(url);
      expect(await over(url)).toMatchObject({ state: 'failed', error: { error_code: 'internal_error' } });
    } finally {
      transfer.mockRestore();
    }
  });

  it('survives kill -9: what became due while nothing ran is done by the next process, once', async () => {
    const urls = [];
    for (const block of ['html@h1', 'html@h2', 'html@h3']) {
      await scene.rename(block, `Due ${block}`);
      urls.push(await schedule({ usage_keys: [scene.usage(block)] }));
    }
    await service.app.get(PublicationScheduler).beforeApplicationShutdown(); // this process does none of it
    const environment = { DATABASE_URL: service.config.databaseUrl! };
    for (const url of urls) await comeDue(url);
    const { process: killed } = await startServiceProcess(environment);
    // About when it looks for work for the first time: it may be in the middle of anything.
    await new Promise((resolve) => setTimeout(resolve, 900));
    killed.signal('SIGKILL');
    await killed.ended;
    const { process: next } = await startServiceProcess(environment);
    try {
      for (const url of urls)
        while ((await read(url)).state === 'scheduled') await new Promise((r) => setTimeout(r, 100));
      const versions = (await scene.instructor(`${scene.base}publications/?action=publish`)).body.count;
      expect(await Promise.all(urls.map(async (url) => (await read(url)).state))).toEqual(['done', 'done', 'done']);
      expect(versions).toBe(3);
      expect(await scene.outline()).toEqual(await scene.outline('draft'));
    } finally {
      next.signal('SIGTERM');
      await next.ended;
    }
  });
});
