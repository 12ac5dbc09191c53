import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { LANGUAGES, type Language } from '../../i18n/languages.js';
import type { PageContext } from '../page-context.js';
import { TextBudget } from '../safe-text.js';
import { WORDS, type Words } from '../words/index.js';

/** What every component of one page shares. */
export interface Page {
  readonly context: PageContext;
  readonly words: Words;
  readonly budget: TextBudget;
  readonly dates: Intl.DateTimeFormat;
  readonly numbers: Intl.NumberFormat;
}

export const PageScope = createContext<Page | null>(null);

/** @throws Error outside of a page */
export function usePage(): Page {
  const page = useContext(PageScope);
  if (!page) throw new Error('A component of a page was used outside of one.');
  return page;
}

/** Formatters are dear to make, and there are seven languages. */
const formats = new Map<Language, Pick<Page, 'dates' | 'numbers'>>(
  LANGUAGES.map((language) => [
    language,
    {
      dates: new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }),
      numbers: new Intl.NumberFormat(language),
    },
  ]),
);

export function newPage(context: PageContext): Page {
  return { context, words: WORDS[context.language], budget: new TextBudget(), ...formats.get(context.language)! };
}

/** The direction in which a language is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}
