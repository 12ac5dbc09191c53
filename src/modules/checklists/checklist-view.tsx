import type { JSX } from 'preact';
import { isCollection, type Body } from '../../common/html/page-context.js';
import { CollectionPage } from '../../common/html/pages/collection-page.js';
import { ProgramLinks, RelatedLinks } from '../../common/html/pages/links.js';
import { isObject } from '../../common/html/pages/naming.js';
import { usePage } from '../../common/html/pages/page.js';
import { English, SafeLink, Text } from '../../common/html/pages/text.js';
import { Members, Value } from '../../common/html/pages/value.js';
import type { ViewProps } from '../../common/html/views.js';

/** A checklist as a list of boxes, ticked or not; the lists of a course as any collection. */
export function ChecklistView({ body }: ViewProps): JSX.Element {
  const { words } = usePage();
  if (isCollection(body)) return <CollectionPage body={body} />;
  const items = Object.values((body['items'] ?? {}) as Record<string, Body>);
  return (
    <>
      <h1>
        <Text value={textOf(body['short_description']) || textOf(body['id'])} />
      </h1>
      <RelatedLinks body={body} />
      {items.length > 0 && (
        <section aria-labelledby="contents">
          <h2 id="contents">{words.contents}</h2>
          <ol>
            {items.toSorted(byPosition).map((item) => (
              <Item item={item} />
            ))}
          </ol>
        </section>
      )}
      <section aria-labelledby="details">
        <h2 id="details">{words.details}</h2>
        <Members body={body} except={ABOVE} />
      </section>
      <ProgramLinks body={body} />
    </>
  );
}

/** Members that do not stand among the others. */
const ABOVE: readonly string[] = ['url', 'links', 'items', 'short_description'];

/** What is to be done, who has done it, where, and what the service itself sees of it. */
function Item({ item }: { item: Body }): JSX.Element {
  const { words } = usePage();
  const { checked_by: by, checked_at: at, check, action_url: url } = item;
  return (
    <li>
      <label dir="auto">
        <input type="checkbox" disabled checked={item['is_checked'] === true} />{' '}
        <Text value={textOf(item['short_description'])} />
      </label>
      {textOf(item['long_description']) !== '' && (
        <p dir="auto">
          <Text value={textOf(item['long_description'])} />
        </p>
      )}
      {textOf(url) !== '' && (
        <p dir="auto">
          <SafeLink href={url}>
            <Text value={textOf(item['action_text']) || textOf(url)} />
          </SafeLink>
        </p>
      )}
      {item['is_checked'] === true && (
        <p class="quiet">
          <Value name="checked_by" value={by} />, <Value name="checked_at" value={at} />
        </p>
      )}
      {isObject(check) && (
        <p class="quiet">
          <SafeLink href={check['url']}>
            <English>Check</English>
          </SafeLink>
          {': '}
          {check['passed'] === null ? words.notSet : check['passed'] === true ? words.yes : words.no}
        </p>
      )}
    </li>
  );
}

const byPosition = (a: Body, b: Body): number => Number(a['position']) - Number(b['position']);

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
