import { MAX_PAGE_TEXT, MAX_TEXT, showable, TextBudget } from './safe-text.js';

describe('text from anywhere, as a page may show it', () => {
  it.each([
    ['a\0b', 'a\ufffdb'],
    ['a\u001b[31mb', 'a\ufffd[31mb'],
    ['a\u202egpj.exe', 'a\ufffdgpj.exe'],
    ['half \ud83d of a pair', 'half \ufffd of a pair'],
    ['lines\n\tand tabs stay', 'lines\n\tand tabs stay'],
    ['العربية', 'العربية'],
  ])('%j becomes %j', (text, expected) => {
    expect(showable(text)).toBe(expected);
  });

  it('is cut, with what was left out counted, and never inside a character', () => {
    const { text, omitted } = new TextBudget().take(`${'x'.repeat(MAX_TEXT - 1)}😀end`);
    expect(text).toBe('x'.repeat(MAX_TEXT - 1));
    expect(omitted).toBe(5);
  });

  it('is cut short when the page has had enough', () => {
    const budget = new TextBudget();
    for (let taken = 0; taken < MAX_PAGE_TEXT; taken += MAX_TEXT) budget.take('x'.repeat(MAX_TEXT));
    expect(budget.take('y'.repeat(5000))).toEqual({ text: 'y'.repeat(200), omitted: 4800 });
  });
});
