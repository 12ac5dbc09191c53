import { EVENT_TYPES, typesMatching } from './event-types.js';

const UPDATED = 'org.openedx.content_authoring.xblock.updated.v1';

describe('patterns of events', () => {
  it.each([
    'nothing',
    'xblock',
    UPDATED.slice(0, -1),
    `${UPDATED}*x`,
    `${UPDATED}*1`,
    '*updated*updated*',
    'org*gro',
    '*.v1.v1',
  ])('%s names none', (pattern) => {
    expect([...typesMatching([pattern])]).toEqual([]);
  });

  it.each([
    UPDATED,
    '*xblock.up*',
    'org.*.updated.v1',
    '*.updated.*',
    '*x*b*l*o*c*k*.updated.v1',
    `**${UPDATED}**`,
    `${UPDATED}*`,
  ])('%s names one', (pattern) => {
    expect([...typesMatching([pattern])]).toEqual([UPDATED]);
  });

  it('a star names all, and several patterns what any of them names', () => {
    expect([...typesMatching(['*'])]).toEqual(EVENT_TYPES);
    expect([...typesMatching(['none', '*.updated.v1', UPDATED])]).toEqual([UPDATED]);
  });

  it('of nothing but stars are read in one pass: as a regular expression this one would never end', () => {
    expect([...typesMatching([`${'*'.repeat(199)}x`, `${'*o'.repeat(99)}x`])]).toEqual([]);
  });
});
