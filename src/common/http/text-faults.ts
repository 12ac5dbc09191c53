import type { FieldErrors } from '../errors/app-error.js';

const FAULT =
  'A text must be Unicode without the NUL character (U+0000) and without single halves of surrogate pairs; neither can be stored.';

/**
 * Texts of a request that PostgreSQL could not store: those with NUL or a lone surrogate (SPEC R-6: input never becomes a
 * 500). Looks into every value and member name.
 * @param value a body or a query, as parsed; its depth is bounded by then (json-body.ts)
 * @returns faults by path (`items[0].name`); null when there are none
 */
export function textFaults(value: unknown): FieldErrors | null {
  const paths: string[] = [];
  collect(value, '', paths);
  return paths.length === 0 ? null : Object.fromEntries(paths.map((path) => [path, [FAULT]]));
}

function collect(value: unknown, path: string, paths: string[]): void {
  if (typeof value === 'string') {
    if (isFaulty(value)) paths.push(path === '' ? 'body' : path);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => collect(item, `${path}[${index}]`, paths));
  } else if (value !== null && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      const printable = name.replaceAll('\0', '\\u0000').toWellFormed();
      const own = path === '' ? printable : `${path}.${printable}`;
      if (isFaulty(name)) paths.push(own);
      else collect(inner, own, paths);
    }
  }
}

function isFaulty(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}
