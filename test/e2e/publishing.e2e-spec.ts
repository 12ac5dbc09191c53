import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { statementsWhile } from '../support/statements.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { historyFaults } from '../support/history-checker.js';
import { add, move, PublishingScene, remove } from '../support/publishing-scene.js';
import { importSynthetic } from './contract/sample-course.js';

describe('Publishing (SPEC C-5, section 13)', () => {
  let service: TestApp;
  let scene: PublishingScene;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());
  beforeEach(async () => {
    scene = await PublishingScene.make(service);
  });

  const kindsOf = (changes: { id: string; changes: string[] }[]) =>
    Object.fromEntries(changes.map(({ id, changes: kinds }) => [id.replace(/^.*type@(\w+)\+block@/, '$1@'), kinds]));
  const versions = async () =>
    (
      await service.dataSource.query<[{ count: number }]>(
        'SELECT count(*)::int AS count FROM versions v JOIN courses c ON c.id = v.course_id WHERE c.course_key = $1',
        [String(scene.key)],
      )
    )[0].count;

  describe('refuses', () => {
    it('whoever may not: an editor writes drafts and does not publish them; for a learner the log is closed', async () => {
      await scene.rename('html@h1', 'New');
      expect((await scene.post({}, scene.editor)).status).toBe(403);
      expect((await scene.post({}, scene.learner)).status).toBe(403);
      expect((await scene.post({}, service.as(null))).status).toBe(401);
      expect((await scene.learner(`${scene.base}publications/`)).status).toBe(403);
      expect((await scene.delete(`publications/${scene.usage('html@h1')}/`, scene.editor)).status).toBe(403);
      expect((await scene.head()).ordinal).toBe(1);
    });

    it('blocks of another course and blocks that are nowhere, each by its place, and publishes none (R-9)', async () => {
      await scene.rename('html@h1', 'New');
      const other = CourseKey.of('Other', 'Course', 'R').makeUsageKey('html', 'h1');
      const foreign = await scene.post({
        usage_keys: [scene.usage('html@h1'), String(other)],
        exclude: [String(other)],
      });
      expect([foreign.status, Object.keys(foreign.body.field_errors as object)]).toEqual([
        400,
        ['usage_keys[1]', 'exclude[0]'],
      ]);
      const unknown = await scene.post({
        usage_keys: [scene.usage('html@nowhere'), scene.usage('html@h1')],
        exclude: [scene.usage('html@gone')],
      });
      expect([unknown.status, Object.keys(unknown.body.field_errors as object)]).toEqual([
        400,
        ['usage_keys[0]', 'exclude[0]'],
      ]);
      expect(await versions()).toBe(2);
    });

    it.each([
      [{ usage_keys: [] }, 'usage_keys'],
      [{ usage_keys: 'all' }, 'usage_keys'],
      [{ usage_keys: ['i4x'] }, 'usage_keys'],
      [{ action: 'burn' }, 'action'],
      [{ action: 'unpublish' }, 'usage_keys'],
      [
        {
          action: 'unpublish',
          usage_keys: ['block-v1:A+B+C+type@html+block@h'],
          exclude: ['block-v1:A+B+C+type@html+block@h'],
        },
        'exclude',
      ],
      [{ at: 'tomorrow' }, 'at'],
      [{ at: '2020-01-01T00:00:00Z' }, 'at'],
      [{ message: 'x'.repeat(1001) }, 'message'],
      [{ dry_run: 'yes' }, 'dry_run'],
    ])('the body %j', async (body, field) => {
      const { status, body: problem } = await scene.post(body);
      expect([status, Object.keys(problem.field_errors as object)]).toEqual([400, [field]]);
    });

    it('a key that names another branch or a version alone: what is published comes from the draft', async () => {
      const { guid } = await scene.head();
      for (const key of [scene.key.forBranch('published'), scene.key.forVersion(guid)]) {
        const { status } = await scene.post({}, scene.instructor, `/api/course/v1/courses/${key}/`);
        expect(status).toBe(409);
      }
    });

    it('a draft that the author has not seen: 412 that names the head (R-12, C-8)', async () => {
      await scene.rename('html@h1', 'Seen');
      const seen = await scene.head('draft');
      await scene.rename('html@h1', 'Not seen');
      const at = (guid: string) => `/api/course/v1/courses/${scene.key.forBranch('draft').forVersion(guid)}/`;
      const late = await scene.post({}, scene.instructor, at(seen.guid));
      const now = await scene.head('draft');
      expect([late.status, late.body.current_version]).toEqual([412, now.guid]);
      expect((await scene.post({}, scene.instructor, at(now.guid))).status).toBe(201);
    });

    it('to take the course block off, and to delete what is history: 409; what is not published: 404', async () => {
      const { guid } = await scene.head();
      await scene.change((tree) => add(tree, 'new', 'vertical@v1'));
      const statuses = [];
      for (const name of [
        scene.usage('course@course'),
        guid,
        scene.usage('html@new'),
        scene.usage('html@nowhere'),
        'f'.repeat(24),
        'x',
      ])
        statuses.push((await scene.delete(`publications/${name}/`)).status);
      expect(statuses).toEqual([409, 409, 404, 404, 404, 404]);
    });

    it('an archived course, whose content is read-only (C-7)', async () => {
      await scene.rename('html@h1', 'New');
      await service.dataSource.query('UPDATE courses SET archived = now() WHERE course_key = $1', [String(scene.key)]);
      expect((await scene.publish()).status).toBe(409);
      expect((await scene.delete(`publications/${scene.usage('html@h1')}/`)).status).toBe(409);
      expect((await scene.delete(`unpublished_changes/${scene.usage('html@h1')}/`)).status).toBe(409);
    });
  });

  it('puts a subtree on the published branch, in one version with its reason, and tells what changed', async () => {
    await scene.rename('html@h1', 'New name');
    await scene.rename('html@h3', 'Not now');
    const draft = await scene.head('draft');
    const made = await scene.post({ usage_keys: [scene.usage('vertical@v1')], message: 'Week 1' });
    expect([made.status, made.headers.get('location')]).toEqual([201, made.body.url]);
    const head = await scene.head();
    expect(made.body).toMatchObject({
      id: head.guid,
      action: 'publish',
      state: 'done',
      branch: 'published',
      message: 'Week 1',
      created_by: { username: 'publishing-instructor' },
      version: { version: head.guid },
      source_version: { version: draft.guid },
      counts: { total: 1, added: 0, removed: 0, moved: 0, reordered: 0, changed: 1 },
      changes: [
        {
          id: scene.usage('html@h1'),
          changes: ['changed'],
          fields: { display_name: { before: 'Page', after: 'New name' } },
        },
      ],
    });
    expect((await scene.block('html@h1', scene.learner)).body.display_name).toBe('New name');
    expect((await scene.block('html@h3', scene.learner)).body.display_name).toBe('Third');
    expect((await scene.head('draft')).guid).toBe(draft.guid);
    // The same at its own address, for good.
    const there = (await scene.instructor(made.body.url as string)).body;
    expect([there.changes, there.counts, there.source_version]).toEqual([
      made.body.changes,
      made.body.counts,
      made.body.source_version,
    ]);
  });

  it('shows before what it would do, and does none of it (E10)', async () => {
    await scene.rename('html@h1', 'New');
    await scene.change((tree) => remove(tree, 'html@h2'));
    const before = [await versions(), (await scene.head()).guid];
    const preview = await scene.post({ dry_run: true, message: 'Not yet' });
    expect([preview.status, preview.body.branch, preview.headers.get('location')]).toEqual([200, 'published', null]);
    expect(kindsOf(preview.body.changes)).toEqual({ 'html@h1': ['changed'], 'html@h2': ['removed'] });
    expect([await versions(), (await scene.head()).guid]).toEqual(before);
    const [entries] = await service.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM audit_entries WHERE course_key = $1 AND action = 'publications_create'`,
      [String(scene.key)],
    );
    expect(entries.count).toBe(0);
    const done = await scene.post({});
    // Only the addresses differ, which are for good then.
    const withoutAddresses = (body: object) => JSON.stringify(body).replace(/"url":"[^"]*"/g, '');
    expect(withoutAddresses(done.body.changes as object)).toBe(withoutAddresses(preview.body.changes as object));
    expect(done.body.counts).toEqual(preview.body.counts);
  });

  it('makes no version where everything is so already: 200 that says so', async () => {
    const answer = await scene.publish();
    const { guid } = await scene.head();
    expect([answer.status, answer.body.state, answer.body.id, answer.body.version.version]).toEqual([
      200,
      'unchanged',
      null,
      guid,
    ]);
    expect(await versions()).toBe(1);
  });

  it('brings the ancestors that are not published along, without their other children', async () => {
    await scene.change(async (tree) => {
      await add(tree, 'c3', 'course@course', 'chapter');
      await add(tree, 's3', 'chapter@c3', 'sequential');
      await add(tree, 'v3', 'sequential@s3', 'vertical');
      await add(tree, 'v4', 'sequential@s3', 'vertical');
      await add(tree, 'h4', 'vertical@v3');
    });
    const { body } = await scene.publish('html@h4');
    expect(kindsOf(body.changes)).toEqual({
      'chapter@c3': ['added'],
      'sequential@s3': ['added'],
      'vertical@v3': ['added'],
      'html@h4': ['added'],
    });
    expect(await scene.outline()).toMatchObject({
      'course@course': ['chapter@c1', 'chapter@c2', 'chapter@c3'],
      'sequential@s3': ['vertical@v3'],
    });
    expect((await scene.block('html@h4', scene.learner)).status).toBe(200);
  });

  it('keeps the order of the draft among siblings that come one after the other (edX: a, b, c, d, e)', async () => {
    await scene.change(async (tree) => {
      for (const id of ['a', 'b', 'c', 'd', 'e']) await add(tree, id, 'chapter@c2', 'sequential');
    });
    await scene.publish('sequential@e', 'sequential@b');
    expect((await scene.outline())['chapter@c2']).toEqual(['sequential@b', 'sequential@e']);
    await scene.publish('sequential@c', 'sequential@d');
    expect((await scene.outline())['chapter@c2']).toEqual(['b', 'c', 'd', 'e'].map((id) => `sequential@${id}`));
  });

  it('leaves excluded blocks as they are: new ones unpublished, also below a parent that is new', async () => {
    await scene.rename('html@h1', 'Changed');
    await scene.change(async (tree) => {
      await add(tree, 'v3', 'sequential@s1', 'vertical');
      await add(tree, 'h4', 'vertical@v3');
      await add(tree, 'h5', 'vertical@v3');
    });
    const exclude = [scene.usage('html@h4'), scene.usage('html@h1')];
    const { status, body } = await scene.post({ exclude });
    expect([status, body.exclude.map(({ usage_key }: { usage_key: string }) => usage_key)]).toEqual([201, exclude]);
    expect((await scene.outline())['vertical@v3']).toEqual(['html@h5']);
    expect((await scene.block('html@h1', scene.learner)).body.display_name).toBe('Page');
    expect((await scene.block('html@h4', scene.learner)).status).toBe(404);
  });

  it('refuses to publish an excluded block behind its author’s back, where one that stands in it needs it', async () => {
    await scene.change(async (tree) => {
      await add(tree, 'v3', 'sequential@s1', 'vertical');
      await add(tree, 'h4', 'vertical@v3');
    });
    const before = await scene.outline();
    const body = { usage_keys: [scene.usage('html@h4')], exclude: [scene.usage('vertical@v3')] };
    for (const more of [{}, { dry_run: true }]) {
      const answer = await scene.post({ ...body, ...more });
      expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, ['exclude[0]']]);
    }
    expect(await scene.outline()).toEqual(before);
  });

  it('takes off what the draft has deleted, by its own key and with its parent', async () => {
    await scene.change(async (tree) => {
      await remove(tree, 'html@h1');
      await remove(tree, 'html@h2');
    });
    await scene.publish('html@h1');
    expect((await scene.outline())['vertical@v1']).toEqual(['html@h2']);
    await scene.publish('vertical@v1');
    expect(await scene.outline()).not.toHaveProperty('vertical@v1');
    expect((await scene.block('html@h2', scene.learner)).status).toBe(404);
  });

  it('takes a block off with all below it, and leaves its draft; dry_run tells it first', async () => {
    const target = `publications/${scene.usage('vertical@v1')}/`;
    const preview = await scene.delete(`${target}?dry_run=true`);
    expect([preview.status, preview.body.branch, kindsOf(preview.body.changes)]).toEqual([
      200,
      'published',
      { 'vertical@v1': ['removed'], 'html@h1': ['removed'], 'html@h2': ['removed'] },
    ]);
    expect((await scene.block('html@h1', scene.learner)).status).toBe(200);
    expect((await scene.delete(`${target}?message=Too%20early`)).status).toBe(204);
    expect((await scene.block('html@h1', scene.learner)).status).toBe(404);
    expect((await scene.block('html@h1')).body).toMatchObject({
      branch: 'draft',
      published: null,
      has_unpublished_changes: true,
    });
    const [last] = (await scene.instructor(`${scene.base}publications/`)).body.results;
    expect(last).toMatchObject({ action: 'unpublish', message: 'Too early', source_version: null });
    expect(await scene.outline('draft')).toHaveProperty(['vertical@v1']);
  });

  it('takes off only the state that was seen: 412 for an older one (R-12)', async () => {
    const target = `publications/${scene.usage('html@h1')}/`;
    const etag = (await scene.instructor(`${scene.base}${target}`)).headers.get('etag')!;
    await scene.rename('html@h1', 'New');
    await scene.publish('html@h1');
    expect((await scene.delete(target, scene.instructor, { 'if-match': etag })).status).toBe(412);
    const now = (await scene.instructor(`${scene.base}${target}`)).headers.get('etag')!;
    expect((await scene.delete(target, scene.instructor, { 'if-match': now })).status).toBe(204);
  });

  it('keeps a log: who, when, why, from which draft; by block, author, kind and time (G 47)', async () => {
    await scene.rename('html@h1', 'One');
    const one = (await scene.post({ message: 'First' })).body;
    await scene.rename('html@h3', 'Three');
    const three = (await scene.post({ message: 'Second' })).body;
    const ids = async (query: string) =>
      (await scene.instructor(`${scene.base}publications/?${query}`)).body.results.map(({ id }: { id: string }) => id);
    const all = await ids('');
    expect([all.length, all.slice(0, 2)]).toEqual([3, [three.id, one.id]]);
    // The first publication has left the line, which opens every row anew: h3 was not touched by it.
    expect(await ids(`usage_key=${encodeURIComponent(scene.usage('html@h3'))}`)).toEqual([three.id, all[2]]);
    expect(await ids(`usage_key=${encodeURIComponent(scene.usage('html@h1'))}`)).toEqual([one.id, all[2]]);
    expect(await ids('action=edit')).toEqual([all[2]]);
    expect(await ids('user=me')).toEqual([three.id, one.id]);
    expect(await ids('text_search=first')).toEqual([one.id]);
    expect(await ids(`from=${three.created}`)).toEqual([three.id]);
    const imported = (await scene.instructor(`${scene.base}publications/${all[2]}/`)).body;
    expect([imported.action, imported.counts.added]).toEqual(['edit', imported.counts.total]);
  });

  it('says of a block in which publication it came to be what readers see', async () => {
    await scene.rename('html@h1', 'One');
    const { body: one } = await scene.publish('html@h1');
    await scene.rename('html@h3', 'Three');
    await scene.publish('html@h3');
    const found = await scene.instructor(`${scene.base}publications/${scene.usage('html@h1')}/`);
    expect([found.status, found.body.id]).toEqual([200, one.id]);
    const other = CourseKey.of('Other', 'Course', 'R').makeUsageKey('html', 'h1');
    expect((await scene.instructor(`${scene.base}publications/${other}/`)).status).toBe(404);
  });

  it('two at once make two versions one after the other, and the older draft does not come back (C-8)', async () => {
    for (let round = 0; round < 4; round += 1) {
      await scene.rename('html@h1', `Round ${round}`);
      const answers = await Promise.all([
        scene.publish('html@h1'),
        scene.rename('html@h1', `Later ${round}`).then(() => scene.publish('html@h1')),
        scene.publish(),
      ]);
      for (const { status } of answers) expect([200, 201]).toContain(status);
      expect((await scene.block('html@h1', scene.learner)).body.display_name).toBe(`Later ${round}`);
    }
    expect(await historyFaults(service.dataSource, String(scene.key))).toEqual([]);
  });

  it('while authors move blocks, every version stays a tree, and nothing gets lost', async () => {
    const authors = Array.from({ length: 6 }, (_, index) =>
      scene.change((tree) => move(tree, index % 2 ? 'html@h1' : 'html@h2', index % 3 ? 'vertical@v2' : 'vertical@v1')),
    );
    const publishers = Array.from({ length: 6 }, (_, index) => scene.publish(index % 2 ? 'vertical@v1' : 'html@h1'));
    await Promise.all(authors);
    for (const { status } of await Promise.all(publishers)) expect([200, 201]).toContain(status);
    await scene.publish();
    expect(await scene.outline()).toEqual(await scene.outline('draft'));
    expect(await historyFaults(service.dataSource, String(scene.key))).toEqual([]);
  });

  it('takes as many statements for 1,000 blocks as for 100 (C-9)', async () => {
    const counts = [];
    for (const size of [100, 1000]) {
      const key = await importSynthetic(service, size, 'publish');
      const admin = service.as('publishing-admin', { isStaff: true });
      const [block] = await service.dataSource.query<{ block: string }[]>(
        `SELECT block FROM blocks b JOIN courses c ON c.id = b.course_id WHERE c.course_key = $1 AND block LIKE 'html@%' LIMIT 1`,
        [String(key)],
      );
      const [type, id] = block!.block.split('@') as [string, string];
      const usage = key.makeUsageKey(type, id);
      const patch = async (name: string) =>
        admin(`/api/xblock/v1/xblocks/${usage}/`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/merge-patch+json' },
          body: JSON.stringify({ display_name: name }),
        });
      const publish = async () =>
        admin(`/api/course/v1/courses/${key}/publications/`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ usage_keys: [String(usage)] }),
        });
      // The first publication leaves the line, once in a course's life (ADR 0005).
      await patch('One');
      expect((await publish()).status).toBe(201);
      await patch('Two');
      const statements = await statementsWhile(service, async () => expect((await publish()).status).toBe(201));
      counts.push(statements.length);
    }
    expect(counts[1]).toBe(counts[0]);
    expect(counts[0]).toBeLessThanOrEqual(16);
  });
});
