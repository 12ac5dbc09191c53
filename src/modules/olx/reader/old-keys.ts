import { UsageKey, type CourseKey } from '../../../common/opaque-keys/index.js';
import type { FieldDeclaration, JsonValue } from './block-catalogue.js';

/** `i4x://…`: how Studio writes keys of the course's own blocks in reference fields (edX: adapt_references). */
export function portable(text: string, course: CourseKey): string {
  const key = UsageKey.tryParse(text);
  if (key === null || !course.isCourse || !key.courseKey.equals(course)) return text;
  const old = `i4x://${course.org}/${course.course}/${key.blockType}/${key.blockId}`;
  const read = UsageKey.tryParse(old);
  return read?.blockType === key.blockType && read.blockId === key.blockId ? old : text;
}

/** The value of a field as Studio writes it: references to blocks of the course by their old keys, anything else as it is. */
export function portableValue({ type }: FieldDeclaration, value: JsonValue, course: CourseKey): JsonValue {
  return type.startsWith('reference') ? withOldKeys(value, course) : value;
}

function withOldKeys(value: JsonValue, course: CourseKey): JsonValue {
  if (typeof value === 'string') return portable(value, course);
  if (Array.isArray(value)) return value.map((member) => withOldKeys(member, course));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withOldKeys(member, course)]));
}
