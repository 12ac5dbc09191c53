import type { JSX } from 'preact';
import type { Body } from '../page-context.js';
import { hrefOf } from '../safe-href.js';
import { fill } from '../words/index.js';
import { isObject, isReference, isTree, nameOf } from './naming.js';
import { usePage } from './page.js';
import { English, humanised, Lines, SafeLink, Text } from './text.js';
import { BlockTree } from './tree.js';

/** More than any list that a representation holds; what comes beyond is counted, not shown. */
const MAX_ITEMS = 1_000;
/** No payload nests deeper than 4 levels (SPEC R-4), but authors' fields may. */
const MAX_DEPTH = 6;
const LONG = 200;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z$/;

export interface ValueProps {
  readonly name: string;
  readonly value: unknown;
  readonly depth?: number;
}

/** One value of a representation, whatever it is. */
export function Value({ name, value, depth = 0 }: ValueProps): JSX.Element {
  const { words } = usePage();
  if (value === null || value === undefined || value === '') return <span class="absent">{words.notSet}</span>;
  if (typeof value === 'boolean') return <>{value ? words.yes : words.no}</>;
  if (typeof value === 'string') return <StringValue name={name} value={value} />;
  if (typeof value !== 'object') return <>{String(value as number)}</>;
  if (depth >= MAX_DEPTH) return <Lines value={JSON.stringify(value)} label={humanised(name)} />;
  if (Array.isArray(value)) return <ListValue name={name} value={value as unknown[]} depth={depth} />;
  return <ObjectValue name={name} value={value as Body} depth={depth} />;
}

function StringValue({ name, value }: { name: string; value: string }): JSX.Element {
  const { context, dates } = usePage();
  if (INSTANT.test(value) && !Number.isNaN(Date.parse(value)))
    return <time dateTime={value}>{dates.format(new Date(value))} UTC</time>;
  if (hrefOf(value, context.origin)) {
    return (
      <SafeLink href={value}>
        <Text value={value} />
      </SafeLink>
    );
  }
  if (value.length > LONG || value.includes('\n')) return <Lines value={value} label={humanised(name)} />;
  return <Text value={value} />;
}

function ListValue({ name, value, depth }: { name: string; value: readonly unknown[]; depth: number }): JSX.Element {
  const { words, numbers } = usePage();
  if (value.length === 0) return <span class="absent">{words.none}</span>;
  return (
    <>
      <ul>
        {value.slice(0, MAX_ITEMS).map((item) => (
          <li>
            <Value name={name} value={item} depth={depth + 1} />
          </li>
        ))}
      </ul>
      {value.length > MAX_ITEMS && (
        <p class="quiet">{fill(words.moreOmitted, numbers.format(value.length - MAX_ITEMS))}</p>
      )}
    </>
  );
}

function ObjectValue({ name, value, depth }: { name: string; value: Body; depth: number }): JSX.Element {
  if (isReference(value)) {
    return (
      <SafeLink href={value.url}>
        <Text value={nameOf(value)!} />
      </SafeLink>
    );
  }
  if (isTree(value)) return <BlockTree tree={value} />;
  if (Object.keys(value).length === 0) return <Value name={name} value={[]} />;
  return <Members body={value} depth={depth + 1} />;
}

/** The members of an object as a list of descriptions. */
export function Members({ body, depth = 0, except = [] }: MembersProps): JSX.Element {
  const { words, numbers } = usePage();
  const members = Object.entries(body).filter(([name]) => !except.includes(name));
  return (
    <>
      <dl>
        {members.slice(0, MAX_ITEMS).map(([name, value]) => (
          <>
            <dt>
              <English>
                <Text value={humanised(name)} />
              </English>
            </dt>
            <dd>
              {name === 'links' && isObject(value) ? <LinkList links={value} /> : <Value {...{ name, value, depth }} />}
            </dd>
          </>
        ))}
      </dl>
      {members.length > MAX_ITEMS && (
        <p class="quiet">{fill(words.moreOmitted, numbers.format(members.length - MAX_ITEMS))}</p>
      )}
    </>
  );
}

export interface MembersProps {
  readonly body: Body;
  readonly depth?: number;
  /** Names of members that are shown elsewhere. */
  readonly except?: readonly string[];
}

/** The links of an object inside another, such as an expanded one: only those that can be followed. */
function LinkList({ links }: { links: Body }): JSX.Element {
  const safe = Object.entries(links).filter(([, link]) => isObject(link) && link['method'] === undefined);
  return (
    <ul>
      {safe.map(([rel, link]) => (
        <li>
          <SafeLink href={(link as Body)['href']}>
            <English>
              <Text value={String((link as Body)['title'] ?? humanised(rel))} />
            </English>
          </SafeLink>
        </li>
      ))}
    </ul>
  );
}
