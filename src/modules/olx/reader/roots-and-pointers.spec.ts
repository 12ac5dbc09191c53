import { CourseKey } from '../../../common/opaque-keys/index.js';
import { courseOf, filesOf, read, readUnit } from './course.fixture.js';
import { describeOlx } from './course-source.js';
import { OlxReport } from './olx-report.js';

describe('the root of a course', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['is not XML', { 'course.xml': '<course' }, 'malformed_root', 'course.xml'],
    ['is another element', { 'course.xml': '<vertical url_name="x"/>' }, 'malformed_root', 'course.xml'],
    [
      'has no name of any kind (OLX rule 6)',
      { 'course.xml': '<course org="O" course="C"/>' },
      'url_name_missing',
      'course.xml',
    ],
    [
      'points to nothing (OLX rule 10)',
      { 'course.xml': '<course url_name="Run" org="O" course="C"/>' },
      'root_missing',
      'course.xml',
    ],
    [
      'points to a file that is not XML (OLX rule 10)',
      { 'course.xml': '<course url_name="Run" org="O" course="C"/>', 'course/Run.xml': '<course>\n<chapter></course>' },
      'malformed_root',
      'course/Run.xml',
    ],
  ])('fails the import when it %s', async (_what, files, code, file) => {
    await expect(read(files)).rejects.toMatchObject({ name: 'InvalidOlxError', code, file });
  });

  it('is named with file and line in the refusal', async () => {
    const files = {
      'course.xml': '<course url_name="Run" org="O" course="C"/>',
      'course/Run.xml': '<course>\n<chapter></course>',
    };
    await expect(read(files)).rejects.toMatchObject({
      line: 2,
      message: expect.stringContaining('course/Run.xml, line 2') as string,
    });
  });

  it('is a pointer to course/<url_name>.xml, and the course block has the id "course" (OLX rules 4 and 6)', async () => {
    const result = await read(courseOf('<chapter url_name="c"/>', { 'chapter/c.xml': '<chapter/>' }));
    expect(result.block('course@course')).toMatchObject({
      parent: null,
      children: ['chapter@c'],
      displayName: 'A course',
      file: 'course/Run.xml',
      olx: { form: 'pointer' },
    });
    expect(result.summary).toEqual({ kind: 'summary', root: 'course@course', blocks: 2, detached: 0, drafts: 0 });
  });

  it('is the definition itself when it has children or other attributes (OLX rule 6)', async () => {
    const withChild = await read({
      'course.xml': '<course url_name="Run" org="O" course="C"><chapter url_name="c" x="1"/></course>',
    });
    expect(withChild.block('course@course')).toMatchObject({ children: ['chapter@c'], olx: { form: 'root' } });
    const withAttribute = await read({
      'course.xml': '<course url_name="Run" org="O" course="C" display_name="Here"/>',
    });
    expect(withAttribute.block('course@course').displayName).toBe('Here');
  });

  it('takes "edx" for a missing org and the folder for a missing course, with warnings (OLX rule 6)', async () => {
    const report = new OlxReport();
    const source = await describeOlx(filesOf({ 'some/Folder/course.xml': '<course url_name="Run"/>' }), report);
    expect(source).toEqual({ kind: 'course', org: 'edx', course: 'Folder', run: 'Run', file: 'course.xml' });
    expect(report.entries.map(({ severity, code, line }) => [severity, code, line])).toEqual([
      ['warning', 'org_missing', 1],
      ['warning', 'course_missing', 1],
    ]);
  });

  it('is still a pointer without org or course, if there is a file that it points to', async () => {
    const result = await read({
      'course.xml': '<course url_name="Run"/>',
      'course/Run.xml': '<course display_name="There"/>',
    });
    expect(result.block('course@course').displayName).toBe('There');
  });

  it('is named by slug, then by its cleaned name, with a warning (OLX rule 6)', async () => {
    const runOf = async (attributes: string): Promise<string> => {
      const files = filesOf({ 'course.xml': `<course org="O" course="C" ${attributes}/>` });
      return (await describeOlx(files, new OlxReport())).run;
    };
    expect(await runOf('slug="A" name="B"')).toBe('A');
    expect(await runOf('name="Fall  term, 2012!"')).toBe('Fall_term_2012_');
  });

  it('makes a course key, or says that it cannot', async () => {
    const files = filesOf({ 'course.xml': '<course url_name="R" org="two words" course="C"/>' });
    await expect(describeOlx(files, new OlxReport())).rejects.toMatchObject({
      code: 'illegal_course_key',
      file: 'course.xml',
    });
  });

  it('is read into the course that is asked for, whatever the archive says (OLX rule 4)', async () => {
    const files = courseOf('<sequential url_name="s" required_prereq="i4x://Org/Course/sequential/s"/>');
    const result = await read(files, { courseKey: CourseKey.of('Other', 'One', 'Now') });
    expect(result.block('sequential@s').olx.attributes).toEqual({
      required_prereq: 'block-v1:Other+One+Now+type@sequential+block@s',
    });
  });
});

describe('a pointer', () => {
  it('has a url_name, no other attribute, no children and no text (OLX rule 7)', async () => {
    const result = await readUnit(
      '<html url_name="a">  \n </html><html url_name="b" x="1"/><html url_name="c">text</html><html url_name="d"><!-- --></html>',
      { 'html/a.xml': '<html display_name="from a file"/>', 'html/b.xml': '<html display_name="no"/>' },
    );
    expect(result.block('html@a')).toMatchObject({
      displayName: 'from a file',
      file: 'html/a.xml',
      olx: { form: 'pointer' },
    });
    for (const id of ['b', 'c', 'd'])
      expect(result.block(`html@${id}`)).toMatchObject({ displayName: null, olx: { form: 'inline' } });
  });

  it('to an id with colons leads into folders, and the id keeps them (OLX rule 8)', async () => {
    const result = await read(
      courseOf('<chapter url_name="secret:magic"/>', { 'chapter/secret/magic.xml': '<chapter display_name="M"/>' }),
    );
    expect(result.block('chapter@secret:magic')).toMatchObject({ displayName: 'M', olx: { form: 'pointer' } });
  });

  it('may stand beside inline definitions at any level (OLX rule 9)', async () => {
    const result = await read(
      courseOf('<chapter url_name="a"/><chapter url_name="b"><sequential url_name="s"/></chapter>', {
        'chapter/a.xml':
          '<chapter><sequential url_name="t" display_name="T"><vertical url_name="v"/></sequential></chapter>',
        'sequential/s.xml': '<sequential/>',
        'vertical/v.xml': '<vertical/>',
      }),
    );
    expect(result.order).toEqual([
      'vertical@v',
      'sequential@t',
      'chapter@a',
      'sequential@s',
      'chapter@b',
      'course@course',
    ]);
    expect(result.block('vertical@v').parent).toBe('sequential@t');
  });

  it('works for types that nobody knows, and for those without files, and its id is kept (OLX rule 9)', async () => {
    const result = await readUnit('<rate url_name="r"/><discussion url_name="d"/><done url_name="e"/>', {
      'rate/r.xml': '<rate prompt="?"/>',
      'discussion/d.xml': '<discussion display_name="Talk" for="Week 1"/>',
    });
    expect(result.block('rate@r')).toMatchObject({
      content: { data: '<rate prompt="?"/>' },
      file: 'rate/r.xml',
      olx: { form: 'pointer' },
    });
    expect(result.block('discussion@d')).toMatchObject({
      displayName: 'Talk',
      olx: { form: 'pointer', attributes: { for: 'Week 1' } },
    });
    expect(result.block('done@e')).toMatchObject({ olx: { form: 'inline' } });
  });

  it('that leads to nothing, to bad XML or has an illegal id is left out with all below it and reported; its siblings are read (OLX rule 10)', async () => {
    const result = await read(
      courseOf(
        '<chapter url_name="gone"/>\n<chapter url_name="bad"/>\n<chapter url_name="what?"/>\n<chapter url_name="good"/>',
        {
          'chapter/bad.xml': '<chapter>\n<sequential url_name="s">\n</chapter>',
          'chapter/good.xml': '<chapter/>',
          'sequential/s.xml': '<sequential/>',
        },
      ),
    );
    expect(result.block('course@course').children).toEqual(['chapter@good']);
    const lost = result.report.entries.filter(({ severity }) => severity === 'error');
    expect(lost.map(({ code, file, line, block }) => [code, file, line, block])).toEqual([
      ['missing_file', 'course/Run.xml', 2, 'chapter@gone'],
      ['malformed_xml', 'chapter/bad.xml', 3, 'chapter@bad'],
      ['illegal_id', 'course/Run.xml', 4, undefined],
    ]);
    expect(lost[0]?.message).toContain('chapter/gone.xml');
  });

  it("of 2012 names the file in filename, and its attributes override the file's (OLX rule 11)", async () => {
    const result = await readUnit('<problem url_name="p" filename="deep:x" max_attempts="2"/>', {
      'problem/deep/x.xml': '<problem display_name="X" max_attempts="1" unicorn="purple"><p>1</p></problem>',
    });
    expect(result.block('problem@p')).toMatchObject({
      displayName: 'X',
      settings: { max_attempts: 2 },
      content: { data: '<problem unicorn="purple">\n  <p>1</p>\n</problem>\n' },
      olx: { form: 'pointer', path: 'problem/deep/x.xml' },
    });
  });

  it('to a file with another root element is read by its own tag, with a warning', async () => {
    const result = await readUnit('<vertical url_name="x"/>', {
      'vertical/x.xml': '<unit><html url_name="h">x</html></unit>',
    });
    expect(result.block('vertical@x').children).toEqual(['html@h']);
    expect(result.entries('tag_mismatch')).toMatchObject([{ severity: 'warning', file: 'vertical/x.xml', line: 1 }]);
  });

  it('to a file that is larger than a document may be is left out and reported', async () => {
    const result = await readUnit('<problem url_name="p"/><problem url_name="q">x</problem>', {
      'problem/p.xml': Buffer.concat([
        Buffer.from('<problem>'),
        Buffer.alloc(21 * 1024 * 1024, ' '),
        Buffer.from('</problem>'),
      ]),
    });
    expect(result.single('vertical').children).toEqual(['problem@q']);
    expect(result.entries('file_too_large')).toMatchObject([{ file: 'problem/p.xml', block: 'problem@p' }]);
  });
});
