import fc from 'fast-check';
import { MAX_JSON_DEPTH, MAX_JSON_MEMBERS, parseJson } from './json-body.js';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('JSON bodies (SPEC R-6, RFC 8259)', () => {
  it.each([
    ['{"a": 1', /not JSON/],
    ['', /not JSON/],
    ['{"a": 01}', /not JSON/],
    ["{'a': 1}", /not JSON/],
    ['{} {}', /not JSON/],
    ['"\u0000"', /not JSON/],
    ['NaN', /not JSON/],
    ['\uFEFF{}', /byte order mark/],
    ['{"a": 1, "b": {"a": 1}, "a": 2}', /"a" occurs twice/],
    ['{"a": 1, "\\u0061": 2}', /"a" occurs twice/],
    ['[{"x\\"": 1, "x\\"" : 2}]', /occurs twice/],
    ['{"__proto__": {"admin": true}}', /__proto__/],
    ['{"fields": {"constructor": 1}}', /constructor/],
    ['{"a": [{"__pr\\u006fto__": 1}]}', /__proto__/],
    [nested(MAX_JSON_DEPTH + 1), /nests more than 32/],
    ['{"a":'.repeat(MAX_JSON_DEPTH + 1) + '1' + '}'.repeat(MAX_JSON_DEPTH + 1), /nests more than 32/],
    [nested(200_000), /nests more than 32/],
    [`[${'1,'.repeat(MAX_JSON_MEMBERS)}1]`, /more than 10000/],
    [`[${'[],'.repeat(MAX_JSON_MEMBERS)}1]`, /more than 10000/],
  ])('that two parsers could read in two ways, or that cost too much, are refused: %.60s', (text, message) => {
    expect(() => parseJson(text)).toThrow(
      expect.objectContaining({ code: 'malformed_body', message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ['{"a": {"b": 1}, "c": {"b": 1}}', { a: { b: 1 }, c: { b: 1 } }],
    ['{"a": "a", "b": ["a", "a", "{", "\\"a\\": 1"]}', { a: 'a', b: ['a', 'a', '{', '"a": 1'] }],
    ['[{"a": 1}, {"a": 1}]', [{ a: 1 }, { a: 1 }]],
    ['{"a\\\\": 1, "a\\"": 2, "toString": "a word"}', { 'a\\': 1, 'a"': 2, toString: 'a word' }],
    ['null', null],
    [' "text" ', 'text'],
  ])('that look like it but are right are read: %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it('may nest as deep and have as many members as the limits say', () => {
    expect(() => parseJson(nested(MAX_JSON_DEPTH))).not.toThrow();
    expect(() => parseJson(`[${'1,'.repeat(MAX_JSON_MEMBERS - 2)}1]`)).not.toThrow();
  });

  it('are read as JSON.parse reads them, whatever they hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        if (!/__proto__|constructor/.test(text)) expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
