import { setTimeout as sleep } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../support/app.js';
import { HistoryScene } from '../support/history-scene.js';

/** An instant that is after all that was done and before all that is still to be done. */
async function anInstant(): Promise<string> {
  await sleep(5);
  const at = new Date().toISOString();
  await sleep(5);
  return at;
}

describe('Branches of a course (SPEC C-1, section 13)', () => {
  let service: TestApp;
  let scene: HistoryScene;

  beforeAll(async () => {
    service = await startTestApp();
  });
  beforeEach(async () => {
    scene = await HistoryScene.of(service);
  });
  afterAll(async () => service?.close());

  const remove = (name: string, headers = {}) =>
    scene.instructor(scene.course(`branches/${name}/`), { method: 'DELETE', headers });

  it.each([
    ['', 400],
    ['two words', 400],
    ['a/b', 400],
    ['..', 400],
    ['Draft', 400],
    ['published-branch', 400],
    ['0123456789abcdef01234567', 400],
    ['x'.repeat(101), 400],
    ['draft', 409],
    ['ebbe-und-flut.2027:ü~_', 201],
  ])('begins one of the name %j: %i', async (name, status) => {
    const version = await scene.head();
    const answer = await scene.send('POST', scene.course('branches/'), { name, version });
    expect([answer.status, Object.keys((answer.body.field_errors as object) ?? {})]).toEqual([
      status,
      status === 400 ? ['name'] : [],
    ]);
    if (status === 201) expect((await scene.instructor(answer.headers.get('location')!)).body.name).toBe(name);
  });

  it('begins none at the version of another course: 400, together with what else is wrong (R-9)', async () => {
    const version = await (await HistoryScene.of(service)).head();
    const { status, body } = await scene.send('POST', scene.course('branches/'), { name: 'two words', version });
    expect([status, Object.keys(body.field_errors as object).sort()]).toEqual([400, ['name', 'version']]);
  });

  it('has no branch that cannot be: 404', async () => {
    for (const name of ['nowhere', 'a%20b', 'a%2Fb'])
      expect([name, (await scene.instructor(scene.course(`branches/${name}/`))).status]).toEqual([name, 404]);
  });

  it('keeps draft and published: 409', async () => {
    for (const name of ['draft', 'published']) expect([name, (await remove(name)).status]).toEqual([name, 409]);
  });

  it('acts on the head that the writer has seen: 412 that names the one that is there (R-12)', async () => {
    const old = await scene.head();
    await scene.begin('mine', old);
    const head = await scene.edit('a', { display_name: 'Else' }, 'mine');
    const stale = { 'if-match': `"${old}"` };
    const moved = await scene.send('PATCH', scene.course('branches/mine/'), { version: old }, undefined, stale);
    expect([moved.status, moved.body.current_version]).toEqual([412, head]);
    expect(moved.body.changes_since.changes).toMatchObject([{ id: scene.usage('a') }]);
    expect((await remove('mine', stale)).status).toBe(412);
    expect((await remove('mine', { 'if-match': `"${head}"` })).status).toBe(204);
  });

  it('parts from another branch at the first write to either, and neither sees the other’s (ADR 0005)', async () => {
    await scene.begin('mine', await scene.head());
    await scene.edit('a', { display_name: 'Draft' });
    await scene.edit('a', { display_name: 'Mine' }, 'mine');
    await scene.edit('b', { display_name: 'Mine too' }, 'mine');
    await scene.edit('b', { display_name: 'Draft too' });
    const names = async (branch: string) =>
      Promise.all(
        ['a', 'b'].map(
          async (id) =>
            (await scene.instructor(scene.block(id, '', scene.key.forBranch(branch)))).body.display_name as string,
        ),
      );
    expect([await names('draft'), await names('mine')]).toEqual([
      ['Draft', 'Draft too'],
      ['Mine', 'Mine too'],
    ]);
    const { body } = await scene.instructor(scene.course('comparisons/?base=draft&head=mine'));
    expect(body.results.map(({ id }: { id: string }) => id)).toEqual([scene.usage('a'), scene.usage('b')]);
  });

  it('moves the published head only by who may publish, and learners see it at once, by version as well', async () => {
    const made = await scene.edit('a', { display_name: 'To be published' });
    const seen = async (key = scene.key) =>
      (await scene.learner(scene.block('a', '', key))).body?.display_name as string;
    const target = scene.course('branches/published/');
    expect((await scene.send('PATCH', target, { version: made }, scene.editor)).status).toBe(403);
    expect([await seen(), (await scene.learner(scene.block('a', '', scene.key.forVersion(made)))).status]).toEqual([
      'A',
      404,
    ]);
    expect((await scene.send('PUT', target, { version: made })).status).toBe(200);
    expect([await seen(), await seen(scene.key.forVersion(made))]).toEqual(['To be published', 'To be published']);
    const { body } = await scene.instructor(target);
    expect([body.version, body.moved.by.username]).toEqual([made, 'instructor']);
  });

  it('takes course information along when the published head moves', async () => {
    const old = await scene.head('published');
    await scene.send('PATCH', scene.block('course', '', scene.key.forBranch('draft'), 'course'), {
      display_name: 'Renamed',
    });
    const named = async () => (await scene.learner(scene.course())).body.display_name as string;
    await scene.send('PATCH', scene.course('branches/published/'), { version: await scene.head() });
    expect(await named()).toBe('Renamed');
    await scene.send('PATCH', scene.course('branches/published/'), { version: old });
    expect(await named()).toBe('Course');
  });

  it('begins with PUT what is not there (201), moves what is (200), and says nothing new twice', async () => {
    const version = await scene.head();
    const answers = [];
    for (let time = 0; time < 2; time += 1)
      answers.push((await scene.send('PUT', scene.course('branches/mine/'), { version })).status);
    expect(answers).toEqual([201, 200]);
    expect((await scene.send('PUT', scene.course('branches/Published/'), { version })).status).toBe(400);
  });

  it('writes nothing in a course that is archived: 409', async () => {
    const version = await scene.head();
    await scene.begin('mine', version);
    await service.dataSource.query('UPDATE courses SET archived = now() WHERE course_key = $1', [String(scene.key)]);
    const answers = [
      await scene.send('POST', scene.course('branches/'), { name: 'more', version }),
      await scene.send('PATCH', scene.course('branches/mine/'), { version }),
      await remove('mine'),
      await scene.restore({ version }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    expect((await scene.instructor(scene.course('branches/'))).body.count).toBe(3);
  });
});

describe('Reading a course at a time (SPEC C-6)', () => {
  let service: TestApp;
  let scene: HistoryScene;

  beforeAll(async () => {
    service = await startTestApp();
  });
  beforeEach(async () => {
    scene = await HistoryScene.of(service);
  });
  afterAll(async () => service?.close());

  it.each([
    ['yesterday', 400],
    ['2026-02-30T00:00:00Z', 400],
    ['2026-09-01T08:00:00', 400],
    ['2999-01-01T00:00:00Z', 400],
    ['2001-01-01T00:00:00Z', 404],
  ])('at %s: %i', async (at, status) => {
    for (const target of [
      scene.course(`?at=${at}`),
      scene.block('a', `?at=${at}`),
      scene.block('v', `children/?at=${at}`, scene.key, 'vertical'),
    ])
      expect([target, (await scene.instructor(target)).status]).toEqual([target, status]);
  });

  it('has no time of a version, which is the same at all times: 400', async () => {
    const fixed = scene.key.forVersion(await scene.head());
    const now = new Date().toISOString();
    for (const target of [scene.course(`?at=${now}`, fixed), scene.block('a', `?at=${now}`, fixed)])
      expect((await scene.instructor(target)).status).toBe(400);
  });

  it('shows the branch as it was, with links that stay in that version; also once it was moved, deleted and begun again', async () => {
    const drafts = scene.key.forBranch('mine');
    const start = await scene.head();
    await scene.begin('mine', start);
    const one = await scene.edit('a', { display_name: 'One' }, 'mine');
    const times = [[await anInstant(), 'One']];
    await scene.edit('a', { display_name: 'Two' }, 'mine');
    times.push([await anInstant(), 'Two']);
    await scene.send('PATCH', scene.course('branches/mine/'), { version: start });
    times.push([await anInstant(), 'A']);
    await scene.instructor(scene.course('branches/mine/'), { method: 'DELETE' });
    const gone = await anInstant();
    await scene.begin('mine', one);
    times.push([await anInstant(), 'One']);
    for (const [at, name] of times) {
      const { body } = await scene.instructor(scene.block('a', `?at=${at}`, drafts));
      expect([at, body.display_name]).toEqual([at, name]);
      expect((await scene.instructor(body.url as string)).body.display_name).toBe(name);
      expect((await scene.instructor(body.course.url as string)).body.version).toBe(body.version);
    }
    expect((await scene.instructor(scene.block('a', `?at=${gone}`, drafts))).status).toBe(404);
  });

  it('is found by the very instant that a version says it was made', async () => {
    const made = await scene.edit('a', { display_name: 'One' });
    const { created } = (await scene.instructor(scene.course(`versions/${made}/`))).body;
    const { body } = await scene.instructor(scene.course(`?at=${created}`, scene.key.forBranch('draft')));
    expect(body.version).toBe(made);
  });

  it('shows learners what was published then, by today’s rules of who sees what; drafts never', async () => {
    const then = await anInstant();
    await scene.edit('a', { display_name: 'Drafted' });
    const drafted = await anInstant();
    const seen = async (at: string) => (await scene.learner(scene.block('a', `?at=${at}`))).body.display_name as string;
    expect([await seen(then), await seen(drafted)]).toEqual(['A', 'A']);
    expect((await scene.learner(scene.block('a', `?at=${drafted}`, scene.key.forBranch('draft')))).status).toBe(404);
    await scene.edit('a', { fields: { visible_to_staff_only: true } });
    await scene.send('PATCH', scene.course('branches/published/'), { version: await scene.head() });
    expect((await scene.learner(scene.block('a', `?at=${then}`))).status).toBe(404);
    expect((await scene.instructor(scene.block('a', `?at=${then}`))).status).toBe(200);
  });

  it('is not kept for good by caches, for a time that has just passed may get another version', async () => {
    const { headers } = await scene.instructor(scene.block('a', `?at=${await anInstant()}`));
    expect(headers.get('cache-control')).toBe('private, no-cache');
  });
});

describe('Comparing two states of a course (SPEC C-6)', () => {
  let service: TestApp;
  let scene: HistoryScene;

  beforeAll(async () => {
    service = await startTestApp();
  });
  beforeEach(async () => {
    scene = await HistoryScene.of(service);
  });
  afterAll(async () => service?.close());

  it('knows its own versions and branches only: 400 by name, whichever course they are of', async () => {
    const other = await (await HistoryScene.of(service)).head();
    for (const [query, field] of [
      [`base=${other}`, 'base'],
      ['head=nowhere', 'head'],
      ['base=a%20b', 'base'],
      [`base=${'0'.repeat(24)}`, 'base'],
      ['change=exploded', 'change'],
    ]) {
      const { status, body } = await scene.instructor(scene.course(`comparisons/?${query}`));
      expect([query, status, Object.keys(body.field_errors as object)]).toEqual([query, 400, [field]]);
    }
  });

  it('finds nothing between a state and itself', async () => {
    const head = await scene.head();
    const { body } = await scene.instructor(scene.course(`comparisons/?base=${head}&head=draft`));
    expect([body.count, body.change_counts.total, body.base]).toEqual([0, 0, body.head]);
  });

  it('compares what is published with the draft unless told otherwise, in the order of the course, and backwards', async () => {
    await scene.edit('d', { display_name: 'D2' });
    await scene.edit('a', { fields: { data: '<p>2</p>' } });
    const { body } = await scene.instructor(scene.course('comparisons/'));
    expect(body.results).toMatchObject([
      { id: scene.usage('a'), changes: ['changed'], fields: { data: { before: '<p>a</p>', after: '<p>2</p>' } } },
      { id: scene.usage('d'), changes: ['changed'], fields: { display_name: { before: 'D', after: 'D2' } } },
    ]);
    const back = await scene.instructor(scene.course('comparisons/?base=draft&head=published&text_search=D'));
    expect(back.body.results).toMatchObject([{ fields: { display_name: { before: 'D2', after: 'D' } } }]);
    expect(back.body.change_counts.total).toBe(2);
    const narrowed = await scene.instructor(scene.course('comparisons/?change=moved'));
    expect([narrowed.body.count, narrowed.body.change_counts.changed]).toEqual([0, 2]);
  });
});
