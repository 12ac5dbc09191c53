import { InvalidInputError } from '../../common/errors/app-error.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { type BlockFields, patchFields, replaceFields } from './block-fields.js';
import type { BlockState, ContentChange, StoredBlock } from './content-change.js';
import type { CourseVersion } from './course-version.js';
import type { JsonObject } from './json.js';

const head = { courseKey: CourseKey.of('O', 'C', 'R') } as CourseVersion;

function stored(over: Partial<StoredBlock> = {}): StoredBlock {
  return {
    block: 'video@v',
    parent: 'vertical@u',
    children: [],
    displayName: 'Film',
    settings: { download_video: true },
    content: {},
    olx: null,
    definition: 'd'.repeat(24),
    original: 'd'.repeat(24),
    edited: 'e'.repeat(24),
    ...over,
  };
}
const applied = (block: StoredBlock, change: ContentChange): BlockState =>
  change.apply(new Map([[block.block, block]]), head).put[0]!;
const patched = (given: BlockFields, over: Partial<StoredBlock> = {}) => {
  const block = stored(over);
  return applied(block, patchFields(block.block, given));
};
const replaced = (given: BlockFields, over: Partial<StoredBlock> = {}) => {
  const block = stored(over);
  return applied(block, replaceFields(block.block, given));
};
/** The faults, by path. */
function faultsOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.fieldErrors;
    throw error;
  }
  return null;
}

describe('Changing the fields of a block (SPEC C-3, C-4)', () => {
  it.each<[string, string, string, RegExp]>([
    [
      'an unknown field of a known type, and names those it has',
      '{"colour": "red"}',
      'fields.colour',
      /has no such field.*youtube_id_1_0/,
    ],
    ['an unknown field even to clear it', '{"colour": null}', 'fields.colour', /has no such field/],
    ['a name that would be the prototype', '{"__proto__": {"weight": 1}}', 'fields.__proto__', /__proto__/],
    ['a value of another type', '{"download_video": "yes"}', 'fields.download_video', /true or false/],
    ['a member of another type', '{"transcripts": {"en": 7}}', 'fields.transcripts', /strings/],
    ['a name that is none', '{"display_name": 7}', 'fields.display_name', /string/],
    ['NUL', '{"sub": "a\\u0000"}', 'fields.sub', /control characters/],
    ['half a surrogate pair', '{"transcripts": {"en": "\\ud800"}}', 'fields.transcripts', /surrogate/],
    ['a date without an offset (R-5)', '{"start": "2026-01-01T00:00:00"}', 'fields.start', /offset/],
  ])('refuses %s', (_what, fields, path, message) => {
    const given = { fields: JSON.parse(fields) as JsonObject };
    expect(faultsOf(() => patched(given))).toEqual({ [path]: [expect.stringMatching(message)] });
    expect(faultsOf(() => replaced(given))).toEqual({ [path]: [expect.stringMatching(message)] });
  });

  it('refuses what is nested deeper than anything could need, before it walks it', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`) as JsonObject;
    expect(faultsOf(() => patched({ fields: { transcripts: deep } }))).toHaveProperty(['fields.transcripts']);
    expect(faultsOf(() => patched({ fields: { any: deep } }, { block: 'crossword@x' }))).toHaveProperty(['fields.any']);
  });

  it('refuses two different names', () => {
    const given = { displayName: 'One', fields: { display_name: 'Two' } };
    expect(faultsOf(() => patched(given))).toHaveProperty('display_name');
  });

  it('keeps an own value that today would be refused, while it stays what it is', () => {
    const old = { settings: { download_video: 'maybe', gone_field: [1] } };
    expect(replaced({ displayName: 'Film', fields: { ...old.settings } }, old)).toEqual(stored(old));
    expect(faultsOf(() => patched({ fields: { gone_field: [2] } }, old))).toHaveProperty(['fields.gone_field']);
    expect(patched({ fields: { gone_field: null } }, old).settings).toEqual({ download_video: 'maybe' });
  });

  it('merges objects into the own value, and replaces lists (RFC 7396)', () => {
    const old = { settings: { transcripts: { en: 'a.srt', fr: 'b.srt' }, html5_sources: ['a'] } };
    const fields = { transcripts: { fr: null, es: 'c.srt' }, html5_sources: ['b'] };
    expect(patched({ fields }, old).settings).toEqual({
      transcripts: { en: 'a.srt', es: 'c.srt' },
      html5_sources: ['b'],
    });
    expect(replaced({ fields: { transcripts: { es: 'c.srt' } } }, old).settings).toEqual({
      transcripts: { es: 'c.srt' },
    });
  });

  it('keeps an own null that is sent back in a replacement, and clears it in a patch', () => {
    const old = { settings: { due: null } };
    expect(replaced({ fields: { due: null, start: null } }, old).settings).toEqual({ due: null });
    expect(patched({ fields: { due: null } }, old).settings).toEqual({});
  });

  it('stores dates in UTC, and leaves a date that is the same instant as it was', () => {
    const old = { settings: { start: '2026-01-01T00:00:00Z' } };
    expect(patched({ fields: { start: '2026-01-01T01:00:00+01:00' } }, old)).toEqual(stored(old));
    expect(patched({ fields: { start: '2026-02-01T01:00:00+01:00' } }, old).settings).toEqual({
      start: '2026-02-01T00:00:00Z',
    });
  });

  it('tells settings from content by the type', () => {
    const { settings, content } = patched({ fields: { license: 'all-rights-reserved', sub: 'x' } });
    expect([settings, content]).toEqual([{ download_video: true, sub: 'x' }, { license: 'all-rights-reserved' }]);
  });
});

describe('What is left of the OLX of a block that was edited (SPEC C-10)', () => {
  const html = { block: 'html@h', settings: { editor: 'raw' }, content: { data: '<p>Old</p>' } };
  const olx = {
    form: 'pointer',
    filename: 'other',
    bodyInElement: true,
    attributes: { odd: '1' },
    spellings: { editor: '"raw"' },
    asides: ['<aside/>'],
    source: '<html editor="&quot;raw&quot;"><p>Old</p></html>',
  };

  it('is everything, when a setting changed: the exporter compares the markup with the fields', () => {
    expect(patched({ fields: { editor: 'visual' } }, { ...html, olx }).olx).toBe(olx);
  });

  it('is no old markup and no body in the element, when the content changed; the rest stays', () => {
    const { source: _source, bodyInElement: _body, ...kept } = olx;
    expect(patched({ fields: { data: '<p>New' } }, { ...html, olx }).olx).toEqual(kept);
  });

  it('is no spelling of content that changed', () => {
    const spelled = { form: 'inline', spellings: { upstream_data: '"x"', editor: '"raw"' } };
    const old = { ...html, content: { data: '', upstream_data: 'x' }, olx: spelled };
    expect(patched({ fields: { upstream_data: 'y' } }, old).olx).toEqual({
      form: 'inline',
      spellings: { editor: '"raw"' },
    });
  });

  it('is no <meta> and no youtube attribute that a reader would lay over the new value', () => {
    const film = {
      olx: { form: 'inline', meta: '{"sub": "a", "track": "b"}', attributes: { youtube: '2.0:x', odd: '1' } },
    };
    expect(patched({ fields: { sub: 'new', youtube_id_1_0: 'id' } }, film).olx).toEqual({
      form: 'inline',
      meta: '{"track":"b"}',
      attributes: { odd: '1' },
    });
    expect(patched({ fields: { sub: 'new' } }, { olx: { form: 'inline', meta: '{"sub": "a"}' } }).olx).toEqual({
      form: 'inline',
    });
    const unread = { form: 'inline', meta: 'not JSON' };
    expect(patched({ fields: { sub: 'new' } }, { olx: unread }).olx).toBe(unread);
  });
});
