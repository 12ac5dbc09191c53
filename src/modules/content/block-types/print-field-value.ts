import type { OlxFamily } from './block-type-declaration.js';
import { decodeAttribute } from './decode-attribute.js';
import type { JsonValue } from '../json.js';
import type { FieldDeclaration } from './field-declaration.js';
import { printPythonJson } from './field-json.js';
import { isTextField, readFieldValue } from './read-field-value.js';

/** Whether the attribute, written as it is, would be read as this very string. */
function readsBack(field: FieldDeclaration, text: string, family: OlxFamily): boolean {
  const decoded = decodeAttribute(field, text, family);
  const read = readFieldValue(field, decoded === undefined ? text : decoded);
  return (read === undefined ? text : read) === text;
}

/**
 * Writes a field's value as an attribute of OLX, as the platform does: strings as they are, everything else as JSON
 * (OLX rules 17 and 30). A string that would be read as something else, such as `null` or one in quotes, is written
 * in quotes; the platform, which does not, loses those.
 * Returns `null` for the one value with no attribute form: an unset text of a pure XBlock, which is the element
 * `<option:name none="true"/>`.
 */
export function printFieldValue(field: FieldDeclaration, value: JsonValue, family: OlxFamily): string | null {
  const layout = family === 'pure' ? 'indented' : 'line';
  if (isTextField(field) && family === 'pure') {
    return value === null || typeof value === 'string' ? value : printPythonJson(value, layout);
  }
  if (typeof value === 'string' && readsBack(field, value, family)) {
    // Dates and references of pure XBlocks are JSON strings; what a field could not read stays as it came.
    const quoted = family === 'pure' && readFieldValue(field, value) !== undefined;
    return quoted ? printPythonJson(value, layout) : value;
  }
  return printPythonJson(value, layout);
}
