import fc from 'fast-check';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { courseOf as filesWith, filesOf, TARGET } from '../reader/course.fixture.js';
import { courseOf, type CourseInMemory, filesOfCourse } from './round-trip.fixture.js';
import type { WritableBlock } from './write-context.js';

type Files = Record<string, string | Buffer>;

const readCourse = (files: Files, key: CourseKey = TARGET) => courseOf(filesOf(files), key);

/** A course of one unit that holds these elements. */
const unitOf = (elements: string, others: Files = {}): Files =>
  filesWith(
    `<chapter url_name="c"><sequential url_name="s"><vertical url_name="v">${elements}</vertical></sequential></chapter>`,
    others as Record<string, string>,
  ) as Files;

/** Writes a course, and expects that it comes to rest: what is read from it is written as the same bytes. */
async function atRest(course: CourseInMemory): Promise<{ files: Files; course: CourseInMemory }> {
  const { files } = await filesOfCourse(course);
  const again = await readCourse(files, course.courseKey);
  expect((await filesOfCourse(again)).files).toEqual(files);
  return { files, course: again };
}

const change = (course: CourseInMemory, ref: string, changed: Partial<WritableBlock>) => {
  for (const tree of [course.published, course.draft]) tree.set(ref, { ...tree.get(ref)!, ...changed });
};
const fieldsIn = ({ published }: CourseInMemory) =>
  [...published.values()].map(({ olx: _, ...block }) => block).sort((a, b) => (a.block < b.block ? -1 : 1));

describe('A written course (SPEC C-10)', () => {
  it.each([
    ['ids that would lead out of the archive', '<problem url_name="..:..:..:x" display_name="P"><p>a</p></problem>'],
    ['an id that begins with a folder’s end', '<problem url_name=":x" display_name="P"><p>a</p></problem>'],
    ['an id of dots', '<html url_name="..">x</html>'],
    ['an id with an empty part', '<html url_name="a::b">x</html>'],
    ['an id that no file system takes', `<html url_name="${'é'.repeat(200)}">x</html>`],
    ['an empty container of such an id', '<vertical url_name="..:x"/>'],
  ])('has no path beyond its folder for %s, and keeps the block', async (_what, element) => {
    const course = await readCourse(unitOf(element));
    // As if it had always been a file.
    for (const [ref, block] of course.published) {
      const { bodyInElement: _, ...olx } = block.olx!;
      if (block.parent === 'vertical@v') change(course, ref, { olx: { ...olx, form: 'pointer' } });
    }
    const { files, course: again } = await atRest(course);
    for (const path of Object.keys(files)) {
      expect(path).not.toMatch(/^\/|(^|\/)\.{0,2}(\/|$)|\0|\\/);
      expect(Math.max(...path.split('/').map((part) => Buffer.byteLength(part)))).toBeLessThan(256);
    }
    expect(fieldsIn(again)).toEqual(fieldsIn(course));
  });

  it.each(['../../etc/passwd', '/etc/passwd', 'a\0b', 'c'])(
    'does not let a body be written to %j, or over another block’s',
    async (filename) => {
      const others = {
        'html/b.xml': '<html filename="b"/>',
        'html/b.html': 'B',
        'html/c.xml': '<html filename="c"/>',
        'html/c.html': 'C',
      };
      const course = await readCourse(unitOf('<html url_name="b"/><html url_name="c"/>', others));
      change(course, 'html@b', { olx: { form: 'pointer', filename } });
      const { files, report } = await filesOfCourse(course);
      expect(files['html/b.html']).toBe('B');
      expect(files['html/c.html']).toBe('C');
      expect(report.entries).toEqual([]);
    },
  );

  it('says what XML cannot hold, and puts U+FFFD in its place, so that no file is broken', async () => {
    const course = await readCourse(unitOf('<html url_name="b">x</html>'));
    change(course, 'html@b', { displayName: 'a\u0001b\u{1f600}\ud800' });
    const { files, report } = await filesOfCourse(course);
    expect(report.entries).toMatchObject([{ severity: 'error', code: 'xml_characters', block: 'html@b' }]);
    const again = await readCourse(files);
    expect(again.published.get('html@b')!.displayName).toBe('a\ufffdb\u{1f600}\ufffd');
  });

  it('keeps as text a problem that is no XML, and says so', async () => {
    const course = await readCourse(unitOf('<problem url_name="b"><p>x</p></problem>'));
    for (const data of [
      '<problem><p>',
      'no XML & no problem',
      '<!DOCTYPE a [<!ENTITY b "c">]><problem>&b;</problem>',
    ]) {
      change(course, 'problem@b', { content: { data }, olx: null });
      const { files, report } = await filesOfCourse(course);
      expect(report.entries).toMatchObject([{ severity: 'error', code: 'malformed_body', block: 'problem@b' }]);
      expect(JSON.stringify([...(await readCourse(files)).published.values()])).toMatch(/&(?:lt|amp);/);
      await atRest(course);
    }
  });

  it('keeps comments, instructions, unknown attributes and tags, asides, meta and what stands around the root (OLX rules 18, 19, 31)', async () => {
    const unit =
      '<?xml version="1.0"?>\n<!-- before -->\n<vertical unicorn="purple &quot;1&quot;" display_name="U">\n  <!-- a - b -->\n  <html url_name="h"/>\n  <?pi x?>\n  <hologram url_name="g" a="1"><x/>tail<!-- c --></hologram>\n  <thing xblock-family="xblock_asides.v1" b="2"/>\n</vertical>\n<!-- after -->\n';
    const files = filesWith(
      '<chapter url_name="c"><sequential url_name="s"><vertical url_name="v"/></sequential></chapter>',
      {
        'vertical/v.xml': unit,
        'html/h.xml': '<html filename="h"/>',
        'html/h.html': '<i></i>]]>&nbsp;',
      },
    ) as Files;
    const { files: written } = await atRest(await readCourse(files));
    const text = String(written['vertical/v.xml']);
    for (const kept of [
      'unicorn="purple &quot;1&quot;"',
      '<!-- a - b -->',
      '<?pi x?>',
      '<hologram url_name="g" a="1"><x/>tail<!-- c --></hologram>',
      'xblock_asides.v1',
      '<!-- before -->',
      '<!-- after -->',
    ])
      expect(text).toContain(kept);
    expect(written['html/h.html']).toBe('<i></i>]]>&nbsp;');
  });

  it('shows an edited value, in the block’s own files alone (SPEC C-10)', async () => {
    const files = unitOf('<problem url_name="p"/><html url_name="h"/>', {
      'problem/p.xml': '<problem max_attempts="3.0" display_name="P">mixed <b>text</b></problem>',
      'html/h.xml': '<html filename="h" display_name="H"/>\n',
      'html/h.html': 'x',
    });
    const course = await readCourse(files);
    const before = (await filesOfCourse(course)).files;
    expect(before['problem/p.xml']).toBe(files['problem/p.xml']);
    change(course, 'problem@p', { settings: { max_attempts: 4 } });
    const { files: after } = await atRest(course);
    expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual(['problem/p.xml']);
    expect(after['problem/p.xml']).toContain('max_attempts="4"');
  });

  it('without drafts where draft and published are the same; with them, only topmost blocks that differ (OLX rule 43)', async () => {
    const course = await readCourse(unitOf('<html url_name="h" display_name="H">x</html>'));
    const plain = (await filesOfCourse(course)).files;
    expect(Object.keys(plain).filter((path) => path.startsWith('drafts/'))).toEqual([]);
    course.draft.set('html@h', { ...course.draft.get('html@h')!, displayName: 'Draft' });
    const { files, course: again } = await atRest(course);
    const drafts = Object.keys(files).filter((path) => path.startsWith('drafts/'));
    expect(drafts).toContain('drafts/vertical/v.xml');
    expect(files['drafts/vertical/v.xml']).toContain(
      'parent_url="block-v1:Org+Course+Run+type@sequential+block@s" index_in_children_list="0"',
    );
    expect(again.draft.get('html@h')!.displayName).toBe('Draft');
    expect(again.published.get('html@h')!.displayName).toBe('H');
  });

  it('says what of the draft has no place in it: what the root has lost, or has in another order', async () => {
    const course = await readCourse(filesWith('<chapter url_name="a" x="1"/><chapter url_name="b" x="1"/>') as Files);
    course.draft.set('course@course', { ...course.draft.get('course@course')!, children: ['chapter@b', 'chapter@a'] });
    const { report } = await filesOfCourse(course);
    expect(report.entries).toMatchObject([{ severity: 'warning', code: 'draft_not_said', block: 'course@course' }]);
  });
});

/** Text as authors write it, and as they should not. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    'null',
    'true',
    '3.40',
    '"quoted"',
    '[1',
    '{}',
    ']]>',
    '<!-- -- -->',
    '<![CDATA[x]]>',
    '&amp;&lt;',
    'a\r\nb\tc',
    '&#10;',
    '\u00a0é漢🙂',
    '1e400',
    '-0',
  ),
);
const json = fc.jsonValue({ maxDepth: 2 });
const id = fc.stringMatching(/^[A-Za-z0-9_.~\u00e9-]{1,12}(?::[a-z]{1,3})?$/);

/** Leaves by type, with fields of all kinds. */
const leaf = fc.oneof(
  fc.record({ type: fc.constant('html'), displayName: fc.option(text), data: text }),
  fc.record({ type: fc.constant('problem'), displayName: fc.option(text), markdown: text, inner: text }),
  fc.record({
    type: fc.constant('video'),
    displayName: fc.option(text),
    sources: fc.array(text),
    youtube: fc.constantFrom('', 'abc_-1'),
  }),
  fc.record({ type: fc.constant('done'), displayName: fc.option(text), align: text }),
  fc.record({
    type: fc.constant('survey'),
    displayName: fc.option(text),
    private_results: fc.boolean(),
    feedback: text,
  }),
  fc.record({ type: fc.constant('hologram'), displayName: fc.option(text), whatever: json }),
);

const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function blockFrom(
  made: { type: string; displayName: string | null } & Record<string, unknown>,
  blockId: string,
): WritableBlock {
  const { type, displayName, data, inner, sources, youtube, ...settings } = made;
  const content: Record<string, unknown> = {};
  if (type === 'html') content.data = data;
  if (type === 'problem') content.data = `<problem>\n  <p>${escaped(String(inner))}</p>\n</problem>\n`;
  const video = type === 'video' ? { html5_sources: sources, youtube_id_1_0: youtube } : {};
  return {
    block: `${type}@${blockId}`,
    parent: 'vertical@v',
    children: [],
    displayName,
    settings: { ...settings, ...video } as WritableBlock['settings'],
    content: content as WritableBlock['content'],
    olx: null,
  };
}

describe('A course that was never OLX', () => {
  it('comes to rest at once, whatever its fields and ids hold, and its texts survive', async () => {
    const base = await readCourse(unitOf('<html url_name="seed">x</html>'));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(id, leaf), { selector: ([name]) => name.toLowerCase(), maxLength: 6 }),
        async (made) => {
          const course: CourseInMemory = { ...base, published: new Map(base.published), draft: new Map() };
          course.published.delete('html@seed');
          const blocks = made
            .map(([blockId, fields]) => blockFrom(fields, blockId))
            .filter(({ block }) => {
              try {
                TARGET.makeUsageKey(block.split('@')[0]!, block.split('@')[1]!);
                return true;
              } catch {
                return false;
              }
            });
          course.published.set('vertical@v', {
            ...base.published.get('vertical@v')!,
            children: blocks.map(({ block }) => block),
          });
          for (const block of blocks) course.published.set(block.block, block);
          const { files } = await filesOfCourse(course, { withDrafts: false });
          const again = await readCourse(files);
          expect((await filesOfCourse(again)).files).toEqual(files);
          for (const { block, displayName, content } of blocks) {
            const read = again.published.get(block);
            expect({ block, displayName: read?.displayName ?? null }).toEqual({ block, displayName });
            if (block.startsWith('html')) expect(read?.content.data).toBe(content.data);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
