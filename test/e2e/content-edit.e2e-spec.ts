import { CourseKey } from '../../src/common/opaque-keys/index.js';
import {
  type BlockFields,
  type ContentChange,
  ContentEditor,
  ContentReader,
  ContentVersions,
  type CourseVersion,
  CourseStore,
  type Edited,
  type EditOptions,
  patchFields,
  replaceFields,
} from '../../src/modules/content/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { importSynthetic, importXml } from './contract/sample-course.js';
import { statementsSent } from '../support/statements.js';

const XML = `<course url_name="R" org="O" course="C" display_name="Edited" start="2026-01-01T00:00:00Z">
  <chapter url_name="c1" display_name="Section">
    <sequential url_name="s1" display_name="Subsection">
      <vertical url_name="v1" display_name="Unit">
        <html url_name="h1" display_name="Page"><p>Old.</p></html>
        <html url_name="h2" display_name="Other page"><p>Other.</p></html>
        <problem url_name="p1" display_name="Problem" max_attempts="3" weight="2.0"><p>How much?</p></problem>
        <crossword url_name="x1" display_name="Puzzle" theme="sea"><across>ebb</across></crossword>
      </vertical>
    </sequential>
  </chapter>
</course>`;

/** Statements of one edit: read, write. One more must have a reason (SPEC P-4). */
const ROUND_TRIPS = 2;

describe('Editing blocks in the content store', () => {
  let test: TestApp;
  let editor: ContentEditor;
  let courses = 0;

  beforeAll(async () => {
    test = await startTestApp();
    editor = test.app.get(ContentEditor);
  });
  afterAll(async () => test?.close());

  /** A course of its own for one test; draft and published stand on one version. */
  async function newCourse(): Promise<CourseKey> {
    courses += 1;
    const key = CourseKey.of('Edit', 'Course', `R${courses}`);
    await importXml(test, key, XML);
    return key;
  }
  const edit = (key: CourseKey, change: ContentChange, options: Partial<EditOptions> = {}): Promise<Edited> =>
    editor.edit(key, { by: 'ann', ...options }, change);
  const patch = (key: CourseKey, block: string, given: BlockFields, options: Partial<EditOptions> = {}) =>
    edit(key, patchFields(block, given), options);
  const head = async (key: CourseKey, branch = 'draft'): Promise<CourseVersion> =>
    (await test.app.get(ContentVersions).headOf(key, branch))!;
  const read = async (version: CourseVersion, block: string) =>
    (await test.app.get(ContentReader).block(version, block))!;
  const draftBlock = async (key: CourseKey, block: string) => read(await head(key), block);
  const definition = async (guid: string) =>
    (
      await test.dataSource.query<{ previous: string; original: string; olx: Record<string, unknown> }[]>(
        'SELECT * FROM definitions WHERE guid = $1',
        [guid],
      )
    )[0]!;
  const countVersions = async (key: CourseKey): Promise<number> =>
    (
      await test.dataSource.query<{ count: number }[]>(
        'SELECT count(*)::int AS count FROM versions v JOIN courses c ON c.id = v.course_id WHERE c.course_key = $1',
        [String(key)],
      )
    )[0]!.count;

  describe('refuses', () => {
    it.each<[string, (key: CourseKey) => CourseKey, string, object]>([
      ['a course that does not exist', () => CourseKey.of('No', 'Such', 'Course'), 'html@h1', { code: 'not_found' }],
      ['a branch that does not exist', (key) => key.forBranch('review'), 'html@h1', { code: 'not_found' }],
      ['a block that does not exist', (key) => key, 'html@nowhere', { code: 'not_found' }],
      [
        'a version without a branch, which never changes (C-1)',
        (key) => key.forVersion('f'.repeat(24)),
        'html@h1',
        { code: 'conflict' },
      ],
    ])('%s', async (_what, address, block, error) => {
      const key = await newCourse();
      await expect(patch(address(key), block, { displayName: 'New' })).rejects.toMatchObject(error);
      expect(await countVersions(key)).toBe(1);
    });

    it('every fault of a patch at once, each by its path (R-9, C-4)', async () => {
      const key = await newCourse();
      const fields = { weight: 'heavy', max_attempts: -1, colour: 'red', showanswer: 'sometimes', due: '2026-02-30' };
      const refused = patch(key, 'problem@p1', { displayName: 'New', fields });
      await expect(refused).rejects.toMatchObject({
        code: 'invalid_input',
        fieldErrors: {
          'fields.weight': [expect.stringContaining('a number')],
          'fields.max_attempts': [expect.stringContaining('at least 0')],
          'fields.colour': [expect.stringMatching(/"problem" has no such field.*max_attempts/)],
          'fields.showanswer': [expect.stringContaining('one of')],
          'fields.due': [expect.stringContaining('offset')],
        },
      });
      expect((await draftBlock(key, 'problem@p1')).displayName).toBe('Problem');
    });

    it('what another author has overtaken, and names the version that is current (C-8, R-12)', async () => {
      const key = await newCourse();
      const before = await head(key);
      const { version } = await patch(key, 'html@h2', { displayName: 'Ahead' });
      const conflict = { code: 'precondition_failed', extra: { current_version: version.guid } };
      await expect(patch(key, 'html@h1', { displayName: 'Late' }, { expected: before.guid })).rejects.toMatchObject(
        conflict,
      );
      const locator = key.forBranch('draft').forVersion(before.guid);
      await expect(patch(locator, 'html@h1', { displayName: 'Late' })).rejects.toMatchObject(conflict);
      expect((await head(key)).guid).toBe(version.guid);
    });

    it('what a look at the block does not bear out', async () => {
      const key = await newCourse();
      const expected: EditOptions['expected'] = (_head, blocks) => {
        if (blocks.get('html@h1')?.displayName !== 'Another') throw new Error('Not as expected.');
      };
      await expect(patch(key, 'html@h1', { displayName: 'New' }, { expected })).rejects.toThrow('Not as expected.');
      expect(await countVersions(key)).toBe(1);
    });

    it('a tree that is none, whatever change asks for it (C-4)', async () => {
      const key = await newCourse();
      const broken: ContentChange = {
        reads: ['vertical@v1'],
        apply: (blocks) => ({ put: [{ ...blocks.get('vertical@v1')!, children: ['html@h1'] }], remove: [] }),
      };
      await expect(edit(key, broken)).rejects.toMatchObject({ driverError: { constraint: 'tg_versions_tree' } });
      expect(await countVersions(key)).toBe(1);
    });
  });

  it('leaves nothing when the transaction that it was given fails afterwards (C-1)', async () => {
    const key = await newCourse();
    const failing = test.dataSource.transaction(async (manager) => {
      await patch(key, 'html@h1', { displayName: 'New', fields: { data: '<p>New.</p>' } }, { manager });
      throw new Error('afterwards');
    });
    await expect(failing).rejects.toThrow('afterwards');
    expect(await countVersions(key)).toBe(1);
    expect((await draftBlock(key, 'html@h1')).displayName).toBe('Page');
  });

  it('makes one version that says who, when and why, and moves the head to it (C-1, C-6)', async () => {
    const key = await newCourse();
    const before = await head(key);
    const { version, changed } = await patch(key, 'html@h1', { displayName: 'New' }, { message: 'A better name.' });
    expect([changed, await countVersions(key)]).toEqual([true, 2]);
    expect(await head(key)).toEqual(version);
    const [row] = await test.dataSource.query<object[]>('SELECT * FROM versions WHERE guid = $1', [version.guid]);
    expect(row).toMatchObject({
      previous: before.guid,
      original: before.guid,
      created_by: 'ann',
      message: 'A better name.',
    });
    const block = await read(version, 'html@h1');
    expect(block).toMatchObject({
      displayName: 'New',
      edited: { by: 'ann', on: version.created },
      hasUnpublishedChanges: true,
    });
    expect((await read(before, 'html@h1')).displayName).toBe('Page');
  });

  it.each<[string, ContentChange]>([
    ['patch', patchFields('problem@p1', { displayName: 'Problem', fields: { max_attempts: 3, markdown: null } })],
    ['patch of nothing', patchFields('problem@p1', {})],
  ])('makes no version for a %s that changes nothing (C-1)', async (_what, change) => {
    const key = await newCourse();
    const before = await head(key);
    expect(await edit(key, change)).toEqual({ version: before, changed: false });
    expect(await countVersions(key)).toBe(1);
  });

  it('makes no version when a block is replaced by what was read of it', async () => {
    const key = await newCourse();
    for (const block of ['html@h1', 'problem@p1', 'crossword@x1', 'course@course']) {
      const { displayName, settings, content } = await draftBlock(key, block);
      const { changed } = await edit(key, replaceFields(block, { displayName, fields: { ...content, ...settings } }));
      expect([block, changed]).toEqual([block, false]);
    }
  });

  it('clears own values by null, and all that are not given by a replacement (C-3)', async () => {
    const key = await newCourse();
    await patch(key, 'problem@p1', { displayName: null, fields: { max_attempts: null } });
    expect(await draftBlock(key, 'problem@p1')).toMatchObject({ displayName: null, settings: { weight: 2 } });
    const { content } = await draftBlock(key, 'problem@p1');
    await edit(key, replaceFields('problem@p1', { fields: { showanswer: 'never', data: content.data! } }));
    expect(await draftBlock(key, 'problem@p1')).toMatchObject({ settings: { showanswer: 'never' }, content });
    expect(Object.keys((await draftBlock(key, 'problem@p1')).settings)).toEqual(['showanswer']);
  });

  it('makes a new definition for new content, which continues the old one, and keeps it for new settings (C-2)', async () => {
    const key = await newCourse();
    const old = await draftBlock(key, 'html@h1');
    await patch(key, 'html@h1', { fields: { editor: 'raw' } });
    expect((await draftBlock(key, 'html@h1')).definition).toBe(old.definition);
    await patch(key, 'html@h1', { fields: { data: '<p>New.</p>' } });
    const { definition: guid, content } = await draftBlock(key, 'html@h1');
    expect(content).toEqual({ data: '<p>New.</p>' });
    expect(await definition(guid)).toMatchObject({ previous: old.definition, original: old.definition });
    expect((await read(await head(key, 'published'), 'html@h1')).content).toEqual(old.content);
  });

  it('does not keep the markup of old content for the export of new (C-10)', async () => {
    const key = await newCourse();
    const old = await definition((await draftBlock(key, 'html@h1')).definition);
    expect(JSON.stringify(old.olx)).toContain('bodyInElement');
    await patch(key, 'html@h1', { fields: { data: '<p>New.' } });
    const { olx } = await definition((await draftBlock(key, 'html@h1')).definition);
    expect(olx).toEqual({ form: 'inline' });
  });

  it('keeps any field of a type that it does not know, and its markup (C-4)', async () => {
    const key = await newCourse();
    const old = await draftBlock(key, 'crossword@x1');
    await patch(key, 'crossword@x1', { fields: { size: { rows: [1, null, 'x'] }, data: '<crossword/>' } });
    expect(await draftBlock(key, 'crossword@x1')).toMatchObject({
      settings: { ...old.settings, size: { rows: [1, null, 'x'] } },
      content: { data: '<crossword/>' },
    });
  });

  it('writes course information with the root and the about pages, and only that of what is published', async () => {
    const key = await newCourse();
    await patch(key, 'course@course', { displayName: 'In draft' });
    expect(await test.app.get(CourseStore).find(key)).toMatchObject({ displayName: 'Edited', editedBy: 'ann' });
    await patch(key.forBranch('published'), 'course@course', {
      displayName: 'For all',
      fields: { end: '2027-01-01T01:00:00+01:00' },
    });
    const row = await test.app.get(CourseStore).find(key);
    expect(row).toMatchObject({ displayName: 'For all', end: new Date('2027-01-01T00:00:00Z') });
  });

  it('keeps branches apart that stood on one version: the second to be written leaves the line (ADR 0005)', async () => {
    const key = await newCourse();
    const shared = await head(key);
    const draft = await patch(key, 'html@h1', { displayName: 'Draft' });
    const published = await patch(key.forBranch('published'), 'html@h1', { displayName: 'Published' });
    const again = await patch(key, 'html@h2', { displayName: 'Draft again' });
    const names = (version: CourseVersion) =>
      Promise.all(['html@h1', 'html@h2'].map(async (block) => (await read(version, block)).displayName));
    expect(await names(shared)).toEqual(['Page', 'Other page']);
    expect(await names(published.version)).toEqual(['Published', 'Other page']);
    expect(await names(again.version)).toEqual(['Draft', 'Draft again']);
    expect(draft.version.line).toBe(shared.line);
    expect([published.version.line === shared.line, published.version.ordinal]).toEqual([false, 1]);
    const tree = await test.app.get(ContentReader).tree(published.version);
    expect([...tree.walk()]).toHaveLength((await test.app.get(ContentReader).tree(shared)).nodes.size);
  });

  it('sends as many statements for a course of 2,000 blocks as for one of 100, named ones where it counts (C-9, P-4)', async () => {
    const counts: number[] = [];
    for (const blocks of [100, 2000]) {
      const key = await importSynthetic(test, blocks, 'edited');
      const tree = await test.app.get(ContentReader).tree(await head(key));
      const leaf = [...tree.nodes.values()].find(({ type }) => type === 'html')!.block;
      await patch(key, leaf, { displayName: 'First' });
      const statements = await statementsSent(() =>
        patch(key, leaf, { displayName: 'Second', fields: { data: '<p>Second.</p>' } }),
      );
      counts.push(statements.length);
      expect(statements.filter((query) => typeof query === 'object')).toHaveLength(2);
    }
    expect(counts).toEqual([ROUND_TRIPS, ROUND_TRIPS]);
  });
});
