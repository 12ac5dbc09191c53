import { textFaults } from './text-faults.js';

describe('texts that cannot be stored (SPEC R-6, R-9)', () => {
  it('are named by path, all at once, in values and in names, as deep as they are', () => {
    const faults = textFaults({
      title: 'a\0b',
      items: [{ name: 'good' }, { name: '\ud83c' }, ['\udf0a\ud83c']],
      fields: { 'x\0': 1, '\ud800': { inner: '\0' } },
    });
    expect(Object.keys(faults!)).toEqual(['title', 'items[1].name', 'items[2][0]', 'fields.x\\u0000', 'fields.\ufffd']);
    expect(faults!.title).toEqual([expect.stringContaining('NUL')]);
  });

  it('are found when the body is nothing but a text', () => {
    expect(Object.keys(textFaults('\0')!)).toEqual(['body']);
  });

  it.each([
    undefined,
    null,
    1,
    true,
    '',
    '🌊',
    '\u0001\t\n',
    { a: [{ b: 'Ebbe und Flut' }, null] },
    Object.create(null) as object,
  ])('are not seen in %j', (value) => {
    expect(textFaults(value)).toBeNull();
  });
});
