import { buffer } from 'node:stream/consumers';
import { courseOf, filesOf, read, readUnit, TARGET, type Files } from './course.fixture.js';
import { readAssets, type OlxAsset } from './olx-assets.js';
import { OlxReport } from './olx-report.js';

describe('files beside the course tree', () => {
  it('in about/, info/, tabs/ and custom_tags/ become detached blocks named after them (OLX rule 34)', async () => {
    const result = await read(
      courseOf('', {
        'about/overview.html': '<h1>é</h1>\r\n',
        'about/short.description.txt': 'short',
        'info/handouts.html': '<ol/>',
        'tabs/page.html': 'p',
        'custom_tags/slides': '<p>${n}</p>',
      }),
    );
    expect(result.block('about@overview')).toMatchObject({
      parent: null,
      children: [],
      content: { data: '<h1>é</h1>\r\n' },
      detached: true,
      olx: { form: 'folder' },
      file: 'about/overview.html',
    });
    expect(result.block('about@short.description')).toMatchObject({
      content: { data: 'short' },
      olx: { path: 'about/short.description.txt' },
    });
    expect(result.block('course_info@handouts').content).toEqual({ data: '<ol/>' });
    expect(result.block('custom_tag_template@slides').content).toEqual({ data: '<p>${n}</p>' });
    expect(result.summary).toMatchObject({ blocks: 1, detached: 5 });
  });

  it('in a folder of the run override those beside it (OLX rule 34)', async () => {
    const result = await read(
      courseOf('', {
        'about/a.html': 'all',
        'about/b.html': 'all',
        'about/Run/a.html': 'this run',
        'about/Other/b.html': 'another',
      }),
    );
    expect(result.block('about@a').content.data).toBe('this run');
    expect(result.block('about@b').content.data).toBe('all');
    expect(result.entries('file_not_reached').map(({ file }) => file)).toEqual(['about/Other/b.html', 'about/a.html']);
  });

  it('called <id>.<field>.json set a further field (OLX rule 34)', async () => {
    const result = await read(
      courseOf('', {
        'info/updates.html': 'u',
        'info/updates.items.json': '[{"id": 1}]',
        'info/only.items.json': '[]',
        'info/updates.future.json': '1',
      }),
    );
    expect(result.block('course_info@updates').content).toEqual({ data: 'u', items: [{ id: 1 }], future: 1 });
    expect(result.block('course_info@only')).toMatchObject({ content: { items: [] }, file: 'info/only.items.json' });
    expect(result.entries('unknown_field')).toMatchObject([{ severity: 'info', file: 'info/updates.future.json' }]);
  });

  it.each(['info/updates.json', 'info/updates.data.json', 'info/a.b.c.json'])(
    'called %s are reported and not read',
    async (file) => {
      const result = await read(courseOf('', { [file]: '[]' }));
      expect(result.summary?.detached).toBe(0);
      expect(result.entries('json_not_read')).toMatchObject([{ file }]);
    },
  );

  it('that editors left behind are no blocks (OLX rule 34)', async () => {
    const result = await read(
      courseOf('', { 'about/overview.html~': 'x', 'about/._overview.html': 'x', 'about/.hidden': 'x' }),
    );
    expect(result.summary?.detached).toBe(0);
  });

  it('whose names make no id are left out and reported, the others are read (OLX rule 15)', async () => {
    const result = await read(
      courseOf('', { 'about/trade®.html': 'x', 'about/two words.html': 'x', 'about/ok.html': 'y' }),
    );
    expect(result.summary?.detached).toBe(1);
    expect(result.entries('illegal_id').map(({ severity, file }) => [severity, file])).toEqual([
      ['error', 'about/trade®.html'],
      ['error', 'about/two words.html'],
    ]);
  });

  it('of static pages take their names and visibility from the list of pages (OLX rule 24)', async () => {
    const tabs = [{ type: 'static_tab', url_slug: 'page', name: 'The page', course_staff_only: true }];
    const result = await read(
      courseOf('', {
        'tabs/page.html': 'p',
        'tabs/other.html': 'o',
        'policies/Run/policy.json': JSON.stringify({ 'course/Run': { tabs } }),
      }),
    );
    expect(result.block('static_tab@page')).toMatchObject({
      displayName: 'The page',
      settings: { course_staff_only: true },
    });
    expect(result.block('static_tab@other')).toMatchObject({ displayName: null, settings: {} });
  });

  it('that nothing reachable points to are not imported, and each is reported (OLX rules 33 and 35)', async () => {
    const result = await readUnit('<problem url_name="p"/>', {
      'problem/p.xml': '<problem/>',
      'problem/lost.xml': '<problem/>',
      'html/lost.html': 'x',
      'tags.csv': 'a,b',
      'README.md': 'x',
      'policies/Old/policy.json': '{}',
      'assets/assets.xml': '<assets/>',
      'static/a.png': 'x',
      'policies/assets.json': '{}',
    });
    expect(result.entries('file_not_reached').map(({ severity, file }) => [severity, file])).toEqual([
      ['warning', 'html/lost.html'],
      ['warning', 'problem/lost.xml'],
    ]);
    expect(result.entries('tags_not_imported')).toHaveLength(1);
    expect(result.entries('file_not_read').map(({ file }) => file)).toEqual(['README.md', 'policies/Old/policy.json']);
  });
});

describe('the assets of a course', () => {
  async function assetsOf(contents: Files): Promise<{ assets: OlxAsset[]; report: OlxReport }> {
    const report = new OlxReport();
    const assets: OlxAsset[] = [];
    for await (const asset of readAssets(filesOf(courseOf('', contents)), report)) assets.push(asset);
    return { assets, report };
  }

  it('are all files of static/ and static_import/, at any depth (OLX rule 36)', async () => {
    const { assets, report } = await assetsOf({
      'static/b/c d.png': 'png',
      'static/a.txt': 'text',
      'static_import/x.js': '',
    });
    expect(
      assets.map(({ path, importPath, assetKeyPath, displayName, contentType, size, locked }) => [
        path,
        importPath,
        assetKeyPath,
        displayName,
        contentType,
        size,
        locked,
      ]),
    ).toEqual([
      ['static/a.txt', 'a.txt', 'a.txt', 'a.txt', 'text/plain', 4, false],
      ['static/b/c d.png', 'b/c d.png', 'b_c_d.png', 'c d.png', 'image/png', 3, false],
      ['static_import/x.js', 'x.js', 'x.js', 'x.js', 'text/javascript', 0, false],
    ]);
    expect((await buffer(assets[1]!.stream())).toString()).toBe('png');
    expect(report.assets).toBe(3);
  });

  it('are not what file managers leave behind, which is reported (OLX rule 36)', async () => {
    const { assets, report } = await assetsOf({
      'static/._a.png': 'x',
      'static/sub/.DS_Store': 'x',
      'static/a~': 'x',
      'static/.htaccess': 'x',
    });
    expect(assets.map(({ path }) => path)).toEqual(['static/.htaccess']);
    expect(report.entries.map(({ code, file }) => [code, file])).toEqual([
      ['asset_ignored', 'static/._a.png'],
      ['asset_ignored', 'static/a~'],
      ['asset_ignored', 'static/sub/.DS_Store'],
    ]);
  });

  it('have name, lock and type from policies/assets.json, by asset key and not by file name (OLX rule 37)', async () => {
    const policy = {
      'b_c_d.png': {
        displayname: 'pictures/C\\D.png',
        locked: true,
        contentType: 'image/webp',
        unicorn: 'purple',
        md5: 'x',
        import_path: 'y',
      },
      'b/c d.png': { displayname: 'never' },
      'typo.bin': { contentType: 'no/such-type' },
      'words.srt': {},
      'gone.png': {},
    };
    const { assets, report } = await assetsOf({
      'static/b/c d.png': 'x',
      'static/typo.bin': 'x',
      'static/words.srt': 'x',
      'static/words.sjson': 'x',
      'policies/assets.json': JSON.stringify(policy),
    });
    expect(
      assets.map(({ displayName, locked, contentType, attributes }) => [displayName, locked, contentType, attributes]),
    ).toEqual([
      ['pictures_C_D.png', true, 'image/webp', { unicorn: 'purple' }],
      ['typo.bin', false, 'application/octet-stream', {}],
      ['words.sjson', false, 'application/octet-stream', {}],
      ['words.srt', false, 'application/octet-stream', {}],
    ]);
    expect(report.entries.filter(({ code }) => code === 'asset_missing')).toHaveLength(2);
  });

  it('need no policies/assets.json, and survive a bad one (OLX rule 37)', async () => {
    const { assets, report } = await assetsOf({ 'static/a.png': 'x', 'policies/assets.json': '[1' });
    expect(assets).toHaveLength(1);
    expect(report.entries).toMatchObject([{ severity: 'error', code: 'malformed_json', file: 'policies/assets.json' }]);
  });

  it('whose paths come to the same key are not imported over each other: the second is reported', async () => {
    const { assets, report } = await assetsOf({ 'static/a/b.png': 'x', 'static/a_b.png': 'y' });
    expect(assets.map(({ path }) => path)).toEqual(['static/a/b.png']);
    expect(report.entries).toMatchObject([{ severity: 'error', code: 'asset_key_taken', file: 'static/a_b.png' }]);
  });
});

describe('drafts', () => {
  const parent = TARGET.makeUsageKey('sequential', 's').toString();
  const draft = (index: number | string, more = '', inner = ''): string =>
    `<vertical display_name="D" parent_url="${parent}" index_in_children_list="${index}"${more}>${inner}</vertical>`;
  const published = courseOf(
    '<chapter url_name="c"><sequential url_name="s"><vertical url_name="u"/></sequential></chapter>',
    {
      'vertical/u.xml': '<vertical display_name="Published"><html url_name="h"/></vertical>',
      'html/h.xml': '<html>published</html>',
    },
  );

  it('are the files of drafts/ that say where they belong, with all below them (OLX rule 41)', async () => {
    const result = await read({
      ...published,
      'drafts/vertical/u.xml': draft(0, ' url_name="ignored"', '<html url_name="h"/>'),
      'drafts/html/h.xml': '<html filename="h"/>',
      'drafts/html/h.html': 'draft',
    });
    expect(result.drafts).toMatchObject([
      { root: 'vertical@u', parent: 'sequential@s', index: 0, published: true, file: 'drafts/vertical/u.xml' },
    ]);
    const [text, unit] = result.drafts[0]!.blocks;
    expect(text).toMatchObject({
      ref: 'html@h',
      parent: 'vertical@u',
      content: { data: 'draft' },
      file: 'drafts/html/h.xml',
    });
    expect(unit).toMatchObject({ ref: 'vertical@u', displayName: 'D', parent: 'sequential@s', children: ['html@h'] });
  });

  it('leave the published version as it is, and what wires them to their place is no attribute (OLX rules 42 and 43)', async () => {
    const result = await read({ ...published, 'drafts/vertical/u.xml': draft(0) });
    expect(result.block('vertical@u')).toMatchObject({ displayName: 'Published', children: ['html@h'] });
    expect(result.drafts[0]!.blocks[0]!.olx).toEqual({ form: 'pointer' });
  });

  it('that were never published say so (OLX rule 43)', async () => {
    const result = await read({ ...published, 'drafts/vertical/new.xml': draft(1) });
    expect(result.drafts).toMatchObject([{ root: 'vertical@new', published: false, index: 1 }]);
    expect(result.report.drafts).toBe(1);
    expect(Object.fromEntries(result.report.blocksByType)).toEqual({
      course: 1,
      chapter: 1,
      sequential: 1,
      vertical: 1,
      html: 1,
    });
  });

  it('come by their index, ties by path (OLX rule 42)', async () => {
    const result = await read({
      ...published,
      'drafts/vertical/b.xml': draft(10),
      'drafts/vertical/a.xml': draft(10),
      'drafts/vertical/z.xml': draft(9),
    });
    expect(result.drafts.map(({ root }) => root)).toEqual(['vertical@z', 'vertical@a', 'vertical@b']);
  });

  it.each([
    ['parent_url="i4x://Org/Course/sequential/s"', 'sequential@s'],
    ['parent_sequential_url="i4x://Org/Course/sequential/s@draft"', 'sequential@s'],
    ['parent_url="i4x://Org/Course/course/Run"', 'course@course'],
    ['parent_url="block-v1:Else+Course+Run+type@sequential+block@s"', null],
    ['parent_url="nonsense"', null],
    ['', null],
  ])('with %s belong to %p (OLX rule 41)', async (attribute, expected) => {
    const result = await read({
      ...published,
      'drafts/vertical/u.xml': `<vertical ${attribute} index_in_children_list="0"/>`,
    });
    expect(result.drafts).toMatchObject([{ parent: expected }]);
    expect(result.entries('illegal_parent')).toHaveLength(expected === null && attribute !== '' ? 1 : 0);
  });

  it('within another draft are read with it', async () => {
    const inner = TARGET.makeUsageKey('vertical', 'outer').toString();
    const result = await read({
      ...published,
      'drafts/vertical/outer.xml': draft(0, '', '<vertical url_name="inner"/>'),
      'drafts/vertical/inner.xml': `<vertical parent_url="${inner}" index_in_children_list="0"/>`,
      'drafts/vertical/stray.xml': `<vertical parent_url="${inner}" index_in_children_list="1"/>`,
    });
    expect(result.drafts.map(({ blocks }) => blocks.map(({ ref }) => ref))).toEqual([
      ['vertical@inner', 'vertical@outer'],
    ]);
    expect(result.entries('draft_not_read')).toMatchObject([{ file: 'drafts/vertical/stray.xml' }]);
  });

  it('that cannot be read are left out and reported, the others are read (OLX rule 10)', async () => {
    const result = await read({
      ...published,
      'drafts/vertical/bad.xml': '<vertical index_in_children_list="0">',
      'drafts/vertical/what?.xml': draft(0),
      'drafts/vertical/good.xml': draft('soon', '', '<html url_name="gone"/>'),
      'drafts/vertical/._good.xml': 'junk',
      'drafts/html/orphan.xml': '<html/>',
    });
    expect(result.drafts.map(({ root, blocks }) => [root, blocks.length])).toEqual([['vertical@good', 1]]);
    expect(
      result.report.entries
        .filter(({ file }) => file.startsWith('drafts/'))
        .map(({ severity, code, file }) => [severity, code, file]),
    ).toEqual([
      ['error', 'malformed_xml', 'drafts/vertical/bad.xml'],
      ['warning', 'illegal_index', 'drafts/vertical/good.xml'],
      ['error', 'illegal_id', 'drafts/vertical/what?.xml'],
      ['error', 'missing_file', 'drafts/vertical/good.xml'],
      ['warning', 'draft_not_read', 'drafts/html/orphan.xml'],
      ['warning', 'draft_not_read', 'drafts/vertical/._good.xml'],
    ]);
  });

  it('take from the published tree what is not among them', async () => {
    const result = await read({ ...published, 'drafts/vertical/u.xml': draft(0, '', '<html url_name="h"/>') });
    expect(result.drafts[0]!.blocks[0]).toMatchObject({
      ref: 'html@h',
      content: { data: 'published' },
      file: 'html/h.xml',
    });
  });
});
