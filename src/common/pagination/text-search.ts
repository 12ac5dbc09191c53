import { Sql, sql } from './sql.js';
import { searchTerms } from './search-terms.js';

/** What `text_search` looks through in one collection. */
export interface TextSearch {
  /** For the documentation, after "Words to find in": "the name, the organization or the run". */
  readonly searched: string;
  /** The rows that match a text that has been checked for its length only. */
  readonly condition: (text: string) => Sql;
}

/**
 * PostgreSQL's full-text search, by whole words. websearch_to_tsquery takes any text without an error.
 * @param vector an expression that an index has word for word
 */
export function fullText(searched: string, vector: string): TextSearch {
  return {
    searched,
    condition: (text) => sql`${Sql.text(vector)} @@ websearch_to_tsquery('simple', ${text})`,
  };
}

/**
 * Parts of words in short texts such as file names, whose words the full-text parser would not divide. Without an index:
 * for collections that another condition has narrowed already.
 */
export function substrings(searched: string, expression: string): TextSearch {
  const contains = (text: string) => sql`${Sql.text(expression)} ILIKE ${`%${text.replace(/[\\%_]/g, '\\$&')}%`}`;
  return {
    searched,
    condition: (text) =>
      Sql.any(
        searchTerms(text).map((terms) =>
          Sql.all(terms.map((term) => (term.negated ? sql`NOT ${contains(term.text)}` : contains(term.text)))),
        ),
      ),
  };
}
