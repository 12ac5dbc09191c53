import fc from 'fast-check';
import { DEFAULT_ARCHIVE_LIMITS } from './archive-limits.js';
import { InvalidArchiveError, shownName } from './invalid-archive-error.js';
import { memberPath } from './member-path.js';

describe('the path of an archive member', () => {
  it('is the name without what means nothing in it', () => {
    expect(memberPath('./a//b/./c.xml', DEFAULT_ARCHIVE_LIMITS)).toBe('a/b/c.xml');
    expect(memberPath('./', DEFAULT_ARCHIVE_LIMITS)).toBe('');
  });

  it('is, for any name at all, either refused or free of everything that climbs, is absolute or is doubled', () => {
    const piece = fc.oneof(
      fc.constantFrom('..', '.', '/', '//', '\\', 'C:', '\0', '…', 'ä', 'a'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
        (name) => {
          let path: string;
          try {
            path = memberPath(name, DEFAULT_ARCHIVE_LIMITS);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidArchiveError);
            return;
          }
          expect(path).not.toMatch(/^\/|\/$|\/\/|\\|\0/);
          expect(path.split('/')).not.toContain('..');
          expect(memberPath(path, DEFAULT_ARCHIVE_LIMITS)).toBe(path);
        },
      ),
    );
  });

  it('is shown without characters that change how a line reads', () => {
    expect(shownName('a\u001b[2Jb\u202e\u0085')).toBe('"a\\u001b[2Jb\\u202e\\u0085"');
    expect(shownName('x'.repeat(1000)).length).toBeLessThan(210);
  });
});
