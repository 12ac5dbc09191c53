import { ERROR_CATALOGUE } from '../errors/error-catalogue.js';
import { FIELD_RULES } from './field-rules.js';
import { LANGUAGES } from './languages.js';
import { fieldMessage, MESSAGES } from './messages.js';

const TRANSLATIONS = LANGUAGES.filter((language) => language !== 'en');
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

/** What is wrong with one sentence of a catalogue, beside the English one. */
function faultOf(text: string | undefined, english: string, needed: readonly string[] = []): string | null {
  if (!text?.trim()) return 'is missing';
  if (text === english) return 'is still English';
  if (JSON.stringify(placeholders(text)) !== JSON.stringify([...needed].sort())) return 'has other placeholders';
  if (text !== text.trim() || !/[.。]$/.test(text)) return 'is no sentence';
  return text.isWellFormed() && !text.includes('\uFFFD') ? null : 'is broken';
}

describe('what people are told (SPEC R-8)', () => {
  it.each(TRANSLATIONS)('is said of each error in %s', (language) => {
    const { errors } = MESSAGES[language];
    expect(Object.keys(errors).sort()).toEqual(Object.keys(ERROR_CATALOGUE).sort());
    for (const [code, { userMessage }] of Object.entries(ERROR_CATALOGUE)) {
      expect([code, faultOf(errors[code as keyof typeof errors], userMessage)]).toEqual([code, null]);
    }
  });

  it.each(LANGUAGES)('is said of each kind of fault in %s, with the same placeholders', (language) => {
    const { fields } = MESSAGES[language];
    expect(Object.keys(fields).sort()).toEqual(Object.keys(FIELD_RULES).sort());
    for (const [rule, needed] of Object.entries(FIELD_RULES)) {
      const english = language === 'en' ? '' : MESSAGES.en.fields[rule as keyof typeof fields];
      expect([rule, faultOf(fields[rule as keyof typeof fields], english, needed)]).toEqual([rule, null]);
    }
  });

  it.each([
    ['nothing', '', 'is missing'],
    ['the English sentence', 'At most {max}.', 'is still English'],
    ['a lost placeholder', 'Höchstens.', 'has other placeholders'],
    ['a misspelt placeholder', 'Höchstens {maximum}.', 'has other placeholders'],
    ['half a sentence', 'Höchstens {max}', 'is no sentence'],
  ])('would be found wanting if it were %s', (_, text, fault) => {
    expect(faultOf(text, 'At most {max}.', ['max'])).toBe(fault);
  });

  it('has the letters of its language', () => {
    const all = (language: 'ar' | 'zh-CN') =>
      [MESSAGES[language].errors, MESSAGES[language].fields].flatMap((texts) => Object.values<string>(texts));
    for (const text of all('ar')) expect(text).toMatch(/\p{Script=Arabic}/u);
    for (const text of all('zh-CN')) expect(text).toMatch(/\p{Script=Han}/u);
  });

  it('has the values of the fault in its placeholders, and numbers as the language writes them', () => {
    const fault = { message: '', rule: 'too_large', parameters: { max: 1_000_000 } } as const;
    expect(fieldMessage([fault], 'en')).toBe('The largest possible value is 1,000,000.');
    expect(fieldMessage([fault], 'de')).toBe('Der größte mögliche Wert ist 1.000.000.');
  });

  it('keeps to the general sentence where a fault does not say its values', () => {
    expect(fieldMessage([{ message: '', rule: 'too_large' }], 'fr')).toBe('Cette valeur n’est pas valide.');
  });

  it('does not say the same sentence twice of one value, and does not read a value as a placeholder', () => {
    const fault = { message: '', rule: 'not_one_of', parameters: { values: '{max}, $&' } } as const;
    expect(fieldMessage([fault, fault], 'en')).toBe('Please choose one of these: {max}, $&.');
  });
});
