import { preferredReturn } from './prefer.js';

describe('the Prefer header (RFC 7240)', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['respond-async', null],
    ['return=everything', null],
    ['x-return=representation', null],
    ['return=representationally', null],
    ['return=representation', 'representation'],
    ['Return="representation"', 'representation'],
    ['respond-async, return=representation; wait=5', 'representation'],
    ['return=minimal', 'minimal'],
    // The first one counts (RFC 7240 2).
    ['return=minimal, return=representation', 'minimal'],
  ])('%j prefers %j', (prefer, expected) => {
    expect(preferredReturn({ headers: { prefer } })).toBe(expected);
  });
});
