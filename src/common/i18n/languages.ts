import Negotiator from 'negotiator';

/** The languages of `user_message` (SPEC R-8), as BCP 47 tags. The first is what everyone gets who asks for no other. */
export const LANGUAGES = ['en', 'es-419', 'fr', 'de', 'pt-BR', 'ar', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

export const DEFAULT_LANGUAGE: Language = 'en';

/**
 * What a reader of a language gets whose own variety is not here. RFC 4647 3.4 leaves this to the service: Spanish of
 * Spain is closer to a reader of `es-MX` than English is, and so are the two scripts of Chinese to each other.
 */
const OF_PRIMARY_SUBTAG: Readonly<Record<string, Language>> = { es: 'es-419', pt: 'pt-BR', zh: 'zh-CN' };

const BY_TAG: ReadonlyMap<string, Language> = new Map(LANGUAGES.map((tag) => [tag.toLowerCase(), tag]));

/**
 * The language for an `Accept-Language` header, by lookup (RFC 4647 3.4): ranges in order of their q-values, each
 * shortened from its end until something fits. `*` and what cannot be read mean the default.
 */
export function negotiateLanguage(acceptLanguage: string | undefined): Language {
  if (!acceptLanguage) return DEFAULT_LANGUAGE;
  // Without arguments: the ranges of the header, best first, without those of q=0.
  const ranges = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).languages();
  for (const range of ranges) {
    if (range === '*') return DEFAULT_LANGUAGE;
    const language = lookUp(range.toLowerCase());
    if (language) return language;
  }
  return DEFAULT_LANGUAGE;
}

function lookUp(range: string): Language | undefined {
  const subtags = range.split('-');
  for (let kept = subtags.length; kept > 0; kept--) {
    const language = BY_TAG.get(subtags.slice(0, kept).join('-'));
    if (language) return language;
  }
  return Object.hasOwn(OF_PRIMARY_SUBTAG, subtags[0]!) ? OF_PRIMARY_SUBTAG[subtags[0]!] : undefined;
}
