import Negotiator from 'negotiator';

/** The languages that people are spoken to in (SPEC R-8). */
export const LANGUAGES = ['en', 'es-419', 'fr', 'de', 'pt-BR', 'ar', 'zh-CN'] as const;

/** A BCP 47 tag of a language that the service speaks. */
export type Language = (typeof LANGUAGES)[number];

/** The language of ours that comes nearest to an `Accept-Language` header; English when none does. */
export function languageOf(header: string | undefined): Language {
  if (!header) return 'en';
  for (const range of new Negotiator({ headers: { 'accept-language': header } }).languages()) {
    const wanted = range.toLowerCase();
    const primary = wanted.split('-', 1)[0];
    const found =
      LANGUAGES.find((language) => language.toLowerCase() === wanted) ??
      // pt-PT is closer to pt-BR than to English (RFC 4647 3.4 looks up the primary subtag last).
      LANGUAGES.find((language) => language.split('-', 1)[0] === primary);
    if (found) return found;
  }
  return 'en';
}

/** The direction in which a language is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}
