import { startDisplay } from './start-display.js';

describe('startDisplay', () => {
  it('takes no date, and the platform’s stand-in for none, as empty', () => {
    const empty = { start_type: 'empty', start_display: null };
    expect(startDisplay(null, null)).toEqual(empty);
    expect(startDisplay(new Date('2030-01-01T00:00:00Z'), '')).toEqual(empty);
  });

  it('prefers the author’s words', () => {
    const display = { start_type: 'string', start_display: 'The Ides of March' };
    expect(startDisplay(new Date('2015-03-15T00:00:00Z'), 'The Ides of March')).toEqual(display);
  });

  it.each([
    ['2015-07-17T12:00:00Z', 'July 17, 2015'],
    ['2026-01-12T23:59:59Z', 'Jan. 12, 2026'],
    ['2026-09-01T00:00:00Z', 'Sept. 1, 2026'],
  ])('writes %s as the LMS does: %s', (date, text) => {
    expect(startDisplay(new Date(date), null)).toEqual({ start_type: 'timestamp', start_display: text });
  });
});
