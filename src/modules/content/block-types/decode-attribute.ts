import type { OlxFamily } from './block-type-declaration.js';
import type { JsonValue } from '../json.js';
import type { FieldDeclaration } from './field-declaration.js';
import { isTextField } from './read-field-value.js';

/** Pure XBlocks are read as YAML, whose plain words for true, false and nothing are these. */
const YAML_WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...(['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'] as const).map((word) => [word, true] as const),
  ...(['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'] as const).map(
    (word) => [word, false] as const,
  ),
  ...(['~', 'null', 'Null', 'NULL', ''] as const).map((word) => [word, null] as const),
]);

/**
 * The JSON that an attribute holds, or `undefined` if it holds none and stands for itself. Texts of pure XBlocks
 * always stand for themselves (OLX rule 30). Never throws.
 */
export function decodeAttribute(field: FieldDeclaration, raw: string, family: OlxFamily): JsonValue | undefined {
  if (family === 'pure') {
    if (isTextField(field)) return undefined;
    const word = YAML_WORDS.get(raw);
    if (word !== undefined) return word;
  }
  try {
    return JSON.parse(raw) as JsonValue;
  } catch {
    return undefined;
  }
}
