import { shownName } from '../archive/index.js';
import type { JsonObject, JsonValue } from './block-catalogue.js';
import { UnreadableFileError } from './invalid-olx-error.js';
import type { OlxReport } from './olx-report.js';
import type { CourseFiles } from './course-files.js';
import { storableJson, type JsonFlaw } from './storable.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

const FLAWS: Readonly<Record<JsonFlaw, string>> = {
  characters:
    'It holds NUL characters or lone surrogates, which no database text can hold; they were replaced by U+FFFD.',
  depth: 'It nests deeper than 64 levels; what lies deeper was left out.',
};

/** A JSON file as it was read. */
export interface JsonFile {
  readonly value: JsonValue;
  readonly text: string;
}

/** The line, from 1, of a position in a text. */
function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** The line on which a member of this name first stands, or null. */
export function lineOfMember(text: string, name: string): number | null {
  const position = text.indexOf(JSON.stringify(name));
  return position < 0 ? null : lineAt(text, position);
}

function lineOfError(text: string, error: unknown): number | null {
  const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return position === undefined ? null : lineAt(text, Number(position));
}

/**
 * Keeps whole numbers that JavaScript would round as the digits that stand there. Where the runtime does not hand these over
 * (Node 20), they are rounded. Either way `found` learns of it.
 */
function exactNumbers(found: Set<string>) {
  return (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return value;
    const digits = context?.source;
    found.add(digits ?? String(value));
    return digits !== undefined && /^-?\d+$/.test(digits) ? digits : value;
  };
}

/** A function that sees every value costs time and recurses, so it is called only where there are numbers to be seen. */
function parse(text: string, big: Set<string>): JsonValue {
  return JSON.parse(text, /\d{16}/.test(text) ? exactNumbers(big) : undefined) as JsonValue;
}

/**
 * Reads a JSON file of a course. What could not be kept as it stands is in the report.
 * @returns null if it is not JSON, which is in the report as well (OLX rule 20)
 * @throws UnreadableFileError if there is no such file, or it is too large
 */
export async function readJson(files: CourseFiles, path: string, report: OlxReport): Promise<JsonFile | null> {
  const bytes = await files.read(path);
  let text = '';
  const big = new Set<string>();
  try {
    text = UTF8.decode(bytes);
    const { value, flaws } = storableJson(parse(text, big));
    for (const flaw of flaws) {
      report.add({ severity: 'error', code: `json_${flaw}`, file: path, line: null, message: FLAWS[flaw] });
    }
    for (const digits of big) {
      const message = `The number ${digits} is too large to be kept exactly as a number; it was kept as text where possible.`;
      report.add({
        severity: 'warning',
        code: 'json_number',
        file: path,
        line: lineAt(text, text.indexOf(digits)),
        message,
      });
    }
    return { value, text };
  } catch (error) {
    const line = lineOfError(text, error);
    const why = error instanceof Error ? error.message : String(error);
    const message = `${shownName(path)} is not JSON (${why}); it was read as {}. Mend it and import again.`;
    report.add({ severity: 'error', code: 'malformed_json', file: path, line, message });
    return null;
  }
}

/** As {@link readJson}, for a file that should hold an object and may be absent: then, or if it holds anything else, null. */
export async function readJsonObject(
  files: CourseFiles,
  path: string,
  report: OlxReport,
): Promise<{ readonly value: JsonObject; readonly text: string } | null> {
  if (!files.has(path)) return null;
  try {
    const file = await readJson(files, path, report);
    if (file === null) return null;
    const { value, text } = file;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value, text };
    const message = `${shownName(path)} does not hold a JSON object; it was read as {}.`;
    report.add({ severity: 'error', code: 'malformed_json', file: path, line: 1, message });
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    report.add({ severity: 'error', code: error.code, file: path, line: null, message: error.message });
  }
  return null;
}
