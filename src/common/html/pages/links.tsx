import type { JSX } from 'preact';
import { type Body, type BodyLink, linksOfBody } from '../page-context.js';
import { usePage } from './page.js';
import { English, humanised, SafeLink, Text } from './text.js';

/** Relations that have a place of their own on a page. */
const ELSEWHERE = new Set(['self', 'first', 'prev', 'next', 'last', 'collection', 'up']);

const isRead = ({ method }: BodyLink): boolean => (method ?? 'GET').toUpperCase() === 'GET';

function LinkText({ rel, link }: { rel: string; link: BodyLink }): JSX.Element {
  return (
    <English>
      <Text value={link.title ?? humanised(rel)} />
    </English>
  );
}

/** Where the page stands: the start, the collection, what is above, and the page itself. */
export function Breadcrumb({ body, title }: { body: Body; title: string }): JSX.Element {
  const { context, words } = usePage();
  const links = linksOfBody(body);
  return (
    <nav class="crumbs" aria-label={words.breadcrumb}>
      <ul>
        <li>
          <SafeLink href={context.site.home}>{words.home}</SafeLink>
        </li>
        {['collection', 'up'].map((rel) => {
          const link = links[rel];
          return (
            link && (
              <li>
                <SafeLink href={link.href} rel={rel}>
                  <LinkText
                    rel={rel}
                    link={rel === 'collection' ? { title: context.operation?.collection, ...link } : link}
                  />
                </SafeLink>
              </li>
            )
          );
        })}
        <li aria-current="page">
          <Text value={title} />
        </li>
      </ul>
    </nav>
  );
}

/** Where one may go from here. */
export function RelatedLinks({ body }: { body: Body }): JSX.Element | null {
  const { words } = usePage();
  const links = Object.entries(linksOfBody(body)).filter(([rel, link]) => isRead(link) && !ELSEWHERE.has(rel));
  if (links.length === 0) return null;
  return (
    <nav aria-labelledby="related">
      <h2 id="related">{words.related}</h2>
      <ul>
        {links.map(([rel, link]) => (
          <li>
            <SafeLink href={link.href} rel={rel}>
              <LinkText rel={rel} link={link} />
            </SafeLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What can be done here by other methods than a browser's: named, so that people know of it. */
export function ProgramLinks({ body }: { body: Body }): JSX.Element | null {
  const { words } = usePage();
  const links = Object.entries(linksOfBody(body)).filter(([, link]) => !isRead(link));
  if (links.length === 0) return null;
  return (
    <section aria-labelledby="programs">
      <h2 id="programs">{words.forPrograms}</h2>
      <div class="scroll" role="region" aria-labelledby="programs" tabIndex={0}>
        <table>
          <caption>{words.forProgramsHint}</caption>
          <thead>
            <tr>
              <th scope="col">{words.action}</th>
              <th scope="col">{words.method}</th>
              <th scope="col">{words.address}</th>
            </tr>
          </thead>
          <tbody>
            {links.map(([rel, link]) => (
              <tr>
                <th scope="row">
                  <LinkText rel={rel} link={link} />
                </th>
                <td>
                  <code>{link.method}</code>
                </td>
                <td>
                  <code dir="ltr">
                    <Text value={link.href} />
                  </code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The same for programs: the JSON of this address, and its documentation. */
export function ForDevelopers(): JSX.Element {
  const { context, words } = usePage();
  const query = new URLSearchParams(context.query);
  query.set('format', 'json');
  const json = new URL(context.origin);
  json.pathname = context.path;
  json.search = query.toString();
  return (
    <footer class="foot">
      <nav aria-label={words.forDevelopers}>
        <ul>
          <li>
            <SafeLink href={json.href} rel="alternate">
              {words.sameAsJson}
            </SafeLink>
          </li>
          {context.operation && (
            <li>
              <SafeLink href={context.operation.documentation} rel="help">
                {words.documentationOfThis}
              </SafeLink>
            </li>
          )}
        </ul>
      </nav>
    </footer>
  );
}
