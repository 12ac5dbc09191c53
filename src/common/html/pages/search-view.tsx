import type { JSX } from 'preact';
import { type Body, isCollection } from '../page-context.js';
import type { ViewProps } from '../views.js';
import { CollectionTitle, Found } from './collection-page.js';
import { isReference, nameOf } from './naming.js';
import { QueryForm } from './query-form.js';
import { English, humanised, SafeLink, Text } from './text.js';

/** Results of a search: the name, a piece of the text with what was looked for marked, and where it stands. */
export function SearchView({ body }: ViewProps): JSX.Element | null {
  if (!isCollection(body)) return null;
  return (
    <>
      <h1>
        <CollectionTitle />
      </h1>
      <QueryForm />
      <Found body={body}>
        <ol class="hits" start={body.start + 1}>
          {body.results.map((result) => (
            <li>
              <Hit result={result} />
            </li>
          ))}
        </ol>
      </Found>
    </>
  );
}

function Hit({ result }: { result: Body }): JSX.Element {
  const { excerpt, matches, course } = result;
  const type = String(result['block_type'] ?? result['type'] ?? '');
  return (
    <>
      <h3>
        <SafeLink href={result['url']}>
          <Text value={nameOf(result) ?? String(result['url'] ?? '')} />
        </SafeLink>
      </h3>
      {typeof excerpt === 'string' && excerpt !== '' && (
        <p dir="auto">
          <Marked text={excerpt} words={Array.isArray(matches) ? matches.map(String) : []} />
        </p>
      )}
      <p class="quiet">
        {type !== '' && <English>{humanised(type)}</English>}
        {isReference(course) && (
          <>
            {' · '}
            <SafeLink href={course.url}>
              <Text value={nameOf(course)!} />
            </SafeLink>
          </>
        )}
      </p>
    </>
  );
}

/** A text with words marked: cut into pieces and never built as markup. */
function Marked({ text, words }: { text: string; words: readonly string[] }): JSX.Element {
  const wanted = words.filter((word) => word !== '').map((word) => RegExp.escape(word));
  if (wanted.length === 0) return <Text value={text} />;
  // Longest first, or "tide" would take the beginning of "tides"; whole words, as the search finds them.
  const pattern = `(?<![\\p{L}\\p{N}])(${wanted.sort((a, b) => b.length - a.length).join('|')})(?![\\p{L}\\p{N}])`;
  const pieces = text.split(new RegExp(pattern, 'u'));
  return (
    <>
      {pieces.map((piece, index) =>
        index % 2 === 1 ? (
          <mark>
            <Text value={piece} />
          </mark>
        ) : (
          <Text value={piece} />
        ),
      )}
    </>
  );
}
