import fc from 'fast-check';
import type { JsonValue } from '../json.js';
import type { OlxFamily } from './block-type-declaration.js';
import { fieldOf, fieldsOf, knownBlockTypes } from './block-type-catalogue.js';
import type { FieldDeclaration } from './field-declaration.js';
import { parseFieldValue } from './parse-field-value.js';
import { printFieldValue } from './print-field-value.js';
import { normalizeFieldValue } from './read-field-value.js';
import { validateFieldValue } from './validate-field-value.js';

const FAMILIES: readonly OlxFamily[] = ['xml-mixin', 'pure'];
const allFields = knownBlockTypes().flatMap(({ type }) => fieldsOf(type));

function field(type: string, name: string): FieldDeclaration {
  const found = fieldOf(type, name);
  if (!found) throw new Error(`${type} has no field ${name}`);
  return found;
}

/** JSON of every kind, near to what the fields hold. */
const plausible = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<JsonValue>(
    true,
    'True',
    0,
    -0,
    1.5,
    '2030-01-01T00:00:00+01:00',
    '3 days',
    '00:01:30',
    '"x"',
    'null',
  ),
  fc.dictionary(fc.integer().map(String), fc.array(fc.integer())),
  fc.array(fc.string({ unit: 'binary' })),
  fc.string({ unit: 'binary' }),
);

describe('attributes that are not what their field expects', () => {
  it.each<[string, string, string]>([
    ['problem', 'max_attempts', 'many'],
    ['problem', 'max_attempts', '[3]'],
    ['problem', 'max_attempts', '12345678901234567890'],
    ['problem', 'weight', 'NaN'],
    ['problem', 'weight', '1e999'],
    ['chapter', 'graded', 'yes'],
    ['chapter', 'start', 'next spring'],
    ['chapter', 'start', '2030-02-30T00:00:00Z'],
    ['video', 'html5_sources', '{}'],
    ['video', 'html5_sources', '["a\\u0000b"]'],
    ['video', 'html5_sources', '["half a pair \\ud800"]'],
    ['video', 'transcripts', '[["en", "a.srt"]]'],
    ['html', 'group_access', '{"staff": [1]}'],
    ['html', 'group_access', '{"50": "1"}'],
    ['course', 'tabs', '['.repeat(200) + ']'.repeat(200)],
    ['course', 'tabs', '['.repeat(200_000)],
  ])('keeps %s.%s="%s" as it stands and reports it (OLX rule 17)', (type, name, raw) => {
    const parsed = parseFieldValue(field(type, name), raw);
    expect(parsed.value).toBe(raw);
    expect(parsed.problem).toMatch(/^Expected /);
    expect(printFieldValue(field(type, name), parsed.value, 'xml-mixin')).toBe(raw);
  });

  it('reports a value that is no choice of the field, and keeps it', () => {
    expect(parseFieldValue(field('problem', 'showanswer'), 'sometimes')).toMatchObject({
      value: 'sometimes',
      problem: expect.stringContaining('Expected one of "always"') as string,
    });
  });

  it('keeps a JSON object from changing what objects are', () => {
    const { value } = parseFieldValue(field('course', 'other_course_settings'), '{"__proto__": {"admin": true}}');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each(FAMILIES)('throws at no input (%s)', (family) => {
    const input = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      plausible.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...allFields), input, (each, raw) => {
        parseFieldValue(each, raw, family);
      }),
    );
  });
});

describe('attributes as the platform reads them (OLX rule 17)', () => {
  it.each<[string, string, string, JsonValue]>([
    ['problem', 'display_name', '3.4', '3.4'],
    ['problem', 'display_name', '3.40', '3.40'],
    ['problem', 'display_name', '1e2', '1e2'],
    ['problem', 'display_name', 'true', 'true'],
    ['problem', 'display_name', '[1]', '[1]'],
    ['problem', 'display_name', '"in quotes"', 'in quotes'],
    ['problem', 'display_name', 'null', null],
    ['problem', 'display_name', '', ''],
    ['problem', 'display_name', ' 5 ', ' 5 '],
    ['problem', 'max_attempts', 'null', null],
    ['problem', 'max_attempts', '', null],
    ['problem', 'max_attempts', '3', 3],
    ['problem', 'max_attempts', '"3"', 3],
    ['problem', 'max_attempts', '03', 3],
    ['problem', 'weight', '1.0', 1],
    ['problem', 'weight', '3.40', 3.4],
    ['problem', 'weight', '1e2', 100],
    ['problem', 'weight', '.5', 0.5],
    ['problem', 'graceperiod', '5 days 2 hours', '5 days 2 hours'],
    ['video', 'start_time', '00:01:29', '00:01:29'],
    ['video', 'start_time', '89.0', '00:01:29'],
    ['video', 'transcripts', '{"fr": "tide-fr.srt"}', { fr: 'tide-fr.srt' }],
    ['course', 'instructor_info', '{"instructors": []}', { instructors: [] }],
  ])('reads %s.%s="%s" as %j', (type, name, raw, value) => {
    const parsed = parseFieldValue(field(type, name), raw);
    expect(parsed.value).toEqual(value);
    expect(parsed.problem).toBeUndefined();
  });

  it.each(['2030-01-01T00:00:00Z', '"2030-01-01T00:00:00Z"', '2030-01-01T00:00', '2030-01-01T02:00:00+02:00'])(
    'reads the date %s as the same instant, in UTC (SPEC R-5)',
    (raw) => {
      expect(parseFieldValue(field('chapter', 'start'), raw).value).toBe('2030-01-01T00:00:00Z');
    },
  );

  it.each(['true', 'True', 'TRUE', '"true"', '1'])('hides a block marked visible_to_staff_only="%s"', (raw) => {
    expect(parseFieldValue(field('vertical', 'visible_to_staff_only'), raw).value).toBe(true);
  });
});

describe('pure XBlocks (OLX rule 30)', () => {
  it('take texts as they stand, quotes and null included', () => {
    const name = field('done', 'display_name');
    expect(parseFieldValue(name, '"quoted"', 'pure')).toEqual({ value: '"quoted"' });
    expect(parseFieldValue(name, 'null', 'pure')).toEqual({ value: 'null' });
  });

  it('read everything else as JSON, or by the words of YAML', () => {
    expect(parseFieldValue(field('pdf', 'allow_download'), 'no', 'pure').value).toBe(false);
    expect(parseFieldValue(field('done', 'weight'), '~', 'pure').value).toBeNull();
    expect(parseFieldValue(field('library', 'start'), '"2030-01-01T00:00:00Z"', 'pure')).toEqual({
      value: '2030-01-01T00:00:00Z',
    });
  });

  it('write lists indented, with sorted keys and ASCII only', () => {
    const answers = [['é', { label: 'Neap', img: null }]];
    expect(printFieldValue(field('poll', 'answers'), answers, 'pure')).toBe(
      '[\n  [\n    "\\u00e9",\n    {\n      "img": null,\n      "label": "Neap"\n    }\n  ]\n]',
    );
  });

  it('have no attribute for an unset text', () => {
    expect(printFieldValue(field('done', 'display_name'), null, 'pure')).toBeNull();
    expect(printFieldValue(field('done', 'weight'), null, 'pure')).toBe('null');
  });
});

describe('writing and reading again', () => {
  it.each(['null', '"in quotes"', ' null ', '"3"'])('brings back the title %j, which looks like JSON', (title) => {
    const name = field('problem', 'display_name');
    const printed = printFieldValue(name, title, 'xml-mixin');
    expect(parseFieldValue(name, printed ?? '').value).toBe(title);
  });

  it.each<[string, string, string]>([
    ['problem', 'weight', '1.0'],
    ['problem', 'weight', '3.40'],
    ['course', 'graded', 'True'],
    ['course', 'start', '2022-04-09T00:00:00+00:00'],
    ['course', 'end', ''],
    ['split_test', 'group_id_to_child', '{"2": "i4x://a/b/vertical/y", "1": "i4x://a/b/vertical/x"}'],
    ['video', 'html5_sources', '["a.mp4","b.mp4"]'],
  ])('keeps the spelling of %s.%s="%s", which its value alone does not give', (type, name, raw) => {
    expect(parseFieldValue(field(type, name), raw).spelling).toBe(raw);
  });

  it.each<[string, string, string]>([
    ['problem', 'weight', '2'],
    ['problem', 'display_name', 'Höhe über Null'],
    ['video', 'html5_sources', '["a.mp4", "b.mp4"]'],
    ['course', 'instructor_info', '{"instructors": [{"name": "Zo\\u00eb"}]}'],
    ['course', 'start', '2030-01-01T00:00:00Z'],
    ['course', 'graded', 'false'],
    ['problem', 'max_attempts', 'null'],
  ])('needs none for %s.%s="%s", which Studio would write so too', (type, name, raw) => {
    expect(parseFieldValue(field(type, name), raw)).not.toHaveProperty('spelling');
  });

  it.each(FAMILIES)('gives every valid value back as it is stored (%s)', (family) => {
    fc.assert(
      fc.property(fc.constantFrom(...allFields), plausible, (each, candidate) => {
        const value = JSON.parse(JSON.stringify(candidate)) as JsonValue;
        fc.pre(validateFieldValue(each, value) === null);
        const stored = normalizeFieldValue(each, value);
        const printed = printFieldValue(each, stored, family);
        fc.pre(printed !== null);
        expect(parseFieldValue(each, printed ?? '', family).value).toEqual(stored);
      }),
      { numRuns: 500 },
    );
  });

  it.each(FAMILIES)('settles after one round, whatever the attribute was (%s)', (family) => {
    const input = fc.oneof(
      fc.string({ unit: 'binary' }),
      plausible.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...allFields), input, (each, raw) => {
        const { value } = parseFieldValue(each, raw, family);
        const printed = printFieldValue(each, value, family);
        fc.pre(printed !== null);
        expect(parseFieldValue(each, printed ?? '', family).value).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });
});

describe('normalizeFieldValue', () => {
  it('stores dates in UTC and numbers as numbers, wherever they came from', () => {
    expect(normalizeFieldValue(field('course', 'end'), '2030-01-01T02:00:00+02:00')).toBe('2030-01-01T00:00:00Z');
    expect(normalizeFieldValue(field('problem', 'max_attempts'), '3')).toBe(3);
    expect(normalizeFieldValue(field('course', 'graded'), 'True')).toBe(true);
  });

  it('leaves alone what the field has no use for', () => {
    expect(normalizeFieldValue(field('course', 'end'), 'some day')).toBe('some day');
    expect(normalizeFieldValue(field('course', 'tabs'), { not: 'a list' })).toEqual({ not: 'a list' });
  });
});
