/**
 * The locators of October 2013, in which seed 003 writes its addresses: `mitx.6.002x.t1_2014/branch/published`,
 * `version/0123456789abcdef0123456789abcdef/block/root`, each with or without `edx://` in front.
 * Today's keys replaced them in 2014; they are read, never printed.
 */
import { anyCase, ID, WORD } from './characters.js';
import { CourseKey } from './course-keys.js';
import { InvalidKeyError } from './invalid-key-error.js';
import { AN_ID } from './rules.js';

/** What a locator says. A part that it does not say is null; the version, or org, course and run are there. */
export interface Locator2013 {
  readonly org: string | null;
  readonly course: string | null;
  readonly run: string | null;
  readonly branch: string | null;
  /** 24 or 32 hexadecimal digits in lower case. */
  readonly version: string | null;
  /** The id of a block; its type was no part of these locators. */
  readonly block: string | null;
  /** The same course, branch and version as a key of today. */
  readonly courseKey: CourseKey;
}

const FORM =
  'a locator, as ORG.COURSE.RUN/branch/BRANCH/version/GUID/block/ID, where only the course or the version is needed';
const DEFINITION_FORM = 'the guid of a definition, as defx://GUID with 24 or 32 hexadecimal digits';

const ANY_CASE_GUID = '(?:[a-fA-F0-9]{24}|[a-fA-F0-9]{32})';

/**
 * The grammar of 2013: the parts in this order, in any case, each with an optional slash behind it. Two differences:
 * the slash between two parts is needed (then, `a.b.cbranch/d` was a course and a branch), and a course may also be
 * written as a key of today, whose plus and at sign the ids of 2013 did not have.
 */
const LOCATOR = new RegExp(
  `^(?:${anyCase('edx')}://)?(?:([${WORD}\\-~.:+@]+)(?:/|$))??` +
    `(?:${anyCase('branch')}/(${ID}+)(?:/|$))?(?:${anyCase('version')}/(${ANY_CASE_GUID})(?:/|$))?` +
    `(?:${anyCase('block')}/(${ID}+))?$`,
  'u',
);

/** The tag that says definition, the tag and word that say it in another way, or the guid alone. */
const DEFINITION = new RegExp(`^(?:defx://|edx://version/)?(${ANY_CASE_GUID})$`, 'i');

/** Reads a locator of 2013. @throws InvalidKeyError */
export function parseLocator2013(text: string): Locator2013 {
  const locator = tryParseLocator2013(text);
  if (!locator) throw new InvalidKeyError(text, FORM);
  return locator;
}

/** As {@link parseLocator2013}, with null for a text that is no locator. */
export function tryParseLocator2013(text: string): Locator2013 | null {
  const match = typeof text === 'string' ? LOCATOR.exec(text) : null;
  if (!match) return null;
  const [, courseId, branch = null, guid, block = null] = match;
  const courseKey = addressed(courseId ?? null, branch, guid?.toLowerCase() ?? null);
  if (!courseKey) return null;
  const { org, course, run } = courseKey;
  return { org, course, run, branch: courseKey.branch, version: courseKey.version, block, courseKey };
}

/** Reads `defx://GUID`, `edx://version/GUID` or the guid alone, and returns the guid in lower case. @throws InvalidKeyError */
export function parseDefinitionLocator2013(text: string): string {
  const guid = typeof text === 'string' ? DEFINITION.exec(text)?.[1] : undefined;
  if (guid === undefined) throw new InvalidKeyError(text, DEFINITION_FORM);
  return guid.toLowerCase();
}

/** The key of that course at that branch and version; null if nothing is named, or two things that contradict each other. */
function addressed(courseId: string | null, branch: string | null, version: string | null): CourseKey | null {
  if (courseId === null) return branch === null && version !== null ? CourseKey.ofVersion(version) : null;
  const course = CourseKey.tryParse(courseId, { allowDeprecated: false }) ?? cut(courseId);
  if (!course) return null;
  // Said twice and differently was an error in 2013 too (OverSpecificationError).
  if (branch !== null && course.branch !== null && branch !== course.branch) return null;
  if (version !== null && course.version !== null && version !== course.version) return null;
  const onBranch = branch === null || course.branch !== null ? course : onBranchOf(course, branch);
  return version === null ? onBranch : (onBranch?.forVersion(version) ?? null);
}

function onBranchOf(course: CourseKey, branch: string): CourseKey | null {
  // A version alone has no branches.
  const named = course.org !== null && course.course !== null && course.run !== null;
  return named ? course.forBranch(branch).forVersion(course.version) : null;
}

/**
 * `org.course.run`, of which only the course number may have dots itself: the org ends at the first dot, the run
 * begins after the last. So seed 003's `mitx.6.002x.t1_2014` is mitx, 6.002x, t1_2014. A run of a dotted organization
 * cannot be written in this form, only as a key.
 */
function cut(courseId: string): CourseKey | null {
  const [first, last] = [courseId.indexOf('.'), courseId.lastIndexOf('.')];
  const [org, course, run] = [courseId.slice(0, first), courseId.slice(first + 1, last), courseId.slice(last + 1)];
  const complete = last - first > 1 && [org, course, run].every((part) => AN_ID.test.test(part));
  return complete ? CourseKey.of(org, course, run) : null;
}
