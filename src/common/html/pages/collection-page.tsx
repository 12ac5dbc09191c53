import type { JSX } from 'preact';
import type { Body, BodyLink, CollectionBody, PageContext } from '../page-context.js';
import type { QueryParameter } from '../query-parameters.js';
import { fill, type Words } from '../words/index.js';
import { isObject, isReference, nameMember, nameOf } from './naming.js';
import { usePage } from './page.js';
import { QueryForm } from './query-form.js';
import { English, humanised, SafeLink, Text } from './text.js';
import { Members, Value } from './value.js';

/** Beside the name; more are on the page of each result. */
const MAX_COLUMNS = 5;
const LONG = 120;

/** A page of any collection: the form, the results as a table, and the ways to the other pages. */
export function CollectionPage({ body }: { body: CollectionBody }): JSX.Element {
  return (
    <>
      <h1>
        <CollectionTitle />
      </h1>
      <QueryForm />
      <Found body={body}>
        {body.results.every((result) => nameMember(result) !== undefined) ? (
          <ResultTable body={body} />
        ) : (
          <ResultList results={body.results} />
        )}
      </Found>
    </>
  );
}

/** What the collection is called. */
export function CollectionTitle(): JSX.Element {
  const { context, words } = usePage();
  // A collection that cannot be read without words to look for is a search, whatever it is filed under.
  if (isSearchPage(context)) return <>{words.search}</>;
  return <English>{context.operation?.collection ?? context.path}</English>;
}

/** Whether the collection is there to be searched and for nothing else. */
export function isSearchPage({ operation }: PageContext): boolean {
  return operation?.parameters.some(isSearch) === true;
}

const isSearch = ({ name, isRequired }: QueryParameter): boolean => name === 'text_search' && isRequired;

/** Around the results: how many there are, the way on, and what to do when there are none. */
export function Found({ body, children }: { body: CollectionBody; children: JSX.Element }): JSX.Element {
  const { words, numbers } = usePage();
  if (body.results.length === 0) return <Nothing />;
  const range = [body.start + 1, body.start + body.results.length, body.count].map((n) => numbers.format(n));
  return (
    <section aria-labelledby="results">
      <h2 id="results">{fill(words.resultsRange, ...range)}</h2>
      {children}
      <Pager body={body} />
    </section>
  );
}

function Nothing(): JSX.Element {
  const { context, words } = usePage();
  // What the collection cannot do without, such as the course of its assets, stays.
  const required = context.operation?.parameters.filter(({ isRequired, name }) => isRequired && name !== 'text_search');
  const all = new URL(context.origin);
  all.pathname = context.path;
  for (const { name } of required ?? []) all.searchParams.set(name, context.query.get(name) ?? '');
  const isNarrowed = [...context.query.keys()].some((name) => !required?.some((one) => one.name === name));
  return (
    <section aria-labelledby="results">
      <h2 id="results">{words.noResults}</h2>
      {isNarrowed && (
        <p>
          {words.noResultsHint} {!isSearchPage(context) && <SafeLink href={all.href}>{words.showAll}</SafeLink>}
        </p>
      )}
    </section>
  );
}

function Pager({ body }: { body: CollectionBody }): JSX.Element | null {
  const { words, numbers } = usePage();
  if (body.num_pages <= 1) return null;
  const ways = [
    ['first', body.current_page > 0],
    ['prev', true],
    ['next', true],
    ['last', body.current_page < body.num_pages - 1],
  ] as const;
  return (
    <nav class="pager" aria-label={words.pages}>
      <p>{fill(words.pageOf, numbers.format(body.current_page + 1), numbers.format(body.num_pages))}</p>
      <ul>
        {ways.map(([rel, isOffered]) => {
          const link: BodyLink | undefined = body.links[rel];
          return (
            isOffered &&
            link && (
              <li>
                <SafeLink href={link.href} rel={rel}>
                  {wordOf(rel, words)}
                </SafeLink>
              </li>
            )
          );
        })}
      </ul>
    </nav>
  );
}

function wordOf(rel: 'first' | 'prev' | 'next' | 'last', words: Words): string {
  return { first: words.first, prev: words.previous, next: words.next, last: words.last }[rel];
}

function ResultTable({ body: { results, links } }: { body: CollectionBody }): JSX.Element {
  const { words } = usePage();
  const columns = columnsOf(results, links['up']?.title);
  return (
    <div class="scroll" role="region" aria-labelledby="results" tabIndex={0}>
      <table aria-labelledby="results">
        <thead>
          <tr>
            <th scope="col">{words.name}</th>
            {columns.map((name) => (
              <th scope="col">
                <English>{humanised(name)}</English>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map((result) => (
            <tr>
              <th scope="row">
                <SafeLink href={result['url']}>
                  <Text value={nameOf(result)!} />
                </SafeLink>
              </th>
              {columns.map((name) => (
                <td>
                  <Value name={name} value={result[name]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/**
 * The members that fit into a cell, in the order of the representation: set somewhere, short, and not the name.
 * @param above key of what all of them belong to: the breadcrumb has said it
 */
function columnsOf(results: readonly Body[], above: string | undefined): string[] {
  const names = [...new Set(results.flatMap((result) => Object.keys(result)))];
  const shown = new Set(results.map(nameMember));
  return names
    .filter((name) => name !== 'url' && name !== 'links' && !shown.has(name))
    .filter((name) => results.every((result) => fits(result[name])))
    .filter((name) => results.some((result) => (result[name] ?? '') !== ''))
    .filter((name) => !results.every((result) => isReference(result[name]) && nameOf(result[name]) === above))
    .slice(0, MAX_COLUMNS);
}

function fits(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LONG && !value.includes('\n');
  return !(Array.isArray(value) || isObject(value)) || isReference(value);
}

/** For results that have no name, as `fields` may leave them. */
function ResultList({ results }: { results: readonly Body[] }): JSX.Element {
  return (
    <ol>
      {results.map((result) => (
        <li>
          <Members body={result} />
        </li>
      ))}
    </ol>
  );
}
