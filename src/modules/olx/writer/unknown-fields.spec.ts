import fc from 'fast-check';
import { InvalidInputError } from '../../../common/errors/app-error.js';
import {
  type CourseVersion,
  type JsonObject,
  type JsonValue,
  patchFields,
  printPythonJson,
  type StoredBlock,
} from '../../content/index.js';
import { fieldOf } from '../reader/block-catalogue.js';
import { courseOf as filesWith, filesOf, TARGET } from '../reader/course.fixture.js';
import { XmlFile } from '../reader/index.js';
import { courseOf, type CourseInMemory, filesOfCourse } from './round-trip.fixture.js';

const BLOCK = 'unicorn@u';
const HEAD = { courseKey: TARGET } as CourseVersion;

/** A course with one block of a type that is in no catalogue. */
const courseWith = (element: string, others: Record<string, string> = {}) =>
  courseOf(
    filesOf(
      filesWith(
        `<chapter url_name="c"><sequential url_name="s"><vertical url_name="v">${element}</vertical></sequential></chapter>`,
        others,
      ),
    ),
    TARGET,
  );

/** Patches the block field by field: which of them were refused, and what it has then. */
function patch(course: CourseInMemory, fields: JsonObject): { refused: string[]; taken: JsonObject } {
  const refused: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const stored = course.published.get(BLOCK)! as unknown as StoredBlock;
    try {
      const [next] = patchFields(BLOCK, { fields: { [name]: value } }).apply(new Map([[BLOCK, stored]]), HEAD).put;
      for (const tree of [course.published, course.draft]) tree.set(BLOCK, next as never);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      refused.push(...Object.keys(error.fieldErrors!));
    }
  }
  return { refused, taken: course.published.get(BLOCK)!.settings };
}

/** The attributes of the block after an export and an import, which have to come to rest and to report nothing but that it is unknown. */
async function attributesAfter(course: CourseInMemory): Promise<Map<string, string>> {
  const { files, report } = await filesOfCourse(course);
  expect(report.entries).toEqual([]);
  const again = await courseOf(filesOf(files), TARGET);
  expect(again.report.entries.filter(({ code }) => code !== 'unknown_block_type')).toEqual([]);
  expect((await filesOfCourse(again)).files).toEqual(files);
  const body = XmlFile.parse(Buffer.from(String(again.published.get(BLOCK)!.content.data)), 'body');
  const attributes = new Map(body.root.attributes);
  body.dispose();
  return attributes;
}

const printed = (value: JsonValue) => (typeof value === 'string' ? value : printPythonJson(value));

describe('fields of a type that is in no catalogue, which are attributes in OLX (SPEC C-4, C-10)', () => {
  it.each([
    'two words',
    '',
    ' ',
    '<',
    'a<b',
    '1st',
    '-a',
    '.a',
    'a=b',
    'a"b',
    "a'b",
    'a&b',
    'a/b',
    'a>b',
    'a:b',
    ':a',
    'a:',
    'a:b:c',
    'xlink:href',
    'xmlns',
    'xmlns:a',
    'xml:',
    'xml:1',
    'xml:id',
    '__proto__',
    'a\u0000',
    'a\u0001',
    '\ud800',
    '×',
    '÷',
    '²',
    'ª',
    'µ',
    'a\u00a0b',
    'a\u2028',
    '😀=',
    'a\ufffe',
    'url_name',
    'slug',
    'org',
    'course',
    'library',
    'filename',
    'xblock-family',
    'data_dir',
    'xml_attributes',
    'x-is-pointer-node',
    'tabs',
    'grading_policy',
    'discussion_blackouts',
    'discussion_topics',
    'parent_url',
    'parent_sequential_url',
    'index_in_children_list',
  ])('are not called %j, and a 400 says so by fields.<name>', async (name) => {
    const course = await courseWith('<unicorn url_name="u"/>');
    expect(patch(course, Object.fromEntries([[name, 'x']]))).toEqual({ refused: [`fields.${name}`], taken: {} });
  });

  it('are no text that XML cannot hold, and may be any other JSON', async () => {
    const course = await courseWith('<unicorn url_name="u"/>');
    const given = {
      bell: 'a\u0007b',
      half: '\ud800',
      none: '\uffff',
      list: ['a\u0007b', 1, null, { 'a b': true }],
      lines: ' a\r\n\tb ',
    };
    expect(patch(course, given)).toEqual({
      refused: ['fields.bell', 'fields.half', 'fields.none'],
      taken: { list: given.list, lines: given.lines },
    });
    expect(await attributesAfter(course)).toEqual(
      new Map([
        ['lines', ' a\r\n\tb '],
        ['list', printed(given.list)],
      ]),
    );
  });

  it.each([
    ['an attribute of its element', '<unicorn url_name="u" horn="1"/>', {}],
    ['an attribute beside children', '<unicorn url_name="u" horn="1"><x/>tail</unicorn>', {}],
    ['an attribute in its own file', '<unicorn url_name="u"/>', { 'unicorn/u.xml': '<unicorn horn="1" b="2"/>' }],
    ['a member of its <meta>', '<unicorn url_name="u"><meta>{"horn": 1}</meta></unicorn>', {}],
    ['a member of its policy', '<unicorn url_name="u"/>', { 'policies/Run/policy.json': '{"unicorn/u": {"horn": 1}}' }],
  ])('beat what an archive said of them as %s', async (_, element, others) => {
    const course = await courseWith(element, others as Record<string, string>);
    expect(patch(course, { horn: '2' }).refused).toEqual([]);
    expect((await attributesAfter(course)).get('horn')).toBe('2');
  });

  it('come back from an export and an import, whatever a PATCH takes', async () => {
    const part = fc.constantFrom(
      'a',
      'Z',
      '_',
      '-',
      '.',
      ':',
      '1',
      ' ',
      '<',
      'é',
      '²',
      'µ',
      '潮',
      '\u0301',
      '\u203f',
      '\u2070',
      '\u{10400}',
      '\u{f0000}',
      'xml:',
      'xmlns',
    );
    const name = fc
      .oneof(
        fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
        fc.string({ unit: 'binary', maxLength: 6 }),
        fc.string({ unit: 'grapheme-ascii', maxLength: 8 }),
        fc.constantFrom(
          'xml:lang',
          'xml:space',
          'xml:base',
          'xml:id',
          'id',
          'class',
          'constructor',
          'toString',
          'hasOwnProperty',
          'type',
          'none',
        ),
      )
      .filter((each) => fieldOf('unicorn', each) === undefined);
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>,
    );
    const element = fc.constantFrom(
      '<unicorn url_name="u"/>',
      '<unicorn url_name="u" a="1" xml:lang="en" Z="&lt;&quot;">text<x a="2"/></unicorn>',
      '<unicorn url_name="u" xmlns:q="urn:q" q:a="1" a=\'"\'/>',
    );
    await fc.assert(
      fc.asyncProperty(element, fc.array(fc.tuple(name, value), { maxLength: 6 }), async (markup, pairs) => {
        const course = await courseWith(markup);
        const { taken } = patch(course, Object.fromEntries(pairs));
        const attributes = await attributesAfter(course);
        for (const [each, given] of Object.entries(taken))
          expect([each, attributes.get(each)]).toEqual([each, printed(given)]);
      }),
      { numRuns: 150 },
    );
  });
});
