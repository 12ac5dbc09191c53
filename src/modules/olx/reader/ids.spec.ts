import { createHash } from 'node:crypto';
import { courseOf, read, readUnit } from './course.fixture.js';

const digest = (markup: string): string => createHash('sha1').update(markup).digest('hex').slice(0, 12);

describe('the id of a block', () => {
  it('is url_name, slug, the cleaned name or the cleaned display_name, whichever is there first (OLX rule 12)', async () => {
    const result = await readUnit(
      '<html display_name="d" name="n" slug="s" url_name="u">x</html>' +
        '<html display_name="d" name="n" slug="s">x</html>' +
        '<html display_name="d" name="A  name: with – ünïcode, 100%.">x</html>' +
        '<html display_name="Only (a) title">x</html>',
    );
    expect(result.single('vertical').children).toEqual([
      'html@u',
      'html@s',
      'html@A_name_with_ünïcode_100_.',
      'html@Only_a_title',
    ]);
  });

  it('is made from the markup when there is no name of any kind, with a warning where learners have state (OLX rule 12)', async () => {
    const result = await readUnit('<html>x</html>\n<problem>y</problem><html url_name="">z</html>');
    expect(result.single('vertical').children).toEqual([
      `html@html_${digest('<html>x</html>')}`,
      `problem@problem_${digest('<problem>y</problem>')}`,
      `html@html_${digest('<html url_name="">z</html>')}`,
    ]);
    expect(result.entries('id_from_markup').map(({ severity, line }) => [severity, line])).toEqual([
      ['info', 2],
      ['warning', 3],
      ['info', 3],
    ]);
  });

  it('becomes <tag>_<id>_<digest> where it is used a second time, with a warning (OLX rule 13)', async () => {
    const again = '<problem url_name="p">two</problem>';
    const result = await readUnit(`<problem url_name="p">one</problem>\n${again}`);
    expect(result.single('vertical').children).toEqual(['problem@p', `problem@problem_p_${digest(again)}`]);
    expect(result.entries('duplicate_id')).toMatchObject([{ severity: 'warning', file: 'course/Run.xml', line: 3 }]);
  });

  it('may be the same for two types (OLX rule 13)', async () => {
    const result = await readUnit('<problem url_name="x">1</problem><html url_name="x">2</html>');
    expect(result.single('vertical').children).toEqual(['problem@x', 'html@x']);
    expect(result.report.entries).toEqual([]);
  });

  it('that was made before gets a new digest instead of a second one (OLX rule 13)', async () => {
    const id = 'problem_p_0123456789ab';
    const again = `<problem url_name="${id}">two</problem>`;
    const result = await readUnit(`<problem url_name="${id}">one</problem>${again}`);
    expect(result.single('vertical').children[1]).toBe(`problem@problem_p__${digest(again)}`);
  });

  it('under a second parent is that of a copy, whatever the type: a block has one parent, and nothing is lost (OLX rules 13 and 14, SPEC C-2)', async () => {
    const result = await read(
      courseOf(
        '<chapter url_name="a"><sequential url_name="s"><vertical url_name="v"/></sequential></chapter>' +
          '<chapter url_name="b"><sequential url_name="t"><vertical url_name="v"/></sequential></chapter>',
        {
          'vertical/v.xml': '<vertical display_name="V"><html url_name="h"/></vertical>',
          'html/h.xml': '<html>text</html>',
        },
      ),
    );
    const [copy] = result.block('sequential@t').children;
    expect(result.block('vertical@v').parent).toBe('sequential@s');
    expect(result.block(copy ?? '')).toMatchObject({ displayName: 'V', parent: 'sequential@t' });
    const [text] = result.block(copy ?? '').children;
    expect(result.block(text ?? '')).toMatchObject({ content: { data: 'text' }, parent: copy });
    expect(result.entries('duplicate_id')).toHaveLength(2);
  });

  it('is another for each of many copies of the same markup', async () => {
    const result = await readUnit('<problem url_name="p"/>'.repeat(50), { 'problem/p.xml': '<problem/>' });
    const children = result.single('vertical').children;
    expect(new Set(children).size).toBe(50);
    expect(children.slice(-2).map((child) => child.replace(/_[0-9a-f]{12}_/, '_#_'))).toEqual([
      'problem@problem_p_#_48',
      'problem@problem_p_#_49',
    ]);
  });

  it('is free again when its block could not be read', async () => {
    const result = await readUnit('<problem url_name="p"/><problem url_name="p">x</problem>');
    expect(result.single('vertical').children).toEqual(['problem@p']);
  });

  it.each(['what?', 'a b', 'a/b', 'a@b', 'a+b', 'naïve®', 'a\u0301', 'x'.repeat(256)])(
    'that cannot stand in a key, as %p, is reported, and the other blocks are read (OLX rule 15)',
    async (id) => {
      const result = await readUnit(`<html url_name="${id}">x</html><html url_name="ok">x</html>`);
      expect(result.single('vertical').children).toEqual(['html@ok']);
      expect(result.entries('illegal_id')).toMatchObject([{ severity: 'error', file: 'course/Run.xml', line: 2 }]);
    },
  );

  it.each(['a.b-c~d:e_f', 'äöü', '学习', '2024'])('may be %p (OLX rule 15)', async (id) => {
    const result = await readUnit(`<html url_name="${id}">x</html>`);
    expect(result.single('vertical').children).toEqual([`html@${id}`]);
  });
});
