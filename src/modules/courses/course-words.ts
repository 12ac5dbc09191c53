import { AssetKey, type CourseKey } from '../../common/opaque-keys/index.js';
import { InvalidInputError } from '../../common/errors/app-error.js';
import {
  type BlockRef,
  type BlockState,
  type ContentChange,
  type CourseVersion,
  type InformationChange,
  type JsonObject,
  type JsonValue,
  patchFields,
  type StoredBlocks,
} from '../content/index.js';
import type { CourseInformationDto } from './dto/course-information.dto.js';

/** What a request says of a course; undefined: nothing, null: that it is not so any more. */
export type CourseWords = CourseInformationDto & {
  readonly display_name?: string;
  readonly image?: string | null;
};

/** The members that are settings of the course block, under the name of the field. */
const SETTINGS = {
  start: 'start',
  end: 'end',
  enrollment_start: 'enrollment_start',
  enrollment_end: 'enrollment_end',
  language: 'language',
  pacing: 'self_paced',
  invitation_only: 'invitation_only',
  catalog_visibility: 'catalog_visibility',
  mobile_available: 'mobile_available',
  image: 'course_image',
} as const satisfies Partial<Record<keyof CourseWords, string>>;

/** The members that are blocks beside the tree. */
const PAGES = {
  short_description: 'about@short_description',
  overview: 'about@overview',
  effort: 'about@effort',
} as const satisfies Partial<Record<keyof CourseWords, BlockRef>>;

type Setting = keyof typeof SETTINGS;
type Page = keyof typeof PAGES;
const settingNames = Object.keys(SETTINGS) as Setting[];
const pageNames = Object.keys(PAGES) as Page[];

/** Moments of which the second may not come before the first, and whether they may be the same. */
const ORDERED: readonly { first: Setting; second: Setting; orSame: boolean }[] = [
  { first: 'start', second: 'end', orSame: false },
  { first: 'enrollment_start', second: 'enrollment_end', orSame: false },
  { first: 'enrollment_end', second: 'end', orSame: true },
];

/** Everything that may be said and is not, as null: for what replaces the whole. */
export function wholly(words: CourseWords): CourseWords {
  const nothing = Object.fromEntries([...settingNames, ...pageNames].map((name) => [name, null]));
  const said = Object.entries(words).filter(([, value]) => value !== undefined);
  return { ...nothing, ...Object.fromEntries(said) };
}

/**
 * The change of the course block and of its about pages that says these words (SPEC section 13). What is not said stays.
 * @throws InvalidInputError, by the names of the request
 */
export function saying(words: CourseWords, course: CourseKey): InformationChange {
  const settings = settingsOf(words, course);
  return (root) => ({
    reads: [root, ...Object.values(PAGES)],
    apply: (blocks, head) => {
      const put = [...applied(patchFields(root, { displayName: words.display_name, fields: settings }), blocks, head)];
      const [after] = put;
      checkOrder(settings, after!.settings);
      const pages = pageNames.flatMap((name) => pageChange(name, words[name], blocks, head));
      return {
        put: [...put, ...pages.filter((change) => typeof change !== 'string')],
        remove: pages.filter((change) => typeof change === 'string'),
      };
    },
  });
}

function settingsOf(words: CourseWords, course: CourseKey): JsonObject {
  const values: Record<Setting, JsonValue | undefined> = {
    start: moment(words.start),
    end: moment(words.end),
    enrollment_start: moment(words.enrollment_start),
    enrollment_end: moment(words.enrollment_end),
    language: words.language,
    pacing: words.pacing && words.pacing === 'self',
    invitation_only: words.invitation_only,
    catalog_visibility: words.catalog_visibility,
    mobile_available: words.mobile_available,
    image: words.image && pathOf(words.image, course),
  };
  const said = settingNames.filter((name) => values[name] !== undefined);
  return Object.fromEntries(said.map((name) => [SETTINGS[name], values[name]!]));
}

/** As courses spell moments: without a fraction where there is none. */
export function moment(value: Date | null | undefined): string | null | undefined {
  return value && value.toISOString().replace('.000Z', 'Z');
}

function pathOf(image: string, course: CourseKey): string {
  const key = AssetKey.parse(image);
  if (String(key.courseKey.withoutBranchAndVersion()) === String(course.withoutBranchAndVersion())) return key.path;
  throw new InvalidInputError({ image: [`image is ${image}, but must be a file of ${course}.`] });
}

/** @throws InvalidInputError */
function checkOrder(said: JsonObject, after: JsonObject): void {
  const faults = orderFaults(said, after);
  if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
}

/**
 * Moments of the course that are in the wrong order, by the name of one that was said. Of what a request leaves alone nothing
 * is said, however odd it is.
 * @param said settings that a request gives
 * @param after all settings of the course block then
 */
export function orderFaults(said: JsonObject, after: JsonObject): Record<string, string[]> {
  const faults: Record<string, string[]> = {};
  const timeOf = (name: Setting) => Date.parse(String(after[SETTINGS[name]] ?? ''));
  for (const { first, second, orSame } of ORDERED) {
    const isSaid = [first, second].some((name) => typeof said[SETTINGS[name]] === 'string');
    const [earlier, later] = [timeOf(first), timeOf(second)];
    const isFault = earlier > later || (!orSame && earlier === later);
    if (!isSaid || !isFault) continue;
    const named = typeof said[SETTINGS[second]] === 'string' ? second : first;
    (faults[named] ??= []).push(
      `${second} is ${String(after[SETTINGS[second]])}, and must be ${orSame ? 'no earlier' : 'later'} than ${first}, which is ${String(after[SETTINGS[first]])}.`,
    );
  }
  return faults;
}

function pageChange(
  name: Page,
  text: string | null | undefined,
  blocks: StoredBlocks,
  head: CourseVersion,
): (BlockState | BlockRef)[] {
  const block = PAGES[name];
  if (text === undefined) return [];
  if (text === null) return blocks.has(block) ? [block] : [];
  if (blocks.has(block)) return applied(patchFields(block, { fields: { data: text } }), blocks, head, name);
  // Its fields are checked as those of a page that says nothing.
  const blank = { ...newPage(block), definition: '', original: '', edited: '' };
  return applied(patchFields(block, { fields: { data: text } }), new Map([[block, blank]]), head, name).map(
    ({ content }) => ({ ...newPage(block), content }),
  );
}

function newPage(block: BlockRef): BlockState {
  return { block, parent: null, children: [], displayName: null, settings: {}, content: {}, olx: null };
}

/** @param member of the request, whose faults are those of the change; absent: they have the names of fields */
function applied(change: ContentChange, blocks: StoredBlocks, head: CourseVersion, member?: Page): BlockState[] {
  try {
    return [...change.apply(blocks, head).put];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const faults = Object.entries(error.fieldErrors ?? {}).map(
      ([path, messages]) => [member ?? memberOf(path), messages] as const,
    );
    throw new InvalidInputError(Object.fromEntries(faults));
  }
}

function memberOf(path: string): string {
  const field = path.replace(/^fields\./, '');
  return settingNames.find((name) => SETTINGS[name] === field) ?? field;
}
