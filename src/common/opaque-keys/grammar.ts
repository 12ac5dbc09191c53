/**
 * The grammars: text in, parts out, or null. One regular expression each, and every one linear: two neighbouring
 * repetitions are always parted by a character that neither of them can match.
 */
import { anyCase, ASCII_SLUG, DEPRECATED_PART, GUID, ID, PERCENT_ID, SLUG } from './characters.js';

/** What a locator says of its course. What it does not say is null. */
export interface CourseParts {
  readonly org: string | null;
  readonly course: string | null;
  readonly run: string | null;
  readonly branch: string | null;
  readonly version: string | null;
  readonly ccx: string | null;
}

/** A locator of a thing in a course, or of the course itself: then the last two are null. */
export interface LocatorParts extends CourseParts {
  readonly blockType: string | null;
  readonly blockId: string | null;
}

/** A separator is followed by something, or is the end: a trailing plus sign is refused. */
const SEP = '(?:\\+(?!$)|$)';
const COURSE = `(?:(${ID}+)\\+(${ID}+)(?:\\+(${ID}+))?${SEP})?`;

/** The grammar that `course-v1`, `library-v1`, `block-v1`, `lib-block-v1` and `asset-v1` share in the reference. */
const LOCATOR = new RegExp(
  `^${COURSE}(?:branch@(${ID}+)${SEP})?(?:version@(${GUID})${SEP})?(?:type@(${ID}+)${SEP})?(?:block@(${PERCENT_ID}+))?$`,
  'u',
);

/** The grammar of `ccx-v1` and `ccx-block-v1` (edx-ccx-keys): words and guid in any case, ids without the percent sign. */
const CCX_LOCATOR = new RegExp(
  `^${COURSE}(?:${anyCase('branch')}@(${ID}+)${SEP})?` +
    `(?:${anyCase('version')}@([a-fA-F0-9]{24}|[a-fA-F0-9]{32})${SEP})?${anyCase('ccx')}@(\\p{Nd}+)${SEP}` +
    `(?:${anyCase('type')}@(${ID}+)${SEP})?(?:${anyCase('block')}@(${ID}+))?$`,
  'u',
);

const LOCATION = new RegExp(`^(${ID}+)\\+(${ID}+)\\+(${ID}+)\\+(${ID}+)\\+(${ID}+)$`, 'u');
const SLASHES = new RegExp(`^(${DEPRECATED_PART}+)/(${DEPRECATED_PART}+)/(${DEPRECATED_PART}*)$`, 'u');
/** Of the type the reference demands only that it has no slash: spaces and even newlines pass. */
const DEPRECATED_OBJECT = `(${DEPRECATED_PART}+)/(${DEPRECATED_PART}+)/([^/]+)/(${PERCENT_ID}+)(?:@(${PERCENT_ID}+))?$`;
const I4X = new RegExp(`^i4x://${DEPRECATED_OBJECT}`, 'u');
const C4X = new RegExp(`^/c4x/${DEPRECATED_OBJECT}`, 'u');

const LIBRARY_V2 = new RegExp(`^(${ASCII_SLUG}+):(${SLUG}+)$`, 'u');
const LIBRARY_V2_COLLECTION = new RegExp(`^(${ASCII_SLUG}+):(${SLUG}+):(${SLUG}+)$`, 'u');
const LIBRARY_V2_OBJECT = new RegExp(`^(${ASCII_SLUG}+):(${SLUG}+):(${ASCII_SLUG}+):(${SLUG}+)$`, 'u');
const DEFINITION = new RegExp(`^(${GUID})\\+type@(${ID}+)$`, 'u');

/** No part at all of a course: what those that are known are added to. */
export const NOWHERE: CourseParts = { org: null, course: null, run: null, branch: null, version: null, ccx: null };

const NOTHING: LocatorParts = { ...NOWHERE, blockType: null, blockId: null };

/** `org+course+run[+branch@b][+version@g][+type@t][+block@b]`, every part of which is optional to the grammar. */
export function readLocator(body: string): LocatorParts | null {
  const match = LOCATOR.exec(body);
  if (!match) return null;
  const [, org = null, course = null, run = null, branch = null, version = null, blockType = null, blockId = null] =
    match;
  return { org, course, run, branch, version, ccx: null, blockType, blockId };
}

/** As {@link readLocator}, with `ccx@n` before the type. The guid comes out in lower case, as an ObjectId prints. */
export function readCcxLocator(body: string): LocatorParts | null {
  const match = CCX_LOCATOR.exec(body);
  if (!match) return null;
  const [, org = null, course = null, run = null, branch = null, guid, ccx = null, blockType = null, blockId = null] =
    match;
  return { org, course, run, branch, version: guid?.toLowerCase() ?? null, ccx, blockType, blockId };
}

/** `org+course+run+type+id`, the short-lived `location:`. */
export function readLocation(body: string): LocatorParts | null {
  const match = LOCATION.exec(body);
  if (!match) return null;
  const [, org = null, course = null, run = null, blockType = null, blockId = null] = match;
  return { ...NOTHING, org, course, run, blockType, blockId };
}

/** `org/course/run`; the run may be empty. */
export function readDeprecatedCourse(text: string): LocatorParts | null {
  const match = SLASHES.exec(text);
  if (!match) return null;
  const [, org = null, course = null, run = null] = match;
  return { ...NOTHING, org, course, run };
}

function readDeprecatedObject(grammar: RegExp, text: string): LocatorParts | null {
  const match = grammar.exec(text);
  if (!match) return null;
  const [, org = null, course = null, blockType = null, blockId = null, branch = null] = match;
  return { ...NOTHING, org, course, branch, blockType, blockId };
}

/** `i4x://org/course/type/name[@revision]`; the run is not in it, the revision is the branch. */
export function readDeprecatedUsage(text: string): LocatorParts | null {
  return readDeprecatedObject(I4X, text);
}

/** `/c4x/org/course/type/name[@revision]`. */
export function readDeprecatedAsset(text: string): LocatorParts | null {
  return readDeprecatedObject(C4X, text);
}

/** What the keys of v2 libraries say. */
export interface LibraryV2Parts {
  readonly org: string;
  readonly slug: string;
}

/** `org:slug`. */
export function readLibraryV2(body: string): LibraryV2Parts | null {
  const [, org, slug] = LIBRARY_V2.exec(body) ?? [];
  return org === undefined || slug === undefined ? null : { org, slug };
}

/** `org:slug:type:id`, of blocks (`lb`) and containers (`lct`). */
export function readLibraryV2Object(
  body: string,
): (LibraryV2Parts & { readonly type: string; readonly id: string }) | null {
  const [, org, slug, type, id] = LIBRARY_V2_OBJECT.exec(body) ?? [];
  if (org === undefined || slug === undefined || type === undefined || id === undefined) return null;
  return { org, slug, type, id };
}

/** `org:slug:id`, of collections. */
export function readLibraryV2Collection(body: string): (LibraryV2Parts & { readonly id: string }) | null {
  const [, org, slug, id] = LIBRARY_V2_COLLECTION.exec(body) ?? [];
  return org === undefined || slug === undefined || id === undefined ? null : { org, slug, id };
}

/** `guid+type@t`. */
export function readDefinition(body: string): { readonly definitionId: string; readonly blockType: string } | null {
  const [, definitionId, blockType] = DEFINITION.exec(body) ?? [];
  return definitionId === undefined || blockType === undefined ? null : { definitionId, blockType };
}
