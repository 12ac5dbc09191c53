/**
 * JSON as documents show it: whole, or with `…` for what is left out.
 *
 *     { "count": 2, "results": [{ "display_name": "How to…", … }, …], … }
 *
 * `…` as the last member of an object or the last item of a list stands for others, as a value for any value, and within a
 * string for any characters. `?` is a value that nobody has filled in yet: it equals nothing.
 */
export type Shown = string | number | boolean | null | Shown[] | ShownObject | typeof ANYTHING | typeof UNKNOWN;
export type ShownObject = { readonly [name: string]: Shown };

export const ANYTHING = Symbol('…');
export const UNKNOWN = Symbol('?');
/** Marks, as a member's name, that an object has other members. */
export const OTHERS = '…';

/** Whether a text of the document stands for a text of the service. */
export type Alike = (documented: string, answered: string) => boolean;

/**
 * Reads JSON with `…` and `?`.
 * @throws Error when it is neither
 */
export function parseShown(text: string): Shown {
  // Outside of strings, and only there, the two signs become strings that JSON can read.
  const json = text.replace(/"(?:[^"\\]|\\.)*"|([{,]\s*)…(?=\s*\})|…|\?/g, (found, before: string | undefined) => {
    if (found.startsWith('"')) return found;
    if (before !== undefined) return `${before}"${OTHERS}": true`;
    return found === '?' ? '"\\u0000?"' : '"\\u0000…"';
  });
  return JSON.parse(json, (_name, value: unknown) =>
    value === '\0?' ? UNKNOWN : value === '\0…' ? ANYTHING : value,
  ) as Shown;
}

/** Where an answer is not what the document shows; empty when it is. */
export function differences(shown: Shown, answered: unknown, alike: Alike, at = 'body'): string[] {
  if (shown === ANYTHING) return [];
  if (shown === UNKNOWN) return [`${at} is not filled in`];
  if (Array.isArray(shown)) return listDifferences(shown, answered, alike, at);
  if (isObject(shown)) return objectDifferences(shown, answered, alike, at);
  const same = typeof shown === 'string' && typeof answered === 'string' ? alike(shown, answered) : shown === answered;
  return same ? [] : [`${at} is ${JSON.stringify(answered)}, the document says ${JSON.stringify(shown)}`];
}

function listDifferences(shown: readonly Shown[], answered: unknown, alike: Alike, at: string): string[] {
  if (!Array.isArray(answered)) return [`${at} is no list`];
  const hasMore = shown.at(-1) === ANYTHING;
  const listed = hasMore ? shown.slice(0, -1) : shown;
  const inOrder = listed.flatMap((item, index) =>
    index < answered.length ? differences(item, answered[index], alike, `${at}[${index}]`) : [],
  );
  if (hasMore ? answered.length > listed.length : answered.length === listed.length) return inOrder;
  return [
    ...inOrder,
    `${at} has ${answered.length} items, the document shows ${listed.length}${hasMore ? ' and more' : ''}`,
  ];
}

function objectDifferences(shown: ShownObject, answered: unknown, alike: Alike, at: string): string[] {
  if (!isObject(answered)) return [`${at} is no object`];
  const missing = names(shown).filter((name) => !(name in answered));
  const others = Object.keys(answered).filter((name) => !(name in shown));
  return [
    ...missing.map((name) => `${at}.${name} is not in the answer`),
    ...(OTHERS in shown ? [] : others.map((name) => `${at}.${name} is not in the document`)),
    ...(OTHERS in shown && others.length === 0 ? [`${at} has no other members, the document says …`] : []),
    ...names(shown)
      .filter((name) => name in answered)
      .flatMap((name) => differences(shown[name]!, answered[name], alike, `${at}.${name}`)),
  ];
}

/** How a text of the service stands in the document. */
type Write = (answered: string) => string;

/** The answer, with as much left out as the document leaves out; what the document does not know yet is shown whole. */
export function renewed(shown: Shown, answered: unknown, alike: Alike, write: Write): Shown {
  if (shown === ANYTHING) return shown;
  if (typeof answered === 'string')
    return typeof shown === 'string' && alike(shown, answered) ? shown : write(answered);
  if (Array.isArray(answered)) return renewedList(Array.isArray(shown) ? shown : [], answered, alike, write);
  if (!isObject(answered)) return answered as Shown;
  const known = isObject(shown) ? (shown as ShownObject) : {};
  const kept = Object.keys(answered).filter((name) => !(OTHERS in known) || name in known);
  const members = kept.map((name) => [name, renewed(known[name] ?? UNKNOWN, answered[name], alike, write)]);
  if (kept.length < Object.keys(answered).length) members.push([OTHERS, true]);
  return Object.fromEntries(members) as ShownObject;
}

function renewedList(shown: readonly Shown[], answered: readonly unknown[], alike: Alike, write: Write): Shown[] {
  const listed = shown.at(-1) === ANYTHING ? shown.length - 1 : answered.length;
  const items = answered.slice(0, listed).map((item, index) => renewed(shown[index] ?? UNKNOWN, item, alike, write));
  return listed < answered.length ? [...items, ANYTHING] : items;
}

const WIDTH = 110;

/**
 * As text: on one line what fits there, otherwise a member or item a line.
 * @param before characters that stand before it on its first line, the indent not counted
 */
export function printShown(shown: Shown, indent = '', before = 0): string {
  const flat = flatText(shown);
  const fits = indent.length + before + flat.length <= WIDTH;
  if (fits || typeof shown !== 'object' || shown === null) return flat;
  const inner = `${indent}  `;
  const lines = Array.isArray(shown)
    ? shown.map((item) => printShown(item, inner))
    : Object.entries(shown).map(([name, value]) =>
        name === OTHERS ? OTHERS : `${JSON.stringify(name)}: ${printShown(value, inner, name.length + 4)}`,
      );
  const [open, close] = Array.isArray(shown) ? '[]' : '{}';
  return `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`;
}

function flatText(shown: Shown): string {
  if (shown === ANYTHING) return '…';
  if (shown === UNKNOWN) return '?';
  if (Array.isArray(shown)) return `[${shown.map(flatText).join(', ')}]`;
  if (!isObject(shown)) return JSON.stringify(shown);
  const members = Object.entries(shown as ShownObject).map(([name, value]) =>
    name === OTHERS ? OTHERS : `${JSON.stringify(name)}: ${flatText(value)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

const names = (shown: ShownObject): string[] => Object.keys(shown).filter((name) => name !== OTHERS);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
