import type { JSX } from 'preact';
import type { QueryParameter } from '../query-parameters.js';
import { showable } from '../safe-text.js';
import { fill, type Words } from '../words/index.js';
import { usePage } from './page.js';
import { English, humanised } from './text.js';

/** For programs; a form that was made under one of them keeps it. */
const NOT_FOR_PEOPLE = new Set(['fields', 'requested_fields', 'expand', 'view', 'format', 'page']);
/** Names that mean the same as another one, which people are shown (SPEC section 1 "key names"). */
const ALIASES: Readonly<Record<string, string>> = {
  sort_order: 'ordering',
  course_key: 'course',
  course_id: 'course',
  username: 'user',
};

/** A filter under its other name stays when the form is sent; the order does not, because the form has one. */
function isHiddenAlias(name: string, all: readonly QueryParameter[]): boolean {
  return name !== 'sort_order' && hasBetter(name, all);
}

function hasBetter(name: string, all: readonly QueryParameter[]): boolean {
  return Object.hasOwn(ALIASES, name) && all.some((other) => other.name === ALIASES[name]);
}

const PAGE_SIZES = [10, 25, 50, 100];

/** The parameters of the collection as a form that a browser sends by itself. */
export function QueryForm(): JSX.Element | null {
  const { context, words } = usePage();
  const all = context.operation?.parameters ?? [];
  const offered = all.filter(({ name }) => !NOT_FOR_PEOPLE.has(name) && !hasBetter(name, all));
  if (offered.length === 0) return null;
  const searches = offered.some(({ name }) => name === 'text_search');
  const rank = ({ name }: QueryParameter): number =>
    name === 'ordering' || name === 'sort_order' ? 2 : name === 'page_size' ? 3 : 1;
  const rest = offered.filter(({ name }) => name !== 'text_search').sort((a, b) => rank(a) - rank(b));
  return (
    <form method="get" action={showable(context.path)} role={searches ? 'search' : undefined}>
      {searches && <Field parameter={offered.find(({ name }) => name === 'text_search')!} />}
      {rest.length > 0 && (searches ? <Narrowing parameters={rest} /> : <Fields parameters={rest} />)}
      {[...context.query]
        .filter(([name]) => (NOT_FOR_PEOPLE.has(name) && name !== 'page') || isHiddenAlias(name, all))
        .map(([name, value]) => (
          <input type="hidden" name={name} value={showable(value)} />
        ))}
      <button type="submit">{searches ? words.search : words.filter}</button>
    </form>
  );
}

/** What narrows a search is out of the way until it is wanted, or in use. */
function Narrowing({ parameters }: { parameters: readonly QueryParameter[] }): JSX.Element {
  const { context, words } = usePage();
  return (
    <details class="narrowing" open={parameters.some(({ name }) => context.query.has(name))}>
      <summary>{words.filter}</summary>
      <Fields parameters={parameters} />
    </details>
  );
}

function Fields({ parameters }: { parameters: readonly QueryParameter[] }): JSX.Element {
  return (
    <div class="fields">
      {parameters.map((parameter) => (
        <Field parameter={parameter} />
      ))}
    </div>
  );
}

function Field({ parameter }: { parameter: QueryParameter }): JSX.Element {
  const { words } = usePage();
  const id = `q-${parameter.name}`;
  return (
    <div class={parameter.name === 'text_search' ? 'field wide' : 'field'}>
      <label for={id}>{labelOf(parameter.name, words) ?? <English>{humanised(parameter.name)}</English>}</label>
      <Control parameter={parameter} id={id} />
    </div>
  );
}

function labelOf(name: string, words: Words): string | undefined {
  const known: Readonly<Record<string, string>> = {
    text_search: words.searchWords,
    ordering: words.order,
    sort_order: words.order,
    page_size: words.pageSize,
    course: words.course,
    type: words.type,
  };
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

function Control({ parameter, id }: { parameter: QueryParameter; id: string }): JSX.Element {
  const { context } = usePage();
  const { name, kind, choices, minimum, maximum, isRequired } = parameter;
  const value = showable(context.query.get(name) ?? '');
  if (name === 'page_size') return <Choice {...{ parameter, id, value }} choices={sizes(value, maximum)} />;
  if (kind === 'choice') return <Choice {...{ parameter, id, value, choices }} />;
  const shared = { id, name, value, required: isRequired };
  if (kind === 'number') return <input type="number" min={minimum} max={maximum} {...shared} />;
  if (name === 'text_search') return <input type="search" dir="auto" {...shared} />;
  return <input type="text" dir="auto" {...shared} />;
}

function sizes(current: string, maximum = 100): string[] {
  const known = PAGE_SIZES.filter((size) => size <= maximum).map(String);
  return /^\d{1,3}$/.test(current) && !known.includes(current) ? [current, ...known] : known;
}

interface ChoiceProps {
  readonly parameter: QueryParameter;
  readonly id: string;
  readonly value: string;
  readonly choices: readonly string[];
}

function Choice({ parameter, id, value, choices }: ChoiceProps): JSX.Element {
  const { words } = usePage();
  const { context } = usePage();
  const isOrder = parameter.name === 'ordering';
  // `sort_order` is `ordering` without a direction, and the one that says which order there is without either.
  const usual = isOrder ? context.operation?.parameters.find(({ name }) => name === 'sort_order')?.default : undefined;
  const fallback = parameter.default ?? usual;
  const selected = value || (isOrder && context.query.get('sort_order')) || fallback;
  return (
    <select id={id} name={parameter.name}>
      {fallback === undefined && <option value="">{words.any}</option>}
      {choices.map((choice) => (
        <option value={choice} selected={choice === selected}>
          {choice.startsWith('-') ? fill(words.descending, humanised(choice)) : humanised(choice)}
        </option>
      ))}
    </select>
  );
}
