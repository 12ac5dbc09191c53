/** Which namespace is read by which grammar, into which kind of key, and what it demands beyond the grammar. */
import * as grammar from './grammar.js';
import type { CourseParts, LocatorParts } from './grammar.js';

/** The kinds of course keys: a course, a v1 library, a CCX (custom course), a v2 library. */
export type CourseNamespace = 'course-v1' | 'library-v1' | 'ccx-v1' | 'lib';

/** The kinds of usage keys, in the order of {@link CourseNamespace}, and the short-lived `location:`. */
export type UsageNamespace = 'block-v1' | 'lib-block-v1' | 'ccx-block-v1' | 'lb' | 'location';

/** What was read of a course. */
export interface CourseReading {
  readonly namespace: CourseNamespace;
  readonly parts: CourseParts;
  readonly deprecated: boolean;
}

/** What was read of a block or an asset. */
export interface ObjectReading<Namespace> {
  readonly namespace: Namespace;
  readonly course: CourseReading;
  readonly type: string;
  readonly id: string;
}

/** What the reference answers to `run` for any v1 library. It is not part of the key's text. */
export const LIBRARY_RUN = 'library';

/**
 * The type of a key that was read without one (`block-v1:A+B+C+block@x`). The reference keeps Python's None in memory,
 * prints it so, and reads that again as a type of this name; here it has this name from the start.
 */
const NO_TYPE = 'None';

/** The parts as a course of this kind; null if they name none: without a version it takes org, course and run. */
export function asCourse(
  namespace: CourseNamespace,
  found: CourseParts | null,
  deprecated = false,
): CourseReading | null {
  if (!found) return null;
  const parts = namespace === 'library-v1' ? { ...found, run: LIBRARY_RUN } : found;
  // Deprecated keys of blocks and assets do not say the run, v2 libraries have none.
  const runless = parts.run === null && !deprecated && namespace !== 'lib';
  if (parts.version === null && (parts.org === null || parts.course === null || runless)) return null;
  return { namespace, parts, deprecated };
}

function asObject<Namespace>(
  namespace: Namespace,
  of: CourseNamespace,
  parts: LocatorParts | null,
  deprecated = false,
): ObjectReading<Namespace> | null {
  if (parts?.blockId == null) return null;
  const course = asCourse(of, parts, deprecated);
  return course && { namespace, course, type: parts.blockType ?? NO_TYPE, id: parts.blockId };
}

/** The text before the first colon and the text after it. Without a colon both are not there. */
function split(text: string): [namespace: string, body: string] {
  const colon = text.indexOf(':');
  return colon < 0 ? ['', ''] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** The course named by `text`; a type and block behind it are read over and dropped, as in the reference. */
export function readCourse(text: string, allowDeprecated: boolean): CourseReading | null {
  const [namespace, body] = split(text);
  switch (namespace) {
    case 'course-v1':
    case 'library-v1':
      return asCourse(namespace, grammar.readLocator(body));
    case 'ccx-v1':
      return asCourse(namespace, grammar.readCcxLocator(body));
    case 'slashes':
      return allowDeprecated ? asCourse('course-v1', grammar.readLocator(body)) : null;
    default:
      return allowDeprecated ? asCourse('course-v1', grammar.readDeprecatedCourse(text), true) : null;
  }
}

/** As {@link readCourse}, and v2 libraries. */
export function readLearningContext(text: string, allowDeprecated: boolean): CourseReading | null {
  const [namespace, body] = split(text);
  return namespace === 'lib' ? inLibraryV2(grammar.readLibraryV2(body)) : readCourse(text, allowDeprecated);
}

/** The slug of a v2 library stands where a course has its number. */
function inLibraryV2(library: grammar.LibraryV2Parts | null): CourseReading | null {
  const parts = library && { ...grammar.NOWHERE, org: library.org, course: library.slug };
  return parts && { namespace: 'lib', parts, deprecated: false };
}

/** The block named by `text`. */
export function readUsage(text: string, allowDeprecated: boolean): ObjectReading<UsageNamespace> | null {
  const [namespace, body] = split(text);
  switch (namespace) {
    case 'block-v1':
      return asObject(namespace, 'course-v1', withoutPercent(grammar.readLocator(body)));
    case 'lib-block-v1': {
      const parts = withoutPercent(grammar.readLocator(body));
      // Only here does the reference insist on the type.
      return parts?.blockType == null ? null : asObject(namespace, 'library-v1', parts);
    }
    case 'ccx-block-v1':
      return asObject(namespace, 'ccx-v1', grammar.readCcxLocator(body));
    case 'lb': {
      const parts = grammar.readLibraryV2Object(body);
      const course = inLibraryV2(parts);
      return parts && course && { namespace, course, type: parts.type, id: parts.id };
    }
    case 'location':
      return allowDeprecated ? asObject(namespace, 'course-v1', grammar.readLocation(body)) : null;
    default:
      return allowDeprecated ? asObject('block-v1', 'course-v1', grammar.readDeprecatedUsage(text), true) : null;
  }
}

/** The asset named by `text`. */
export function readAsset(text: string, allowDeprecated: boolean): ObjectReading<'asset-v1'> | null {
  const [namespace, body] = split(text);
  if (namespace === 'asset-v1') return asObject(namespace, 'course-v1', grammar.readLocator(body));
  return allowDeprecated ? asObject('asset-v1', 'course-v1', grammar.readDeprecatedAsset(text), true) : null;
}

/** The grammar is that of assets as well, which may have a percent sign in the id; a block may not. */
function withoutPercent(parts: LocatorParts | null): LocatorParts | null {
  return parts?.blockId?.includes('%') ? null : parts;
}
