import type { JSX } from 'preact';
import type { QueryParameter } from '../query-parameters.js';
import { showable } from '../safe-text.js';
import { fill, type Words } from '../words/index.js';
import { usePage } from './page.js';
import { English, humanised } from './text.js';

/** For programs; a form that was made under one of them keeps it. */
const NOT_FOR_PEOPLE = new Set(['fields', 'requested_fields', 'expand', 'view', 'format', 'page']);
const PAGE_SIZES = [10, 25, 50, 100];

/** The parameters of the collection as a form that a browser sends by itself. */
export function QueryForm(): JSX.Element | null {
  const { context, words } = usePage();
  const all = context.operation?.parameters ?? [];
  const offered = all.filter(
    ({ name }) => !NOT_FOR_PEOPLE.has(name) && !(name === 'sort_order' && all.some((other) => other.name === 'ordering')),
  );
  if (offered.length === 0) return null;
  const searches = offered.some(({ name }) => name === 'text_search');
  const rank = ({ name }: QueryParameter): number =>
    name === 'text_search' ? 0 : name === 'ordering' || name === 'sort_order' ? 2 : name === 'page_size' ? 3 : 1;
  return (
    <form method="get" action={showable(context.path)} role={searches ? 'search' : undefined}>
      {[...offered]
        .sort((a, b) => rank(a) - rank(b))
        .map((parameter) => (
          <Field parameter={parameter} />
        ))}
      {[...context.query]
        .filter(([name]) => NOT_FOR_PEOPLE.has(name) && name !== 'page')
        .map(([name, value]) => (
          <input type="hidden" name={name} value={showable(value)} />
        ))}
      <button type="submit">{searches ? words.search : words.filter}</button>
    </form>
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
  const selected = value || parameter.default;
  return (
    <select id={id} name={parameter.name}>
      {parameter.default === undefined && <option value="">{words.any}</option>}
      {choices.map((choice) => (
        <option value={choice} selected={choice === selected}>
          {choice.startsWith('-') ? fill(words.descending, humanised(choice)) : humanised(choice)}
        </option>
      ))}
    </select>
  );
}
