import { CourseKey } from '../../src/common/opaque-keys/index.js';
import {
  type BlockState,
  ContentEditor,
  ContentReader,
  ContentTransfer,
  ContentVersions,
  type CourseVersion,
  deleteBlock,
  moveBlock,
  patchFields,
  type Transfer,
  type WorkingTree,
} from '../../src/modules/content/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { historyFaults } from '../support/history-checker.js';
import { importSynthetic, importXml } from './contract/sample-course.js';
import { statementsSent } from '../support/statements.js';

const XML = `<course url_name="R" org="O" course="C" display_name="Written">
  <chapter url_name="c1" display_name="Section">
    <sequential url_name="s1" display_name="Subsection">
      <vertical url_name="v1" display_name="Unit">
        <html url_name="h1" display_name="Page"><p>Old.</p></html>
        <html url_name="h2" display_name="Other page"><p>Other.</p></html>
      </vertical>
    </sequential>
  </chapter>
  <chapter url_name="c2" display_name="Second section"/>
</course>`;

/** An html block below a parent, at the end. */
async function add(tree: WorkingTree, id: string, parent: string): Promise<void> {
  const holder = await tree.get(parent);
  const block: BlockState = {
    block: `html@${id}`,
    parent,
    children: [],
    displayName: id,
    settings: {},
    content: { data: `<p>${id}</p>` },
    olx: null,
  };
  tree.put(block);
  tree.put({ ...holder, children: [...holder.children, block.block] });
}

describe('Changing the tree and transferring states in the content store (ADR 0022)', () => {
  let test: TestApp;
  let editor: ContentEditor;
  let courses = 0;

  beforeAll(async () => {
    test = await startTestApp();
    editor = test.app.get(ContentEditor);
  });
  afterAll(async () => test?.close());

  async function newCourse(): Promise<CourseKey> {
    courses += 1;
    const key = CourseKey.of('Transfer', 'Course', `R${courses}`);
    await importXml(test, key, XML);
    return key;
  }
  const head = async (key: CourseKey, branch = 'draft'): Promise<CourseVersion> =>
    (await test.app.get(ContentVersions).headOf(key, branch))!;
  const outline = async (version: CourseVersion) =>
    Object.fromEntries(
      [...(await test.app.get(ContentReader).tree(version)).nodes.values()]
        .filter(({ children }) => children.length > 0)
        .map(({ block, children }) => [block, children]),
    );
  const change = <T>(key: CourseKey, work: (tree: WorkingTree) => Promise<T>, options = {}) =>
    editor.change(key, { by: 'ann', ...options }, work);
  const transfer = (what: Transfer, options = {}) =>
    test.app.get(ContentTransfer).transfer(what, { by: 'ann', ...options });
  const publish = async (key: CourseKey, blocks: Transfer['blocks'], options = {}) =>
    transfer({ to: key.forBranch('published'), from: await head(key), blocks }, options);
  const set = async (key: CourseKey, what: 'archived' | 'deleted') =>
    test.dataSource.query(`UPDATE courses SET ${what} = now() WHERE course_key = $1`, [String(key)]);

  it.each([
    ['archived', 'conflict'],
    ['deleted', 'not_found'],
  ] as const)('writes nothing to a course that is %s (C-7)', async (what, code) => {
    const key = await newCourse();
    await set(key, what);
    const attempts = [
      editor.edit(key, { by: 'ann' }, patchFields('html@h1', { displayName: 'New' })),
      change(key, (tree) => add(tree, 'h3', 'vertical@v1')),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code });
  });

  it('writes no version that a course was archived before, also where the head was read earlier (C-8)', async () => {
    const key = await newCourse();
    const late = editor.edit(
      key,
      { by: 'ann', expected: async () => void (await set(key, 'archived')) },
      patchFields('html@h1', { displayName: 'New' }),
    );
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    expect((await head(key)).ordinal).toBe(1);
  });

  it('makes one version of many changes, which see each other, and tells them (C-1)', async () => {
    const key = await newCourse();
    const { version, changes, result } = await change(key, async (tree) => {
      await add(tree, 'h3', 'vertical@v1');
      await add(tree, 'h4', 'vertical@v1');
      tree.put({ ...(await tree.get('html@h3')), displayName: 'Third' });
      return (await tree.subtree('sequential@s1')).map(({ block }) => block);
    });
    expect(version.ordinal).toBe(2);
    expect(result).toEqual(['sequential@s1', 'vertical@v1', 'html@h1', 'html@h2', 'html@h3', 'html@h4']);
    expect(changes.map(({ block, kinds, to }) => [block, kinds, to])).toEqual([
      ['html@h3', ['added'], { parent: 'vertical@v1', position: 2 }],
      ['html@h4', ['added'], { parent: 'vertical@v1', position: 3 }],
    ]);
    expect(await outline(version)).toMatchObject({ 'vertical@v1': ['html@h1', 'html@h2', 'html@h3', 'html@h4'] });
  });

  it('makes none of changes that undo each other, and none of a dry run, which tells the same', async () => {
    const key = await newCourse();
    const before = await head(key);
    const undone = await change(key, async (tree) => {
      const unit = await tree.get('vertical@v1');
      await add(tree, 'h3', 'vertical@v1');
      tree.remove('html@h3');
      tree.put(unit);
    });
    expect(undone).toMatchObject({ changed: false, changes: [], version: before });
    const dry = await change(key, (tree) => add(tree, 'h3', 'vertical@v1'), { dryRun: true });
    expect([dry.changed, dry.changes.map(({ block }) => block)]).toEqual([false, ['html@h3']]);
    expect(await head(key)).toEqual(before);
  });

  it('shares the content of a copy', async () => {
    const key = await newCourse();
    await change(key, async (tree) => {
      const source = (await tree.atHead('html@h1'))!;
      const unit = await tree.get('vertical@v1');
      tree.put({ ...source, block: 'html@copy', sharedDefinition: source.definition });
      tree.put({ ...unit, children: [...unit.children, 'html@copy'] });
    });
    const [original, copy] = await Promise.all(
      ['html@h1', 'html@copy'].map(async (block) => test.app.get(ContentReader).block(await head(key), block)),
    );
    expect(copy!.definition).toBe(original!.definition);
    expect(copy!.content).toEqual(original!.content);
  });

  it('publishes a unit and leaves the rest of the draft alone; what is equal is no unpublished change (C-5)', async () => {
    const key = await newCourse();
    await change(key, (tree) => add(tree, 'h3', 'vertical@v1'));
    await change(key, (tree) => add(tree, 'h4', 'chapter@c2'));
    const draft = await head(key);
    const { version, changes } = await publish(key, ['vertical@v1'], { message: 'Ready.' });
    expect(changes.map(({ block, kinds }) => [block, kinds])).toEqual([['html@h3', ['added']]]);
    expect(version).toMatchObject({ branch: 'published', createdBy: 'ann' });
    expect(await outline(version)).toMatchObject({ 'vertical@v1': ['html@h1', 'html@h2', 'html@h3'] });
    expect(await outline(version)).not.toHaveProperty('chapter@c2');
    expect(await head(key)).toEqual(draft);
    const reader = test.app.get(ContentReader);
    const has = async (block: string) => (await reader.block(draft, block))!.hasUnpublishedChanges;
    expect(await Promise.all(['vertical@v1', 'chapter@c1', 'chapter@c2'].map(has))).toEqual([false, false, true]);
    expect(await historyFaults(test.dataSource, String(key))).toEqual([]);
  });

  it('publishes all, discards what was not published, and restores what once was (C-5, C-6)', async () => {
    const key = await newCourse();
    const first = await head(key);
    await change(key, (tree) => add(tree, 'h3', 'chapter@c2'));
    await publish(key, 'all');
    const published = await head(key, 'published');
    expect(await outline(published)).toEqual(await outline(await head(key)));
    await editor.edit(key, { by: 'ann' }, patchFields('html@h1', { displayName: 'Unwanted' }));
    await transfer({ to: key, from: published, blocks: ['html@h1'] });
    const reader = test.app.get(ContentReader);
    expect(await reader.block(await head(key), 'html@h1')).toMatchObject({
      displayName: 'Page',
      hasUnpublishedChanges: false,
    });
    await transfer({ to: key, from: first, blocks: 'all' });
    expect(await outline(await head(key))).toEqual(await outline(first));
    expect((await publish(key, 'all', { dryRun: true })).changes.map(({ block, kinds }) => [block, kinds])).toEqual([
      ['html@h3', ['removed']],
    ]);
    expect(await historyFaults(test.dataSource, String(key))).toEqual([]);
  });

  it('finds what differs in a whole course without looking at every block: the same as if it had', async () => {
    const key = await newCourse();
    await publish(key, ['vertical@v1']);
    await change(key, async (tree) => {
      await add(tree, 'h3', 'vertical@v1');
      await moveBlock(tree, 'html@h2', { parent: 'vertical@v1', position: 0 });
      await moveBlock(tree, 'chapter@c2', { position: 0 });
      await moveBlock(tree, 'sequential@s1', { parent: 'chapter@c2', position: 0 });
      await deleteBlock(tree, 'html@h1');
    });
    const whole = { to: key.forBranch('published'), from: await head(key), blocks: 'all' } as const;
    const quick = await transfer(whole, { dryRun: true });
    const thorough = await transfer({ ...whole, exclude: ['html@nowhere'] }, { dryRun: true });
    const byBlock = ({ changes }: typeof quick) => Object.fromEntries(changes.map((each) => [each.block, each]));
    expect(quick.changes).toHaveLength(4);
    expect(byBlock(quick)).toEqual(byBlock(thorough));
    const { version } = await transfer(whole);
    expect(await outline(version)).toEqual(await outline(await head(key)));
    expect(await historyFaults(test.dataSource, String(key))).toEqual([]);
  });

  it('looks up a block by its key also on a line that was copied a moment ago (C-9)', async () => {
    const key = await importSynthetic(test, 1000, 'copied');
    await test.dataSource.query('ANALYZE blocks');
    const [block] = [...(await test.app.get(ContentReader).tree(await head(key))).nodes.keys()].slice(-1);
    await editor.edit(key, { by: 'ann' }, patchFields(block!, { displayName: 'New' }));
    const { version } = await publish(key, [block!]);
    const plan = await test.dataSource.query<Record<string, string>[]>(
      `EXPLAIN SELECT * FROM block_at(${version.courseId}, ${version.line}, ${version.ordinal}, '${block}')`,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('using pk_blocks');
    const opened = await test.dataSource.query<Record<string, string>[]>(
      `EXPLAIN SELECT block FROM blocks WHERE course_id = ${version.courseId} AND line + 0 = ${version.line} AND since + 0 = 2`,
    );
    expect(opened.map((row) => row['QUERY PLAN']).join('\n')).toContain('ix_blocks_opened');
    // Also where all that ANALYZE has seen are rows of first versions.
    await test.dataSource.query('ANALYZE blocks');
    const [{ reltuples, statistics }] = await test.dataSource.query<[{ reltuples: number; statistics: number }]>(
      `SELECT c.reltuples, (SELECT count(*)::int FROM pg_stats s WHERE s.tablename = 'ix_blocks_opened') AS statistics
         FROM pg_class c WHERE c.oid = 'blocks'::regclass`,
    );
    expect([reltuples > 0, statistics]).toEqual([true, 0]);
  });

  it('takes blocks off a branch, but never its root', async () => {
    const key = await newCourse();
    const off = (block: string) => transfer({ to: key.forBranch('published'), from: null, blocks: [block] });
    await expect(off('course@course')).rejects.toMatchObject({ code: 'conflict' });
    await expect(off('html@nowhere')).rejects.toMatchObject({ code: 'not_found' });
    const { version } = await off('sequential@s1');
    expect(await outline(version)).toEqual({ 'course@course': ['chapter@c1', 'chapter@c2'] });
    expect(await outline(await head(key))).toHaveProperty('sequential@s1');
  });

  it('makes no version when everything is so already', async () => {
    const key = await newCourse();
    const before = await head(key, 'published');
    expect(await publish(key, 'all')).toEqual({ version: before, changed: false, changes: [] });
  });

  it('sends as many statements for a course of 2,000 blocks as for one of 100 (C-9)', async () => {
    const counts: number[][] = [];
    for (const blocks of [100, 2000]) {
      const key = await importSynthetic(test, blocks, 'transferred');
      const tree = await test.app.get(ContentReader).tree(await head(key));
      const unit = [...tree.nodes.values()].find(({ type }) => type === 'vertical')!.block;
      // The first write to a branch that shares its line copies it once.
      await change(key, (working) => add(working, 'first', unit));
      await publish(key, [unit]);
      const count = async (work: () => Promise<unknown>) => (await statementsSent(work)).length;
      counts.push([
        await count(() => change(key, (working) => add(working, 'second', unit))),
        await count(() => publish(key, [unit])),
      ]);
    }
    expect(counts[1]).toEqual(counts[0]);
    // begin, head, a look, write, commit; and for a transfer: begin, source, head, two parts, write, commit.
    expect(counts[0]![0]).toBeLessThanOrEqual(6);
    expect(counts[0]![1]).toBeLessThanOrEqual(8);
  });
});
