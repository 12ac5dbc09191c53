import { type SearchTerm, searchTerms } from '../../common/pagination/search-terms.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import type { SearchQuery } from './dto/search.query.js';
import { resultOrderings } from './search-result.js';
import type { SearchScope } from './search-scope.js';

/** Begin and end of a word that was looked for, in excerpts; taken out of the text itself before. */
export const MARK = { begin: '\uE000', end: '\uE001' } as const;

/** Weights of D, C, B, A: a name counts ten times as much as a text. */
const WEIGHTS = sql`'{0.1, 0.2, 0.4, 1.0}'`;

/** ts_rank's normalization 1: by the logarithm of the length, or long texts would always win. */
const BY_LENGTH = sql`1`;

/** The expression of ix_blocks_name. */
const NAME = sql`to_tsvector('simple', left(b.display_name, 1000))`;

const BRANCH_HEADS = sql`courses c
  JOIN branches h ON h.course_id = c.id
  JOIN versions v ON v.course_id = h.course_id AND v.guid = h.head`;

const AT_HEAD = sql`b.course_id = v.course_id AND b.line = v.line AND b.since <= v.ordinal AND b.until > v.ordinal`;

/** Longer texts are cut for the excerpt: a page of results must not mean a hundred books. */
const EXCERPT_SOURCE = 10_000;

/** The statements of one search by one caller (ADR 0012). */
export class SearchStatement {
  constructor(
    private readonly query: SearchQuery,
    private readonly scope: SearchScope,
  ) {}

  /** One page of results, each with `total`, the number of all. */
  page(): Sql {
    const { query } = this;
    const order = Sql.text(resultOrderings.sql(query));
    return sql`WITH ${this.found}
      SELECT found.*, ${this.excerpt} AS excerpt
        FROM (SELECT found.*, count(*) OVER ()::int AS total FROM found
               ORDER BY ${order} LIMIT ${query.page_size} OFFSET ${query.page * query.page_size}) found
        LEFT JOIN courses c ON found.type = 'course' AND c.id = found.course_id
        LEFT JOIN definitions d ON d.guid = found.definition
       ORDER BY ${order}`;
  }

  /** The number of all results. */
  count(): Sql {
    return sql`WITH ${this.found} SELECT count(*)::int AS total FROM found`;
  }

  /** Which of these courses have something among the results. */
  coursesAmong(courseKeys: readonly string[]): Sql {
    return sql`WITH ${this.found} SELECT DISTINCT course_key FROM found WHERE course_key = ANY (${courseKeys}::text[])`;
  }

  private get words(): Sql {
    return sql`websearch_to_tsquery('simple', ${this.query.text_search})`;
  }

  /** What is ranked: to ts_rank, a word that must not be there is one that is missing, and everything ranks near zero. */
  private get ranked(): Sql {
    const wanted = this.terms.map((terms) => terms.filter(({ negated }) => !negated).map(({ text }) => `"${text}"`));
    return sql`websearch_to_tsquery('simple', ${wanted.map((texts) => texts.join(' ')).join(' or ')})`;
  }

  private get terms(): SearchTerm[][] {
    return searchTerms(this.query.text_search);
  }

  private get found(): Sql {
    const { type, block_type } = this.query;
    const parts = [
      ...(type !== 'xblock' && block_type === undefined ? [this.courses] : []),
      ...(type !== 'course' && !this.scope.isEmpty ? [this.blocksByText, this.blocksByName] : []),
    ];
    const nothing = sql`${COLUMNS} FROM courses c WHERE false`;
    const found = parts.reduce((all, part) => sql`${all} UNION ALL ${part}`, sql`SELECT ${nothing}`);
    return sql`found AS (${found})`;
  }

  private get courses(): Sql {
    return sql`SELECT 'course', c.id, c.course_key, NULL, c.display_name, NULL, ts_rank(${WEIGHTS}, t.words, ${this.ranked}, ${BY_LENGTH})
      FROM course_texts t JOIN courses c ON c.id = t.course_id
     WHERE t.words @@ ${this.words} AND ${this.inPlace} AND ${this.scope.foundCourses}`;
  }

  /** The index of texts leads to definitions, these to the blocks that have them, of which those at a head count. */
  private get blocksByText(): Sql {
    return sql`SELECT ${this.blockColumns}
      FROM definition_texts t JOIN blocks b ON b.definition = t.definition
      JOIN (${BRANCH_HEADS}) ON ${AT_HEAD}
     WHERE t.words @@ ${this.words} AND ${this.blockConditions}`;
  }

  /** Those whose name has all the words, if their text has not. */
  private get blocksByName(): Sql {
    return sql`SELECT ${this.blockColumns}
      FROM blocks b JOIN (${BRANCH_HEADS}) ON ${AT_HEAD}
      LEFT JOIN definition_texts t ON t.definition = b.definition
     WHERE ${NAME} @@ ${this.words} AND (t.words @@ ${this.words}) IS NOT TRUE AND ${this.blockConditions}`;
  }

  private get blockColumns(): Sql {
    const name = sql`ts_rank(${WEIGHTS}, setweight(coalesce(${NAME}, ''), 'A'), ${this.ranked})`;
    const text = sql`coalesce(ts_rank(${WEIGHTS}, t.words, ${this.ranked}, ${BY_LENGTH}), 0)`;
    return sql`'xblock', c.id, c.course_key, b.block, b.display_name, b.definition, ${name} + ${text}`;
  }

  /** A word that must not be there is looked for in name and text together. The course itself is a result of its own. */
  private get blockConditions(): Sql {
    const { block_type, branch } = this.query;
    return Sql.all([
      sql`h.name = ${branch}`,
      this.scope.readableCourses,
      this.inPlace,
      sql`b.block <> v.root AND b.block NOT LIKE 'about@%'`,
      ...(this.terms.flat().some(({ negated }) => negated)
        ? [sql`(coalesce(${NAME}, '') || coalesce(t.words, '')) @@ ${this.words}`]
        : []),
      ...(block_type === undefined ? [] : [sql`split_part(b.block, '@', 1) = ${block_type}`]),
      ...this.scope.seenBlocks,
    ]);
  }

  private get inPlace(): Sql {
    const { course, org } = this.query;
    return Sql.all([
      ...(course === undefined ? [] : [sql`c.course_key = ${course}`]),
      ...(org === undefined ? [] : [sql`lower(c.org) = lower(${org})`]),
    ]);
  }

  /** Tags and comments go, whether they end or not; what is left is text and entities. */
  private get excerpt(): Sql {
    const text = sql`CASE found.type WHEN 'course' THEN concat_ws(' ', c.short_description, c.overview) ELSE definition_text(d.type, d.content) END`;
    const uncommented = sql`regexp_replace(left(${text}, ${EXCERPT_SOURCE}), '(?:<!--.*?(-->|$)){1,1}?', ' ', 'g')`;
    const plain = sql`regexp_replace(${uncommented}, '<[a-zA-Z/!?]("[^"<>]*"|''[^''<>]*''|[^<>"''])*>?', ' ', 'g')`;
    const unmarked = sql`translate(${plain}, ${MARK.begin + MARK.end}, '')`;
    const options = `MaxFragments=1, MaxWords=40, MinWords=20, StartSel="${MARK.begin}", StopSel="${MARK.end}"`;
    return sql`ts_headline('simple', coalesce(${unmarked}, ''), ${this.words}, ${options})`;
  }
}

const COLUMNS = sql`NULL AS type, NULL::bigint AS course_id, NULL AS course_key, NULL AS block, NULL AS title, NULL AS definition, NULL::real AS rank`;
