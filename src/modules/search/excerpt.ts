import type { Excerpt } from './search-result.js';
import { MARK } from './search-statement.js';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const MARKED = new RegExp(`${MARK.begin}([^${MARK.begin}${MARK.end}]*)${MARK.end}`, 'g');

/** What the database has cut out and marked, as plain text: it is text for people, and no markup even where it looks like some. */
export function excerptFrom(marked: string): Excerpt {
  const text = decoded(marked).replace(/\s+/g, ' ').trim();
  const matches = new Set([...text.matchAll(MARKED)].map(([, word]) => word!));
  return { text: text.replace(MARKED, '$1'), matches: [...matches] };
}

/** Character references of HTML: the usual names, and numbers. */
function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? parseInt(hex!, 16) : Number(decimal);
      const isCharacter = code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xf8ff);
      return isCharacter ? String.fromCodePoint(code) : ' ';
    },
  );
}
