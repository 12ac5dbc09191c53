/** A word or an exact phrase that must stand in a text, or must not. */
export interface SearchTerm {
  readonly text: string;
  readonly negated: boolean;
}

/** More words than this are no search but a load; PostgreSQL would try each of them on each row. */
export const MAX_SEARCH_TERMS = 32;

/**
 * What `text_search` means, for whatever is searched without PostgreSQL's full-text search: the same syntax as its
 * websearch_to_tsquery. Words all have to be there, `"exact words"` in this order, `-without` not at all, and `or` divides
 * alternatives. Any text is a search; none is an error. Unlike there, punctuation counts: `_` may be what a file name has.
 * @returns the alternatives, each a list of terms that all hold; none for a text without terms
 */
export function searchTerms(text: string): SearchTerm[][] {
  const alternatives: SearchTerm[][] = [[]];
  for (const [, minus, phrase, word] of text.normalize().matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/gu)) {
    const wanted = (phrase ?? word!).trim();
    if (phrase === undefined && minus === '' && /^or$/i.test(wanted)) alternatives.push([]);
    else if (wanted !== '') alternatives.at(-1)!.push({ text: wanted, negated: minus === '-' });
  }
  return alternatives.filter((terms) => terms.length > 0);
}

/** Whether a text satisfies a search; upper and lower case are the same. */
export function satisfies(text: string, alternatives: readonly SearchTerm[][]): boolean {
  const content = text.normalize().toLowerCase();
  return alternatives.some((terms) =>
    terms.every((term) => content.includes(term.text.toLowerCase()) !== term.negated),
  );
}
