import { type BlockRecord, effectiveFields, inheritedFields, ownFields } from './block-record.js';

const record = (over: Partial<BlockRecord>): BlockRecord => ({
  block: 'problem@p',
  parent: 'vertical@v',
  children: [],
  displayName: null,
  settings: {},
  definition: 'd',
  content: {},
  edited: { by: null, on: new Date(0) },
  editedIn: '6745f5a0c2b1d3e4f5a6b7c8',
  published: null,
  hasUnpublishedChanges: false,
  ancestors: [],
  ...over,
});

describe('the fields of a block (SPEC C-3, OLX rule 22)', () => {
  const ancestors: BlockRecord['ancestors'] = [
    { block: 'vertical@v', settings: {} },
    { block: 'sequential@s', settings: { due: null, graded: true } },
    {
      block: 'course@course',
      settings: {
        graded: false,
        start: '2026-01-01T00:00:00Z',
        due: '2026-02-01T00:00:00Z',
        display_name: 'no',
        advanced_modules: ['x'],
      },
    },
  ];

  it('are inherited from the nearest ancestor that sets them, null being a value', () => {
    expect(inheritedFields(record({ ancestors }))).toEqual({
      graded: { value: true, from: 'sequential@s' },
      due: { value: null, from: 'sequential@s' },
      start: { value: '2026-01-01T00:00:00Z', from: 'course@course' },
    });
  });

  it('are not inherited where the block has its own, not even its own null', () => {
    const inherited = inheritedFields(record({ ancestors, settings: { due: null, graded: false } }));
    expect(Object.keys(inherited)).toEqual(['start']);
  });

  it('are own, else inherited, else the default of the type', () => {
    const effective = effectiveFields(
      record({ ancestors, settings: { max_attempts: 3 }, content: { data: '<problem/>' }, displayName: 'P' }),
    );
    expect(effective).toMatchObject({
      max_attempts: 3,
      data: '<problem/>',
      display_name: 'P',
      graded: true,
      start: '2026-01-01T00:00:00Z',
      visible_to_staff_only: false,
    });
  });

  it('of both scopes are own, with the name only where the author gave one', () => {
    expect(ownFields(record({ settings: { weight: 2 }, content: { data: 'x' } }))).toEqual({ weight: 2, data: 'x' });
    expect(ownFields(record({ displayName: '' }))).toEqual({ display_name: '' });
  });
});
