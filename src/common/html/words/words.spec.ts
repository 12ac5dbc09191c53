import { LANGUAGES } from '../../i18n/languages.js';
import { fill, WORDS } from './index.js';

const places = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([place]) => place).sort();

describe('the words of the pages (SPEC R-8)', () => {
  it.each(LANGUAGES)('%s has every text, with the same places for what is counted', (language) => {
    for (const [name, english] of Object.entries(WORDS.en)) {
      const text = WORDS[language][name as keyof typeof WORDS.en];
      expect([name, text.trim() === '']).toEqual([name, false]);
      expect([name, places(text)]).toEqual([name, places(english)]);
    }
  });

  it('fills a place with a value as it is, whatever it looks like', () => {
    expect(fill('{0} of {1}', '{1}$&', 7)).toBe('{1}$& of 7');
  });
});
