import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { historyFaults } from '../support/history-checker.js';
import { add, move, PublishingScene, remove } from '../support/publishing-scene.js';

describe('What is not published yet, and discarding it (SPEC C-5)', () => {
  let service: TestApp;
  let scene: PublishingScene;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());
  beforeEach(async () => {
    scene = await PublishingScene.make(service);
  });

  const shortened = (id: string) => id.replace(/^.*type@(\w+)\+block@/, '$1@');
  const listed = async (query = '') => {
    const { status, body } = await scene.instructor(`${scene.base}unpublished_changes/?page_size=100&${query}`);
    expect(status).toBe(200);
    return (body.results as { id: string; changes: string[] }[]).map(({ id, changes }) => [shortened(id), changes]);
  };
  const target = (block: string) => `unpublished_changes/${scene.usage(block)}/`;

  it('is for the team: learners are told nothing, and who may not write discards nothing', async () => {
    await scene.rename('html@h1', 'New');
    expect((await scene.learner(`${scene.base}unpublished_changes/`)).status).toBe(403);
    expect((await scene.delete(target('html@h1'), scene.learner)).status).toBe(403);
    expect((await service.as(null)(`${scene.base}unpublished_changes/`)).status).toBe(401);
    expect(await listed()).toHaveLength(1);
  });

  it('is 404 where nothing differs, where there is no such block, and for a block of another course', async () => {
    await scene.rename('html@h1', 'New');
    const other = CourseKey.of('Other', 'Course', 'R').makeUsageKey('html', 'h1');
    for (const path of [target('html@h2'), target('html@nowhere'), `unpublished_changes/${other}/`]) {
      expect((await scene.instructor(`${scene.base}${path}`)).status).toBe(404);
      expect((await scene.delete(path)).status).toBe(404);
    }
  });

  it('has nothing to go back to where a block was never published: 409 that says to delete it', async () => {
    await scene.change((tree) => add(tree, 'new', 'vertical@v1'));
    for (const query of ['', '?dry_run=true']) {
      const { status, body } = await scene.delete(`${target('html@new')}${query}`);
      expect([status, body.developer_message]).toEqual([409, expect.stringContaining('delete it')]);
    }
    expect((await scene.outline('draft'))['vertical@v1']).toContain('html@new');
  });

  it('discards only what was seen: 412 when somebody went on below it, and not when somebody went on elsewhere (C-8)', async () => {
    await scene.rename('html@h1', 'One');
    const etag = (await scene.instructor(`${scene.base}${target('vertical@v1')}`)).headers.get('etag')!;
    await scene.rename('html@h3', 'Elsewhere');
    const same = await scene.instructor(`${scene.base}${target('vertical@v1')}`, {
      headers: { 'if-none-match': etag },
    });
    expect(same.status).toBe(304);
    await scene.rename('html@h2', 'Two');
    const late = await scene.delete(target('vertical@v1'), scene.instructor, { 'if-match': etag });
    expect([late.status, (await listed()).length]).toEqual([412, 3]);
    const now = (await scene.instructor(`${scene.base}${target('vertical@v1')}`)).headers.get('etag')!;
    expect((await scene.delete(target('vertical@v1'), scene.instructor, { 'if-match': now })).status).toBe(204);
    expect(await listed()).toEqual([['html@h3', ['changed']]]);
  });

  it('lists block by block what publishing would change, in the order of the outline; filters narrow it', async () => {
    await scene.rename('html@h3', 'Three');
    await scene.rename('html@h1', 'One');
    await scene.change(async (tree) => {
      await add(tree, 'new', 'vertical@v1');
      await remove(tree, 'html@h2');
      await move(tree, 'vertical@v2', 'sequential@s1');
    });
    expect(await listed()).toEqual([
      ['html@h1', ['changed']],
      ['html@new', ['added']],
      ['html@h3', ['changed']],
      ['html@h2', ['removed']],
    ]);
    expect(await listed('change=removed')).toEqual([['html@h2', ['removed']]]);
    expect(await listed('block_type=problem')).toEqual([]);
    expect(await listed(`usage_key=${encodeURIComponent(scene.usage('vertical@v2'))}`)).toEqual([
      ['html@h3', ['changed']],
    ]);
    expect(await listed(`usage_key=${encodeURIComponent(scene.usage('vertical@v1'))}`)).toHaveLength(3);
    expect(await listed('text_search=three')).toEqual([['html@h3', ['changed']]]);
    const [one] = (await scene.instructor(`${scene.base}unpublished_changes/`)).body.results;
    expect(one).toMatchObject({
      fields: { display_name: { before: 'Page', after: 'One' } },
      block: { url: expect.stringContaining('+branch@draft+') },
    });
    const preview = await scene.post({ dry_run: true });
    expect(preview.body.changes).toHaveLength(4);
  });

  it('says of a container how much differs below it', async () => {
    await scene.rename('html@h1', 'One');
    await scene.rename('html@h3', 'Three');
    const { status, body } = await scene.instructor(`${scene.base}${target('chapter@c1')}`);
    expect([status, body.changes, body.counts.total]).toEqual([200, [], 2]);
  });

  it('goes back to the published state of a subtree, its place included, and leaves the rest of the draft', async () => {
    await scene.rename('html@h1', 'One');
    await scene.rename('html@h3', 'Three');
    await scene.change(async (tree) => {
      await add(tree, 'new', 'vertical@v1');
      await move(tree, 'html@h2', 'vertical@v2');
    });
    expect((await scene.delete(`${target('vertical@v1')}?message=No`, scene.editor)).status).toBe(204);
    expect(await scene.outline('draft')).toEqual(await scene.outline());
    expect(await listed()).toEqual([['html@h3', ['changed']]]);
    const [{ message, created_by }] = await service.dataSource.query<[{ message: string; created_by: string }]>(
      'SELECT message, created_by FROM versions WHERE guid = $1',
      [(await scene.head('draft')).guid],
    );
    expect([message, created_by]).toEqual(['No', 'publishing-editor']);
  });

  it('brings back what the draft has deleted', async () => {
    await scene.change((tree) => remove(tree, 'html@h1'));
    expect((await scene.delete(target('html@h1'))).status).toBe(204);
    expect((await scene.outline('draft'))['vertical@v1']).toEqual(['html@h1', 'html@h2']);
    expect(await listed()).toEqual([]);
  });

  it('of the course block: everything; dry_run tells it first and writes nothing', async () => {
    await scene.rename('html@h1', 'One');
    await scene.change((tree) => add(tree, 'new', 'vertical@v1'));
    const draft = await scene.head('draft');
    const preview = await scene.delete(`${target('course@course')}?dry_run=true`);
    expect([
      preview.status,
      preview.body.changes.map(({ id, changes }: { id: string; changes: string[] }) => [shortened(id), changes]),
    ]).toEqual([
      200,
      expect.arrayContaining([
        ['html@h1', ['changed']],
        ['html@new', ['removed']],
      ]),
    ]);
    expect((await scene.head('draft')).guid).toBe(draft.guid);
    expect((await scene.delete(target('course@course'))).status).toBe(204);
    expect(await listed()).toEqual([]);
    expect((await scene.block('course@course')).body.has_unpublished_changes).toBe(false);
    expect(await historyFaults(service.dataSource, String(scene.key))).toEqual([]);
  });
});
