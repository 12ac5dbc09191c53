import fc from 'fast-check';
import type { JsonValue } from '../json.js';
import { fieldOf, fieldsOf, knownBlockTypes } from './block-type-catalogue.js';
import type { FieldDeclaration } from './field-declaration.js';
import { validateFieldValue } from './validate-field-value.js';

function field(type: string, name: string): FieldDeclaration {
  const found = fieldOf(type, name);
  if (!found) throw new Error(`${type} has no field ${name}`);
  return found;
}

describe('validateFieldValue', () => {
  it.each<[string, string, JsonValue, string]>([
    ['problem', 'display_name', 3, 'Expected a string without control characters.'],
    ['problem', 'display_name', 'bell\u0007', 'Expected a string without control characters.'],
    ['problem', 'data', ['<problem/>'], 'Expected a string of XML without control characters.'],
    ['problem', 'max_attempts', 2.5, 'Expected a whole number.'],
    ['problem', 'max_attempts', '3', 'Expected a whole number.'],
    ['problem', 'max_attempts', -1, 'Expected a number of at least 0; got -1.'],
    ['problem', 'weight', '1.0', 'Expected a number.'],
    ['problem', 'weight', Infinity, 'Expected a number.'],
    ['chapter', 'visible_to_staff_only', 'true', 'Expected true or false.'],
    ['chapter', 'visible_to_staff_only', 1, 'Expected true or false.'],
    ['problem', 'graceperiod', 'a while', 'Expected a length of time, e.g. 3 days 12 hours.'],
    ['video', 'start_time', 90, 'Expected a time within a day as HH:MM:SS, e.g. 00:01:30.'],
    ['video', 'start_time', '24:00:00', 'Expected a time within a day as HH:MM:SS, e.g. 00:01:30.'],
    ['video', 'html5_sources', 'a.mp4', 'Expected a list of strings.'],
    ['video', 'html5_sources', [1], 'Expected a list of strings.'],
    ['video', 'transcripts', { en: null }, 'Expected an object of strings.'],
    ['split_test', 'group_id_to_child', { 1: 2 }, 'Expected an object whose values are usage keys.'],
    ['conditional', 'sources_list', 'i4x://a/b/problem/c', 'Expected a list of usage keys.'],
    ['course', 'other_course_settings', { a: 'NUL \0' }, 'Expected a value without NUL characters'],
  ])('refuses, for %s.%s, %j', (type, name, value, message) => {
    expect(validateFieldValue(field(type, name), value)).toContain(message);
  });

  it.each<[JsonValue]>([['2030-01-01'], ['2030-01-01T09:00:00'], ['2030-02-30T09:00:00Z'], [1_893_456_000_000]])(
    'refuses %j for a date: no offset, or no such day (SPEC R-5)',
    (value) => {
      expect(validateFieldValue(field('course', 'end'), value)).toBe(
        'Expected a date and time with an offset, e.g. 2030-01-31T09:00:00Z.',
      );
    },
  );

  it.each<[JsonValue]>([[{ all: [1] }], [{ 50: '1' }], [{ 50: [1.5] }], [[]], ['{"50": [1]}']])(
    'refuses %j as a rule about groups, since half a rule hides nothing',
    (value) => {
      expect(validateFieldValue(field('html', 'group_access'), value)).toMatch(/^Expected an object/);
    },
  );

  it('names the choices where there are some, and quotes what came shortly', () => {
    const message = validateFieldValue(field('problem', 'show_correctness'), 'x'.repeat(10_000));
    expect(message).toBe(`Expected one of "always", "never", "past_due"; got "${'x'.repeat(39)}….`);
  });

  it('accepts the spellings of old courses, which mean something still', () => {
    expect(validateFieldValue(field('problem', 'rerandomize'), 'false')).toBeNull();
    expect(validateFieldValue(field('problem', 'rerandomize'), 'maybe')).toContain('Expected one of "always"');
  });

  it.each<[string, string, JsonValue]>([
    ['problem', 'weight', 1e300],
    ['problem', 'graceperiod', '1 day 2 hours 3 minutes 4 seconds'],
    ['problem', 'graceperiod', ''],
    ['course', 'end', '2030-01-31T09:00:00.5+02:00'],
    ['video', 'end_time', '23:59:59'],
    ['html', 'group_access', { 50: [1, 2], 51: [], 52: null }],
    ['library_content', 'max_count', -1],
    ['google-calendar', 'default_view', 2],
  ])('accepts, for %s.%s, %j', (type, name, value) => {
    expect(validateFieldValue(field(type, name), value)).toBeNull();
  });

  it('accepts null for every field: it takes an own value away (SPEC C-3)', () => {
    const all = knownBlockTypes().flatMap(({ type }) => fieldsOf(type));
    expect(all.filter((each) => validateFieldValue(each, null) !== null)).toEqual([]);
  });

  it('throws at no JSON value', () => {
    const all = knownBlockTypes().flatMap(({ type }) => fieldsOf(type));
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.jsonValue(), (each, value) => {
        validateFieldValue(each, value as JsonValue);
      }),
    );
  });
});
