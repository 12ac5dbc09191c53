import type { JsonValue } from '../json.js';

/** No field of a course nests anywhere near this deep; what does is an attack on whoever walks it. */
const MAXIMUM_DEPTH = 64;

/** NUL and lone surrogates: a JSON string may hold them, a text of PostgreSQL may not. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** What XML 1.0 (section 2.2) has no way of writing, escapes included. */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Surrogate}]/u;

/** Whether a string can be written as an attribute of OLX. */
export function isXmlText(text: string): boolean {
  return !UNPRINTABLE.test(text);
}

/** Whether a number means the same here and where it came from: finite, and exact if it is whole. */
function isFaithful(number: number): boolean {
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
}

/** Whether a value can be stored and served without loss: bounded depth, faithful numbers, storable strings. */
export function isStorable(value: JsonValue, depth = MAXIMUM_DEPTH): boolean {
  if (typeof value === 'string') return !UNSTORABLE.test(value);
  if (typeof value === 'number') return isFaithful(value);
  if (value === null || typeof value === 'boolean') return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((member) => isStorable(member, depth - 1));
  return Object.entries(value).every(([key, member]) => isStorable(key) && isStorable(member, depth - 1));
}

/** Whether a value is a JSON object, neither null nor a list. */
export function isDict(value: JsonValue): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Python writes small fractions as `1e-05` where JavaScript writes `0.00001`. */
function printNumber(number: number): string {
  if (number === 0 || Number.isInteger(number) || Math.abs(number) >= 1e-4) return String(number);
  return number.toExponential().replace(/e-(\d)$/, 'e-0$1');
}

function printString(text: string): string {
  // ensure_ascii: everything beyond ASCII is escaped, pairs of surrogates for what lies above U+FFFF.
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Layout of `json.dumps`: in one line with spaces, or sorted keys indented by two spaces, or by four as in policy files. */
export type JsonLayout = 'line' | 'indented' | 'file';

const INDENTS: Readonly<Record<JsonLayout, string>> = { line: '', indented: '  ', file: '    ' };

function printMembers(members: string[], [open, close]: readonly [string, string], layout: JsonLayout, level: number) {
  if (members.length === 0) return `${open}${close}`;
  if (layout === 'line') return `${open}${members.join(', ')}${close}`;
  const indent = INDENTS[layout].repeat(level + 1);
  return `${open}\n${indent}${members.join(`,\n${indent}`)}\n${INDENTS[layout].repeat(level)}${close}`;
}

/** By code point, as Python sorts; JavaScript alone would sort by UTF-16 unit. */
function compareCodePoints(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/**
 * Prints JSON as the platform does, so that an unedited course is written back byte for byte: ASCII only, a space
 * after comma and colon, keys in their order; `indented` is the form of pure XBlocks, `file` that of files (OLX rules 30 and 46).
 */
export function printPythonJson(value: JsonValue, layout: JsonLayout = 'line', level = 0): string {
  if (typeof value === 'string') return printString(value);
  if (typeof value === 'number') return printNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    const members = value.map((member) => printPythonJson(member, layout, level + 1));
    return printMembers(members, ['[', ']'], layout, level);
  }
  const keys = layout === 'line' ? Object.keys(value) : Object.keys(value).sort(compareCodePoints);
  const members = keys.map((key) => `${printString(key)}: ${printPythonJson(value[key] ?? null, layout, level + 1)}`);
  return printMembers(members, ['{', '}'], layout, level);
}
