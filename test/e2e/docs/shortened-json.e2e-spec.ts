import { differences, parseShown, printShown, renewed } from './shortened-json.js';
import { VaryingNames } from './varying-names.js';

const same = (documented: string, answered: string): boolean => documented === answered;
const faults = (shown: string, answered: unknown): string[] => differences(parseShown(shown), answered, same);

describe('JSON with … in documents', () => {
  it.each([
    ['another value', '{ "a": 1 }', { a: 2 }],
    ['another type', '{ "a": "1" }', { a: 1 }],
    ['a member that is gone', '{ "a": 1, … }', { b: 1 }],
    ['a new member', '{ "a": 1 }', { a: 1, b: 2 }],
    ['… where nothing is left out', '{ "a": 1, … }', { a: 1 }],
    ['a list that is longer', '[1]', [1, 2]],
    ['a list that is shorter', '[1, 2]', [1]],
    ['… after a whole list', '[1, …]', [1]],
    ['an object in place of a list', '[1]', { 0: 1 }],
    ['what nobody has filled in', '{ "a": ? }', { a: 1 }],
    ['null in place of a value', '{ "a": {} }', { a: null }],
  ])('finds %s', (_what, shown, answered) => {
    expect(faults(shown, answered)).toHaveLength(1);
  });

  it.each([
    ['{ "a": 1, … }', { a: 1, b: 2 }],
    ['[1, …]', [1, 2, 3]],
    ['{ "a": …, "b": "what?…" }', { a: [1], b: 'what?…' }],
    ['{ "a": { … } }', { a: { b: 1 } }],
  ])('agrees with %s', (shown, answered) => {
    expect(faults(shown, answered)).toEqual([]);
  });

  it('is renewed with as much left out as before', () => {
    const answered = { a: 'new', list: [1, 2, 3], b: true };
    const shown = renewed(parseShown('{ "a": "old", "list": [9, …], … }'), answered, same, (text) => text);
    expect(printShown(shown)).toBe('{ "a": "new", "list": [1, …], … }');
  });
});

describe('ids of another installation', () => {
  const START = Date.parse('2026-11-21T12:00:00Z');
  const [A, B, C] = ['6b0171c474f96f1dcfbc1520', '6b0171c4fb72face854e65f2', '6b019d03a0419cf4756af01a'];

  it('stand for one another wherever they are met again, in answers and in requests', () => {
    const names = new VaryingNames(START);
    expect(names.alike(`version ${A}`, `version ${B}`)).toBe(true);
    expect([names.alike(A!, B!), names.toService(`"${A}"`), names.toDocument(B!)]).toEqual([true, `"${B}"`, A]);
  });

  it('do not stand for two, nor two for one', () => {
    const names = new VaryingNames(START);
    names.alike(A!, B!);
    expect([names.alike(A!, C!), names.alike(C!, B!)]).toEqual([false, false]);
  });

  it('are those of the client if they come in a request first', () => {
    const names = new VaryingNames(START);
    names.toService(`If-Match: "${A}"`);
    expect([names.alike(A!, A!), names.alike(A!, B!)]).toEqual([true, false]);
  });

  it('include tags of every content coding', () => {
    const names = new VaryingNames(START);
    expect(names.alike(`"${A}.e5e02jQ4+br"`, `"${B}.5lAx4960+br"`)).toBe(true);
    expect(names.alike(`"${A}.e5e02jQ4+br"`, `"${B}.5lAx4960+gzip"`)).toBe(false);
  });

  it('do not hide a text around them that is another', () => {
    expect(new VaryingNames(START).alike(`version ${A}`, `branch ${A}`)).toBe(false);
  });

  it('are like times of this run, while times of the course are fixed', () => {
    const { alike } = new VaryingNames(START);
    expect(alike('2026-01-01T00:00:00Z', '2026-11-21T12:00:05.123Z')).toBe(true);
    expect(alike('2026-01-12T09:00:00.000Z', '2026-01-12T10:00:00.000Z')).toBe(false);
    expect(alike('2026-01-01T00:00:00Z', 'yesterday')).toBe(false);
  });
});
