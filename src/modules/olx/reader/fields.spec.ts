import { CourseKey } from '../../../common/opaque-keys/index.js';
import { courseOf, read, readUnit, TARGET } from './course.fixture.js';

const policy = (value: unknown): Record<string, string> => ({
  'policies/Run/policy.json': JSON.stringify(value, null, 2),
});

describe('the fields of a block', () => {
  it('are JSON where the field takes what that is, otherwise the text; null is null (OLX rule 17)', async () => {
    const result = await readUnit(
      '<problem url_name="a" max_attempts="null" display_name="3.4" weight="1.50" start="&quot;2030-01-01T00:00:00Z&quot;" rerandomize="always">x</problem>' +
        '<problem url_name="b" start="2030-01-01T00:00:00Z" graded="true" group_access="{&quot;5&quot;: [1]}">x</problem>',
    );
    expect(result.block('problem@a')).toMatchObject({
      displayName: '3.4',
      settings: { max_attempts: null, weight: 1.5, start: '2030-01-01T00:00:00Z', rerandomize: 'always' },
      olx: { spellings: { weight: '1.50', start: '"2030-01-01T00:00:00Z"' } },
    });
    expect(result.block('problem@b').settings).toEqual({
      start: '2030-01-01T00:00:00Z',
      graded: true,
      group_access: { 5: [1] },
    });
  });

  it('keep a value that the field should not have, and the report says so', async () => {
    const result = await readUnit('\n<problem url_name="a" max_attempts="many">x</problem>');
    expect(result.block('problem@a').settings).toEqual({ max_attempts: 'many' });
    expect(result.entries('unexpected_value')).toMatchObject([{ severity: 'warning', line: 3, block: 'problem@a' }]);
  });

  it('leave aside attributes that are none, which are kept in their order (OLX rule 18)', async () => {
    const result = await read(courseOf('<chapter url_name="c" zebra="1" unicorn="purple" xml:lang="fi"/>'));
    expect(Object.entries(result.block('chapter@c').olx.attributes ?? {})).toEqual([
      ['zebra', '1'],
      ['unicorn', 'purple'],
      ['xml:lang', 'fi'],
    ]);
  });

  it('drop what edX drops: it has its place elsewhere (OLX rule 18)', async () => {
    const result = await read({
      'course.xml':
        '<course url_name="Run" org="Org" course="Course" data_dir="x" tabs="[]" grading_policy="{}" discussion_blackouts="[]" x-is-pointer-node="1"/>',
    });
    const block = result.block('course@course');
    expect(block.olx).toEqual({ form: 'root' });
    expect(block.settings).not.toHaveProperty('discussion_blackouts');
    expect(result.entries('attribute_ignored')).toHaveLength(5);
  });

  it('remember the order of attributes only where Studio would write another (OLX rule 45)', async () => {
    const result = await read(
      courseOf(
        '<chapter url_name="a" display_name="A" start="2030-01-01T00:00:00Z" z="1"/><chapter url_name="b" z="1" start="2030-01-01T00:00:00Z" display_name="B"/>',
      ),
    );
    expect(result.block('chapter@a').olx).toEqual({ form: 'inline', attributes: { z: '1' } });
    expect(result.block('chapter@b').olx.attributeOrder).toEqual(['url_name', 'z', 'start', 'display_name']);
  });

  it('are merged from a <meta> child of JSON (OLX rule 19)', async () => {
    const result = await readUnit(
      '<vertical url_name="a" display_name="A"><meta>{"display_name": "B", "graded": true, "unicorn": [1]}</meta><html url_name="h">x</html></vertical>' +
        '<problem url_name="p"><meta>{"max_attempts": 2}</meta><p>x</p></problem>' +
        '<vertical url_name="c"><meta>no</meta></vertical>',
    );
    expect(result.block('vertical@a')).toMatchObject({
      displayName: 'B',
      settings: { graded: true },
      children: ['html@h'],
      olx: { attributes: { unicorn: [1] } },
    });
    expect(result.block('problem@p')).toMatchObject({
      settings: { max_attempts: 2 },
      content: { data: '<problem>\n  <p>x</p>\n</problem>\n' },
    });
    expect(result.block('vertical@c').olx.meta).toBe('no');
    expect(result.entries('malformed_meta')).toHaveLength(1);
  });

  describe('in policy.json', () => {
    it('beat attributes, for any block (OLX rule 20)', async () => {
      const result = await readUnit(
        '<problem url_name="p" display_name="old" max_attempts="1" weight="1.50">x</problem>',
        {
          ...policy({
            'problem/p': { display_name: 'new', weight: 2, unicorn: 'purple' },
            'vertical/v': { graded: 'True' },
            'course/Run': { display_name: 'Renamed' },
          }),
        },
      );
      expect(result.block('problem@p')).toMatchObject({
        displayName: 'new',
        settings: { max_attempts: 1, weight: 2 },
        olx: { attributes: { unicorn: 'purple' } },
      });
      expect(result.block('problem@p').olx.spellings).toBeUndefined();
      expect(result.block('vertical@v').settings).toEqual({ graded: true });
      expect(result.block('course@course').displayName).toBe('Renamed');
    });

    it('bring back unknown attributes that Studio wrote there, but not where the file lay (OLX rule 18)', async () => {
      const result = await read(
        courseOf(
          '',
          policy({
            'course/Run': { xml_attributes: { filename: ['course/Run.xml', 'course/Run.xml'], unicorn: 'purple' } },
          }),
        ),
      );
      const { form, attributes } = result.block('course@course').olx;
      expect({ form, attributes }).toEqual({ form: 'pointer', attributes: { unicorn: 'purple' } });
    });

    it('come from policies/<run>.json where there is no folder, or an empty policy in it (OLX rule 20)', async () => {
      const old = { 'policies/Run.json': '{"course/Run": {"display_name": "Old place"}}' };
      expect((await read(courseOf('', old))).block('course@course').displayName).toBe('Old place');
      expect((await read(courseOf('', { ...old, ...policy({}) }))).block('course@course').displayName).toBe(
        'Old place',
      );
    });

    it.each([
      ['no JSON', '{"course/Run": {\n"display_name": "x",\n}}', 3],
      ['a list', '[]', 1],
      ['not UTF-8', Buffer.from('{"x": "\xe9"}', 'latin1'), null],
    ])('are taken for {} when the file is %s, which is reported (OLX rule 20)', async (_what, content, line) => {
      const result = await read(courseOf('', { 'policies/Run/policy.json': content }));
      expect(result.block('course@course').displayName).toBe('A course');
      expect(result.entries('malformed_json')).toMatchObject([
        { severity: 'error', file: 'policies/Run/policy.json', line },
      ]);
    });

    it('for blocks that there are not are reported with their line', async () => {
      const result = await read(
        courseOf('', policy({ 'course/Run': {}, 'problem/gone': { due: null }, 'chapter/odd': 1 })),
      );
      expect(result.entries('policy_unused').map(({ file, line }) => [file, line])).toEqual([
        ['policies/Run/policy.json', 3],
        ['policies/Run/policy.json', 6],
      ]);
    });
  });
});

describe('a course', () => {
  const grading = { GRADER: [{ type: 'Homework', weight: 1 }], GRADE_CUTOFFS: { Pass: 0.5 } };

  it("has its grading policy from the run's folder, else from the root (OLX rule 21)", async () => {
    const both = {
      'policies/Run/grading_policy.json': JSON.stringify(grading),
      'grading_policy.json': '{"GRADER": []}',
    };
    expect((await read(courseOf('', both))).block('course@course').content.grading_policy).toEqual(grading);
    const old = { 'grading_policy.json': JSON.stringify(grading) };
    expect((await read(courseOf('', old))).block('course@course').content.grading_policy).toEqual(grading);
  });

  it('takes the default for the half that its grading policy lacks (OLX rule 21)', async () => {
    const result = await read(courseOf('', { 'grading_policy.json': '{"GRADE_CUTOFFS": {"A": 0.9}}' }));
    expect(result.block('course@course').content.grading_policy).toMatchObject({
      GRADE_CUTOFFS: { A: 0.9 },
      GRADER: [{ type: 'Homework' }, {}, {}, {}],
    });
  });

  it.each<Record<string, string>>([{}, { 'grading_policy.json': 'no' }])(
    'leaves the default to itself without a policy or with a bad one (OLX rule 21): %p',
    async (files) => {
      const result = await read(courseOf('', files));
      expect(result.block('course@course').content).not.toHaveProperty('grading_policy');
      expect(result.entries('malformed_json')).toHaveLength(Object.keys(files).length);
    },
  );

  it('keeps an unset due apart from one that is null (OLX rule 22)', async () => {
    const result = await read(courseOf('<chapter url_name="a" due="null"/><chapter url_name="b" x=""/>'));
    expect(result.block('chapter@a').settings).toEqual({ due: null });
    expect(result.block('chapter@b').settings).toEqual({});
  });

  it('has wiki, textbooks and license as content (OLX rule 23)', async () => {
    const result = await read({
      'course.xml':
        '<course url_name="Run" org="Org" course="Course" license="creative-commons: ver=4.0 BY">' +
        '<textbook title="T" book_url="https://b/"/><wiki slug="my.wiki"/><chapter url_name="c" x=""/><textbook title="U" book_url="u"><table/></textbook></course>',
    });
    const block = result.block('course@course');
    expect(block.content).toEqual({
      license: 'creative-commons: ver=4.0 BY',
      textbooks: [
        ['T', 'https://b/'],
        ['U', 'u'],
      ],
      wiki_slug: 'my.wiki',
    });
    expect(block.children).toEqual(['chapter@c']);
    expect(block.olx.extras).toEqual([
      { at: 1, kind: 'element', xml: '<textbook title="U" book_url="u"><table/></textbook>' },
    ]);
  });

  it.each([
    ['Course', 'Other.One.Now'],
    ['Org.Course.Run', 'Other.One.Now'],
    ['my.wiki', 'my.wiki'],
  ])('of another key with the wiki %s has the wiki %s (OLX rule 23)', async (slug, expected) => {
    const files = {
      'course.xml': '<course url_name="Run" org="Org" course="Course"/>',
      'course/Run.xml': `<course><wiki slug="${slug}"/></course>`,
    };
    const moved = await read(files, { courseKey: CourseKey.of('Other', 'One', 'Now') });
    expect(moved.block('course@course').content.wiki_slug).toBe(expected);
    const same = await read(files, { courseKey: TARGET });
    expect(same.block('course@course').content.wiki_slug).toBe(slug);
  });

  it('without pages gets the usual ones (OLX rule 24)', async () => {
    const typesOf = async (settings: unknown): Promise<unknown[]> => {
      const result = await read(courseOf('', policy({ 'course/Run': settings })));
      return (result.block('course@course').settings.tabs as { type: string }[]).map(({ type }) => type);
    };
    expect(await typesOf({})).toEqual(['courseware', 'progress', 'dates', 'discussion', 'wiki', 'textbooks']);
    expect(await typesOf({ tabs: [], discussion_link: 'https://forum/' })).toContain('external_discussion');
    expect(await typesOf({ tabs: [{ type: 'courseware', name: 'C' }] })).toEqual(['courseware']);
  });
});

describe('what a container holds beside blocks', () => {
  it('is kept in its place: comments, instructions, text, by how many blocks stand before it', async () => {
    const result = await read(
      courseOf(
        '<chapter url_name="c"><!-- one --><sequential url_name="gone"/><sequential url_name="s" x=""/>a &lt; b<?edit soft?><!-- two --></chapter>',
      ),
    );
    expect(result.block('chapter@c')).toMatchObject({
      children: ['sequential@s'],
      olx: {
        extras: [
          { at: 0, kind: 'comment', xml: '<!-- one -->' },
          { at: 1, kind: 'text', xml: 'a &lt; b' },
          { at: 1, kind: 'instruction', xml: '<?edit soft?>' },
          { at: 1, kind: 'comment', xml: '<!-- two -->' },
        ],
      },
    });
  });

  it('is kept around the root of its file', async () => {
    const result = await read(
      courseOf('<chapter url_name="c"/>', {
        'chapter/c.xml': '<?xml version="1.0"?>\n<!-- licence -->\n<chapter/>\n<!-- end -->\n',
      }),
    );
    expect(result.block('chapter@c').olx).toMatchObject({
      prolog: '<?xml version="1.0"?>\n<!-- licence -->',
      epilog: '<!-- end -->',
    });
  });

  it('is kept as an aside, with the block that it is beside (OLX rule 31)', async () => {
    const aside = '<tagging xblock-family="xblock_asides.v1" saved="1"><t>x</t></tagging>';
    const result = await readUnit(
      `<problem url_name="p">${aside}<p>x</p></problem><vertical url_name="w">${aside}</vertical>`,
    );
    expect(result.block('problem@p')).toMatchObject({
      content: { data: '<problem>\n  <p>x</p>\n</problem>\n' },
      olx: { asides: [aside] },
    });
    expect(result.block('vertical@w')).toMatchObject({ children: [], olx: { asides: [aside] } });
  });
});
