import fc from 'fast-check';
import { hrefOf } from './safe-href.js';

const ORIGIN = 'https://courseware.example.org';

describe('what may become a link', () => {
  it.each([
    ['javascript:alert(1)'],
    ['JaVaScRiPt:alert(1)'],
    [' javascript:alert(1)'],
    ['java\nscript:alert(1)'],
    ['data:text/html,<script>alert(1)</script>'],
    ['vbscript:x'],
    ['file:///etc/passwd'],
    ['//evil.example'],
    ['/api/'],
    ['https://user:secret@evil.example/'],
    ['https://courseware.example.org@evil.example/'],
    ['https://a.example/"onmouseover="x'],
    ['https://a.example/<b>'],
    ['https://a.example/\\evil'],
    ['https://a.example/{key}/'],
    ['https://a.example/\u0000'.replace('\u0000', ' ')],
    ['https://'],
    [`https://a.example/${'x'.repeat(3000)}`],
    [42],
    [null],
    [{ toString: () => 'https://a.example/' }],
  ])('%j stays text', (value) => {
    expect(hrefOf(value, ORIGIN)).toBeNull();
  });

  it('is an address of this service', () => {
    expect(hrefOf(`${ORIGIN}/api/?a=b`, ORIGIN)).toEqual({ href: `${ORIGIN}/api/?a=b`, isExternal: false });
  });

  it.each([['http://courseware.example.org/'], [`${ORIGIN}.evil.example/`], [`${ORIGIN}:8443/`]])(
    'or of another, which is told apart: %s',
    (value) => {
      expect(hrefOf(value, ORIGIN)?.isExternal).toBe(true);
    },
  );

  it('is http or https, whatever is tried', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `https://${text}`),
        ),
        (value) => {
          const safe = hrefOf(value, ORIGIN);
          if (safe) expect(safe.href).toMatch(/^https?:\/\/[^\s"<>]+$/);
        },
      ),
    );
  });
});
