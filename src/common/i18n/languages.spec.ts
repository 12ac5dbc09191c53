import { negotiateLanguage } from './languages.js';

describe('the language of an answer (SPEC R-8, RFC 4647 3.4)', () => {
  it.each([
    ['no header', undefined, 'en'],
    ['an empty header', '', 'en'],
    ['garbage', ';;q=,,=;\u00ff', 'en'],
    ['a name of every object', '__proto__, constructor', 'en'],
    ['a language that is not here', 'ja', 'en'],
    ['nothing but refusals', 'en;q=0, *;q=0', 'en'],
    ['an endless header', 'x-'.repeat(5000) + ',fr', 'fr'],
    ['anything', '*', 'en'],
    ['anything, preferred to a known one', '*;q=0.9, fr;q=0.5', 'en'],
    ['a language that is here after one that is not', 'ja, de;q=0.1', 'de'],
    ['q-values against the order', 'fr;q=0.3, de;q=0.8, ar;q=0.5', 'de'],
    ['a refused language', 'fr;q=0, de;q=0.1', 'de'],
    ['other letters', 'PT-br', 'pt-BR'],
    ['blanks', '  zh-CN ;q=0.9 ', 'zh-CN'],
    ['English of anywhere', 'en-GB, fr;q=0.9', 'en'],
    ['Spanish', 'es', 'es-419'],
    ['Spanish of Mexico', 'es-MX', 'es-419'],
    ['Spanish of Spain', 'es-ES', 'es-419'],
    ['Portuguese', 'pt', 'pt-BR'],
    ['Portuguese of Portugal', 'pt-PT', 'pt-BR'],
    ['Chinese', 'zh', 'zh-CN'],
    ['Chinese in simplified script', 'zh-Hans-SG', 'zh-CN'],
    ['Chinese of Taiwan', 'zh-TW', 'zh-CN'],
    ['French of Canada', 'fr-CA', 'fr'],
    ['German of Switzerland', 'de-CH-1996', 'de'],
    ['Arabic of Egypt', 'ar-EG', 'ar'],
    ['a language whose tag only begins like a known one', 'fro', 'en'],
  ])('for %s', (_, header, language) => {
    expect(negotiateLanguage(header)).toBe(language);
  });
});
