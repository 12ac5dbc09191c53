import fc from 'fast-check';
import type { JsonValue } from '../json.js';
import { isStorable, isXmlText, printPythonJson } from './field-json.js';

const nested = (depth: number): JsonValue => (depth === 0 ? 'deep' : [nested(depth - 1)]);

describe('isStorable', () => {
  it.each<[string, JsonValue]>([
    ['a NUL', 'a\0b'],
    ['half a surrogate pair', 'a\ud800b'],
    ['a NUL in a key', { 'a\0': 1 }],
    ['a number that rounds', 2 ** 60],
    ['infinity', Infinity],
    ['a hundred levels', nested(100)],
    ['a number that rounds, deep inside', { a: [{ b: 2 ** 53 }] }],
  ])('refuses %s', (_, value) => {
    expect(isStorable(value)).toBe(false);
  });

  it.each<[JsonValue]>([['tide 🌊'], [{ a: [1, 0.1, null, true, ''] }], [nested(60)], [-(2 ** 53 - 1)]])(
    'accepts %j',
    (value) => {
      expect(isStorable(value)).toBe(true);
    },
  );
});

describe('isXmlText', () => {
  it.each(['\u0001', '\u000b', '\u001f', '\ufffe', '\uffff', '\udfff'])(
    'refuses %j, which XML cannot write',
    (text) => {
      expect(isXmlText(`a${text}b`)).toBe(false);
    },
  );

  it('accepts tabs, line ends and everything from the space on', () => {
    expect(isXmlText('a\tb\r\nc \u007f é 潮 🌊')).toBe(true);
  });
});

describe('printPythonJson', () => {
  it('prints in one line as json.dumps does, beyond ASCII escaped and keys in their order', () => {
    const value = { b: [1, 0.15, null], a: { é: '🌊"\n' }, c: [], d: {} };
    expect(printPythonJson(value)).toBe(
      '{"b": [1, 0.15, null], "a": {"\\u00e9": "\\ud83c\\udf0a\\"\\n"}, "c": [], "d": {}}',
    );
  });

  it('prints indented with sorted keys, as pure XBlocks have it', () => {
    expect(printPythonJson({ b: [], a: [1, { c: 2 }] }, 'indented')).toBe(
      '{\n  "a": [\n    1,\n    {\n      "c": 2\n    }\n  ],\n  "b": []\n}',
    );
  });

  it.each([
    [0.00001, '1e-05'],
    [-0.000012, '-1.2e-05'],
    [1e-10, '1e-10'],
    [0.0001, '0.0001'],
    [12, '12'],
  ])('prints %p as Python does, %s', (number, text) => {
    expect(printPythonJson(number)).toBe(text);
  });

  it('sorts keys by code point, not by UTF-16 unit', () => {
    expect(printPythonJson({ '🌊': 1, '\uff5e': 2 }, 'indented')).toBe('{\n  "\\uff5e": 2,\n  "\\ud83c\\udf0a": 1\n}');
  });

  it('prints nothing but what JSON reads back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('line' as const, 'indented' as const), (value, layout) => {
        const plain = JSON.parse(JSON.stringify(value)) as JsonValue;
        expect(JSON.parse(printPythonJson(plain, layout))).toEqual(plain);
      }),
    );
  });
});
