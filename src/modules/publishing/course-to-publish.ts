import { InvalidInputError } from '../../common/errors/app-error.js';
import { type CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import { type BlockRef, blockRefOf, DRAFT } from '../content/index.js';
import { NotTheDraftError } from './publishing.errors.js';

/**
 * The draft that a key means; with a version beside the branch, that of its head which an author has seen.
 * @throws NotTheDraftError for another branch, and for a version alone
 */
export function draftOf(key: CourseKey): CourseKey {
  if (key.branch === DRAFT) return key;
  if (key.branch !== null || key.version !== null) throw new NotTheDraftError(key);
  return key.forBranch(DRAFT);
}

/** Whether a block belongs to this course, whatever branch either key names. */
export function isIn(course: CourseKey, { courseKey }: UsageKey): boolean {
  return courseKey.withoutBranchAndVersion().equals(course.withoutBranchAndVersion());
}

/** The blocks that usage keys name, in this course. @throws InvalidInputError that names every key of another course by its field */
export function blocksIn(
  course: CourseKey,
  fields: Readonly<Record<string, readonly string[]>>,
): Record<string, BlockRef[]> {
  const faults: Record<string, string[]> = {};
  const blocks = Object.entries(fields).map(([name, texts]) => [
    name,
    texts.map((text, index) => {
      const key = UsageKey.parse(text);
      const field = `${name}[${index}]`;
      if (!isIn(course, key))
        faults[field] = [`${field} is "${text}", which is not a block of ${course.withoutBranchAndVersion()}.`];
      return blockRefOf(key);
    }),
  ]);
  if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
  return Object.fromEntries(blocks) as Record<string, BlockRef[]>;
}

/** The block that a filter names. @throws InvalidInputError */
export function filteredBlock(course: CourseKey, text: string | undefined): BlockRef | undefined {
  if (text === undefined) return undefined;
  const key = UsageKey.parse(text);
  if (isIn(course, key)) return blockRefOf(key);
  throw new InvalidInputError({
    usage_key: [`usage_key is "${text}", which is not a block of ${course.withoutBranchAndVersion()}.`],
  });
}
