import { Unsent } from './unsent.js';

describe('what a link builder knows and nobody is sent', () => {
  const standing = new Unsent<{ mayEdit: boolean } | false>('ThingResponse.from');

  it('is missed loudly where a representation was not made by its maker', () => {
    expect(() => standing.of({ name: 'x' })).toThrow('ThingResponse.from');
    expect(() => standing.of(new Unsent<boolean>('OtherResponse.from').with(true))).toThrow();
  });

  it('is never in the JSON (SPEC I-1), and stays with copies of the representation', () => {
    const response = { ...standing.with({ mayEdit: true }), name: 'x' };
    expect(JSON.stringify(response)).toBe('{"name":"x"}');
    expect(standing.of({ ...response, url: 'u' })).toEqual({ mayEdit: true });
  });

  it('may be a value that is false', () => {
    expect(standing.of(standing.with(false))).toBe(false);
  });
});
