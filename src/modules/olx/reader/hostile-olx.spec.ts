import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { InvalidOlxError } from './invalid-olx-error.js';
import { courseOf, read, readUnit, type Files } from './course.fixture.js';

const BILLION_LAUGHS =
  '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><problem>&b;</problem>';

describe('hostile OLX', () => {
  describe('with a document type declaration (SPEC C-10)', () => {
    it.each([
      ['entities that grow', BILLION_LAUGHS],
      ['an external entity', '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><problem>&x;</problem>'],
      ['an external DTD', '<!DOCTYPE p SYSTEM "http://127.0.0.1:9/x.dtd"><problem/>'],
      ['nothing in it', '<!DOCTYPE problem><problem/>'],
      ['something before it', '\ufeff<?xml version="1.0"?>\n<!-- <problem> --><!DOCTYPE p><problem/>'],
      ['another encoding', Buffer.from('\ufeff<!DOCTYPE p [<!ENTITY x "y">]><problem>&x;</problem>', 'utf16le')],
    ])('is refused as a whole: %s', async (_what, problem) => {
      const refusal = readUnit('<problem url_name="p"/>', { 'problem/p.xml': problem });
      await expect(refusal).rejects.toMatchObject({
        name: 'InvalidOlxError',
        code: 'dtd_refused',
        file: 'problem/p.xml',
      });
    });

    it('is refused in the root file, in the course file and in a draft', async () => {
      const dtd = '<!DOCTYPE x><course url_name="Run" org="Org" course="Course"/>';
      const draft = '<!DOCTYPE x><vertical index_in_children_list="0" parent_url="i4x://Org/Course/sequential/s"/>';
      await expect(read({ 'course.xml': dtd })).rejects.toMatchObject({ code: 'dtd_refused', file: 'course.xml' });
      await expect(read(courseOf('', { 'course/Run.xml': dtd }))).rejects.toMatchObject({ code: 'dtd_refused' });
      await expect(read(courseOf('', { 'drafts/vertical/d.xml': draft }))).rejects.toMatchObject({
        code: 'dtd_refused',
      });
    });

    it('is no matter where it is only text', async () => {
      const { block, report } = await readUnit('<html url_name="h"><![CDATA[<!DOCTYPE html><p>x</p>]]></html>').then(
        (result) => ({
          block: result.single('html'),
          report: result.report,
        }),
      );
      expect(block.content.data).toBe('<!DOCTYPE html><p>x</p>');
      expect(report.severities.error).toBe(0);
    });
  });

  describe('that would never end', () => {
    it('is read without a block that holds itself', async () => {
      const result = await read(
        courseOf('<chapter url_name="a"/>', {
          'chapter/a.xml': '<chapter>\n<sequential url_name="b"/>\n</chapter>',
          'sequential/b.xml': '<sequential>\n<chapter url_name="a"/>\n<vertical url_name="v"/>\n</sequential>',
          'vertical/v.xml': '<vertical/>',
        }),
      );
      expect(result.block('sequential@b').children).toEqual(['vertical@v']);
      expect(result.entries('cycle')).toMatchObject([{ severity: 'error', file: 'sequential/b.xml', line: 2 }]);
    });

    it('is read without a block that holds itself by its file name (OLX rule 11)', async () => {
      const result = await readUnit('<vertical url_name="a" filename="a"/>', {
        'vertical/a.xml': '<vertical><vertical url_name="b" filename="a"/></vertical>',
      });
      expect(result.block('vertical@a').children).toEqual([]);
      expect(result.entries('cycle')).toHaveLength(1);
    });

    it('is refused when containers hold each other so often that there are too many blocks', async () => {
      const files: Record<string, string> = {};
      for (let level = 0; level < 12; level += 1) {
        files[`vertical/v${level}.xml`] = `<vertical>${`<vertical url_name="v${level + 1}"/>`.repeat(10)}</vertical>`;
      }
      const refusal = readUnit('<vertical url_name="v0"/>', files, { maximumBlocks: 2000 });
      await expect(refusal).rejects.toMatchObject({ code: 'too_many_blocks' });
    });

    it('is read down to fifty levels', async () => {
      const result = await readUnit(`${'<vertical>'.repeat(80)}${'</vertical>'.repeat(80)}`);
      expect(result.entries('too_deep')).toMatchObject([{ severity: 'error' }]);
      expect(result.summary?.blocks).toBe(50);
    });

    it('is read without a file that nests deeper than the parser goes', async () => {
      const problem = `<problem>${'<a>'.repeat(300)}${'</a>'.repeat(300)}</problem>`;
      const result = await readUnit('<problem url_name="p"/>', { 'problem/p.xml': problem });
      expect(result.entries('malformed_xml')).toMatchObject([{ severity: 'error', file: 'problem/p.xml' }]);
    });
  });

  describe('with what a database cannot hold', () => {
    it('is read with the replacement character instead of NUL, and reported as an error', async () => {
      const result = await readUnit('<html url_name="h"/>', {
        'html/h.xml': '<html filename="h"/>',
        'html/h.html': 'a\0b',
      });
      expect(result.single('html').content.data).toBe('a\ufffdb');
      expect(result.entries('html_characters')).toMatchObject([
        { severity: 'error', file: 'html/h.html', block: 'html@h' },
      ]);
    });

    it('is read likewise where JSON brings NUL or lone surrogates', async () => {
      const result = await read(
        courseOf('', {
          'policies/Run/policy.json': '{"course/Run": {"display_name": "a\\u0000b\\ud800c \\ud83d\\ude00"}}',
          'info/updates.items.json': '[{"content": "\\udfff"}]',
        }),
      );
      expect(result.block('course@course').displayName).toBe('a\ufffdb\ufffdc 😀');
      expect(result.block('course_info@updates').content.items).toEqual([{ content: '\ufffd' }]);
      expect(result.entries('json_characters').map(({ file }) => file)).toEqual([
        'policies/Run/policy.json',
        'info/updates.items.json',
      ]);
    });

    it('is read without what JSON nests too deeply', async () => {
      const deep = '['.repeat(5000) + ']'.repeat(5000);
      const result = await read(
        courseOf('', { 'policies/Run/policy.json': `{"course/Run": {"other_course_settings": {"x": ${deep}}}}` }),
      );
      expect(result.entries('json_depth')).toHaveLength(1);
      expect(JSON.stringify(result.block('course@course').settings).length).toBeLessThan(2000);
    });

    it.each([
      ['and no large number', '1'],
      ['and a large number', '12345678901234567890'],
    ])('is read without what JSON nests a hundred thousand times %s', async (_what, number) => {
      const deep = `${'['.repeat(100_000)}${number}${']'.repeat(100_000)}`;
      const result = await read(courseOf('', { 'policies/Run/policy.json': `{"course/Run": ${deep}}` }));
      expect(result.report.severities.error).toBeGreaterThan(0);
      expect(result.block('course@course').displayName).toBe('A course');
    });

    it('keeps whole numbers that JavaScript would round as their digits', async () => {
      const result = await read(
        courseOf('', {
          'policies/Run/policy.json': '{"course/Run": {"other_course_settings": {"id": 12345678901234567890}}}',
        }),
      );
      expect(result.block('course@course').settings.other_course_settings).toEqual({ id: '12345678901234567890' });
      expect(result.entries('json_number')).toMatchObject([{ severity: 'warning', line: 1 }]);
    });
  });

  it('cannot change what an object is through a name', async () => {
    const result = await read(
      courseOf('<chapter url_name="c" __proto__="x" constructor="y"/>', {
        'policies/Run/policy.json': '{"course/Run": {"__proto__": {"polluted": true}}, "__proto__": {"x": 1}}',
        'about/__proto__.html': 'x',
        'info/updates.__proto__.json': '[]',
      }),
    );
    expect(result.single('chapter').olx.attributes).toEqual({ constructor: 'y' });
    expect(result.entries('unsafe_name')).toHaveLength(2);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((result.block('course@course').settings as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('is left at once when it is cancelled', async () => {
    const controller = new AbortController();
    const chapters = Array.from({ length: 500 }, (_, at) => `<chapter url_name="c${at}"/>`).join('');
    controller.abort(new Error('cancelled'));
    await expect(read(courseOf(chapters), { signal: controller.signal })).rejects.toThrow('cancelled');
  });

  it('lets others in the process have their turn', async () => {
    let turns = 0;
    let reading = true;
    const others = (async () => {
      for (; reading; turns += 1) await setImmediate();
    })();
    const units = Array.from(
      { length: 3000 },
      (_, at) => `<problem url_name="p${at}"><p>${'text '.repeat(50)}</p></problem>`,
    );
    await readUnit(units.join('\n'));
    reading = false;
    await others;
    expect(turns).toBeGreaterThan(5);
  });

  it('of any kind gives blocks and a report, or an InvalidOlxError, and nothing else', async () => {
    const names = [
      'problem',
      'html',
      'vertical',
      'video',
      'conditional',
      'split_test',
      'poll_question',
      'lti',
      'nothing',
      'meta',
      'wiki',
      'library_content',
      'x:y',
    ];
    const attribute = fc.record({
      name: fc.constantFrom(
        'url_name',
        'slug',
        'name',
        'display_name',
        'filename',
        'sources',
        'youtube',
        'max_attempts',
        'start',
        'unicorn',
        'xblock-family',
        'correct',
        'group_id_to_child',
        '__proto__',
      ),
      value: fc.oneof(
        fc.constantFrom(
          '',
          'a',
          'null',
          '"x"',
          '{',
          '[1',
          '../x',
          'i4x://a/b/c/d',
          'i4x://Org/Course/problem/a',
          '1e400',
          '{"a": "b"}',
        ),
        fc.string({ maxLength: 8 }),
      ),
    });
    const escape = (text: string): string => text.replace(/[<&"]/g, (character) => `&#${character.charCodeAt(0)};`);
    const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
      content: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(
          '',
          ' ',
          'text',
          '<!-- c -->',
          '<?p i?>',
          '<![CDATA[<b>]]>',
          '&amp;',
          '&#233;',
          '&nbsp;',
          '<',
          '\n',
        ),
        fc.array(tie('element'), { maxLength: 3 }).map((elements) => elements.join('')),
      ),
      element: fc
        .tuple(
          fc.constantFrom(...names),
          fc.uniqueArray(attribute, { maxLength: 3, selector: ({ name }) => name }),
          tie('content'),
        )
        .map(
          ([name, attributes, content]) =>
            `<${name}${attributes.map((one) => ` ${one.name}="${escape(one.value)}"`).join('')}>${content}</${name}>`,
        ),
    }));
    const anything = fc.oneof(
      element,
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    );
    const files = fc.record({
      'course/Run.xml': fc.oneof(
        {
          weight: 5,
          arbitrary: element.map((inner) => `<course>${inner}<problem url_name="a"/><vertical url_name="a"/></course>`),
        },
        { weight: 1, arbitrary: anything },
      ),
      'problem/a.xml': anything,
      'vertical/a.xml': anything,
      'html/a.html': anything,
      'policies/Run/policy.json': fc.oneof(fc.json(), fc.string()),
      'policies/Run/grading_policy.json': fc.oneof(fc.json(), fc.string()),
      'info/updates.items.json': fc.oneof(fc.json(), fc.string()),
      'drafts/vertical/a.xml': anything,
      'tabs/x.html': anything,
    });
    await fc.assert(
      fc.asyncProperty(files, async (contents) => {
        try {
          const result = await read({
            'course.xml': '<course url_name="Run" org="Org" course="Course"/>',
            ...(contents as Files),
          });
          for (const block of result.blocks.values()) {
            for (const child of block.children) expect(result.block(child).parent).toBe(block.ref);
            expect(JSON.stringify(block)).not.toContain('\\u0000');
          }
        } catch (error) {
          if (!(error instanceof InvalidOlxError)) throw error;
        }
      }),
      { numRuns: 400 },
    );
  });
});
