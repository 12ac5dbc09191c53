/** SPEC I-2 for all texts, not only for those that somebody thought of. */
import fc from 'fast-check';

import {
  AssetKey,
  CollectionKey,
  ContainerKey,
  CourseKey,
  DefinitionKey,
  InvalidKeyError,
  LearningContextKey,
  parseDefinitionLocator2013,
  parseLocator2013,
  UsageKey,
} from './index.js';

const READERS = { CourseKey, LearningContextKey, UsageKey, AssetKey, DefinitionKey, CollectionKey, ContainerKey };

const letter = fc
  .integer({ min: 0x20, max: 0x2ffff })
  .map((code) => String.fromCodePoint(code))
  .filter((character) => /[\p{L}\p{N}]/u.test(character));
const marks = (characters: string) => fc.constantFrom(...characters);
const text = (unit: fc.Arbitrary<string>) => fc.string({ unit, minLength: 1, maxLength: 12 });
const id = text(fc.oneof(letter, marks('_-~.:')));
const percentId = text(fc.oneof(letter, marks('_-~.:%')));
const deprecatedPart = text(fc.oneof(letter, marks('_.%-')));
const slug = text(fc.oneof(letter, marks('_-.')));
const asciiSlug = text(marks('abcXYZ019_-.'));
const hex = (length: number) => fc.string({ unit: marks('0123456789abcdef'), minLength: length, maxLength: length });
const guid = fc.oneof(hex(24), hex(32));
const number = text(marks('0123456789٣'));
const type = text(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }).filter((character) => character !== '/'));

const join = (...parts: (fc.Arbitrary<string> | string)[]): fc.Arbitrary<string> =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((all) => all.join(''));
const optional = (part: fc.Arbitrary<string>) => fc.option(part, { nil: '' });

const at = join(optional(join('+branch@', id)), optional(join('+version@', guid)));
const run = fc.oneof(join(id, '+', id, '+', id, at), join('version@', guid));
const library = fc.oneof(join(id, '+', id, at), join('version@', guid));
const ccx = join(run, '+ccx@', number);
const block = join('+type@', id, '+block@', id);
const revision = optional(join('@', percentId));

/** Texts of each kind in the form that the reference prints. */
const KINDS: readonly (readonly [kind: string, reader: keyof typeof READERS, texts: fc.Arbitrary<string>])[] = [
  ['course-v1', 'CourseKey', join('course-v1:', run)],
  ['library-v1', 'CourseKey', join('library-v1:', library)],
  ['ccx-v1', 'CourseKey', join('ccx-v1:', ccx)],
  ['org/course/run', 'CourseKey', join(deprecatedPart, '/', deprecatedPart, '/', optional(deprecatedPart))],
  ['lib', 'LearningContextKey', join('lib:', asciiSlug, ':', slug)],
  ['block-v1', 'UsageKey', join('block-v1:', run, block)],
  ['lib-block-v1', 'UsageKey', join('lib-block-v1:', library, block)],
  ['ccx-block-v1', 'UsageKey', join('ccx-block-v1:', ccx, block)],
  ['lb', 'UsageKey', join('lb:', asciiSlug, ':', slug, ':', asciiSlug, ':', slug)],
  ['location', 'UsageKey', join('location:', id, '+', id, '+', id, '+', id, '+', id)],
  ['i4x', 'UsageKey', join('i4x://', deprecatedPart, '/', deprecatedPart, '/', type, '/', percentId, revision)],
  ['asset-v1', 'AssetKey', join('asset-v1:', run, '+type@', id, '+block@', percentId)],
  ['c4x', 'AssetKey', join('/c4x/', deprecatedPart, '/', deprecatedPart, '/', type, '/', percentId, revision)],
  ['def-v1', 'DefinitionKey', join('def-v1:', guid, '+type@', id)],
  ['lib-collection', 'CollectionKey', join('lib-collection:', asciiSlug, ':', slug, ':', slug)],
  ['lct', 'ContainerKey', join('lct:', asciiSlug, ':', slug, ':', asciiSlug, ':', slug)],
];

describe('reading and printing', () => {
  it.each(KINDS)('are each other’s inverse for %s', (_kind, reader, texts) => {
    fc.assert(
      fc.property(texts, (written) => {
        const key = READERS[reader].parse(written);
        expect(key.toString()).toBe(written);
        expect(key.equals(READERS[reader].parse(written) as never)).toBe(true);
      }),
    );
  });

  it.each(KINDS)('of %s come to nothing with a character in between that no key has', (_kind, reader, texts) => {
    fc.assert(
      fc.property(texts, fc.nat(), marks(' \t\r\n\0"\'<>\\^`{|}\u0301\u200b\u2028'), (written, where, character) => {
        const place = where % (written.length + 1);
        const broken = written.slice(0, place) + character + written.slice(place);
        // The type of a deprecated key, and only that, may have any character but a slash.
        fc.pre(!/^(i4x:\/|\/c4x)\//.test(written) || !broken.split('/')[4]?.includes(character));
        expect(READERS[reader].tryParse(broken)).toBeNull();
      }),
    );
  });

  it('keep a path of the static folder that has gone through them', () => {
    const course = CourseKey.parse('course-v1:A+B+C');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (path) => {
        const key = AssetKey.fromStaticPath(course, path);
        expect(AssetKey.parse(key.toString()).path).toBe(key.path);
        expect(AssetKey.clean(key.path)).toBe(key.path);
      }),
    );
  });
});

describe('a text of any kind', () => {
  const PREFIXES = KINDS.map(([kind]) => (kind.includes('/') || kind === 'i4x' || kind === 'c4x' ? '' : `${kind}:`));
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    // Lone surrogates as well: they come in JSON escapes.
    fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
    fc.string({ unit: marks('a0+@:/%.\n{}') }),
  );
  const parsers = [
    ...Object.values(READERS).map((reader) => reader.parse),
    parseLocator2013,
    parseDefinitionLocator2013,
  ];

  it('is read, or is refused with InvalidKeyError and nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PREFIXES, 'i4x://', '/c4x/', 'edx://', 'defx://'), anything, (prefix, rest) => {
        for (const parse of parsers) {
          try {
            expect(parse(prefix + rest).toString()).toEqual(expect.any(String));
          } catch (error) {
            if (!(error instanceof InvalidKeyError)) throw error;
            expect(error.key).toBe(prefix + rest);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  const MANY = 1_000_000;

  // A grammar of more than linear cost would be at each of these for hours.
  it.each([
    ['course-v1:', 'a', '!'],
    ['course-v1:', 'a+', ''],
    ['course-v1:a+b+c+', 'branch@', ''],
    ['course-v1:a+b+c+version@', '0', ''],
    ['block-v1:a+b+c+type@t+block@', 'é', '!'],
    ['block-v1:', '+type@', '+block@'],
    ['ccx-v1:a+b+c+', 'ccx@1+', '!'],
    ['asset-v1:a+b+c+type@asset+block@', '%', '\n'],
    ['def-v1:', '0', '+type@x'],
    ['lib:', 'a:', ''],
    ['lb:', 'a', ':::!'],
    ['i4x://', 'a/', '@'],
    ['i4x://a/b/', 'c', '@'],
    ['/c4x/', 'a', '/b/c/d/'],
    ['', 'a/', ''],
    ['', ':', ''],
    ['edx://', 'branch/', ''],
    ['edx://', 'a.', '!'],
    ['edx://a.b.c/', 'version/', ''],
    ['', '\ud800', ''],
  ])('that is very long is refused at once: %j, a million of %j, %j', (before, again, after) => {
    const long = before + again.repeat(MANY) + after;
    expect(parsers.filter((parse) => accepted(parse, long))).toEqual([]);
  });

  function accepted(parse: (text: string) => unknown, long: string): boolean {
    try {
      parse(long);
      return true;
    } catch (error) {
      if (error instanceof InvalidKeyError) return false;
      throw error;
    }
  }
});
