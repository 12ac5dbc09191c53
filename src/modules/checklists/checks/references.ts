import { AssetKey, CourseKey, UsageKey } from '../../../common/opaque-keys/index.js';
import { type BlockRef, blockRef } from '../../content/vocabulary.js';

/** What a text refers to within its own course. */
export type Reference =
  | { readonly kind: 'asset'; readonly path: string }
  | { readonly kind: 'block'; readonly block: BlockRef }
  /** Blocks of any type that have one of these ids. */
  | { readonly kind: 'ids'; readonly ids: readonly string[] };

/**
 * For PostgreSQL, over the text of JSON: what may refer to a block or a file. edX rewrites `/static/` in quotes only, so
 * that any other mention of it is none; names may hold blanks there. Lengths are cut by the query.
 */
export const REFERENCE_PATTERN = [
  `(?<=")/static/[^"<>\\\\]+`,
  `(?<=')/static/[^'<>\\\\]+`,
  `/jump_to_id/[^"'<>\\\\\\s?#&)]+`,
  `/courses/[^"'<>\\\\\\s?#&)]+/courseware/[^"'<>\\\\\\s?#&)]+`,
  `(?:block|asset)-v1:[^"'<>\\\\\\s?#&)]+`,
  `/c4x/[^"'<>\\\\\\s?#&)]+`,
  `i4x://[^"'<>\\\\\\s?#&)]+`,
].join('|');

/** What a text must have for the pattern to be tried: to look for these is a fraction of the work. */
export const REFERENCE_HINTS = [
  '/static/',
  '/jump_to_id/',
  '/courseware/',
  'block-v1:',
  'asset-v1:',
  '/c4x/',
  'i4x://',
];

/**
 * Files of the platform itself, which its problem types load from beside the course's own; and the two pictures of its
 * templates, which stand in pages that were begun in Studio.
 */
const OF_THE_PLATFORM = /^(?:(?:js|css|studio)\/|images\/placeholder-(?:faculty|image)\.png$)/;
/** Names that a script of the problem or a template makes: what comes of them nobody knows here. */
const COMPUTED = /[$`{}*]|%s|\.\.\./;

/** Reads what the pattern has found; null for what is not of this course, or cannot be known. */
export function parseReference(text: string, courseKey: CourseKey): Reference | null {
  if (COMPUTED.test(text)) return null;
  if (text.startsWith('/static/')) return staticFile(text.slice('/static/'.length));
  if (text.startsWith('/jump_to_id/')) return ids([text.slice('/jump_to_id/'.length)]);
  if (text.startsWith('/courses/')) return coursewarePage(text, courseKey);
  // Of a sentence the full stop, of an address what comes after the key.
  const key = decoded(text.replace(/[.,;:!]+$/, '').split('/handler/')[0]!);
  return text.startsWith('asset-v1:') || text.startsWith('/c4x/') ? assetOf(key, courseKey) : blockOf(key, courseKey);
}

function staticFile(rest: string): Reference | null {
  const [name = ''] = rest.split(/[?#]/);
  const path = decoded(plain(name)).trim();
  if (path === '' || path.endsWith('/') || OF_THE_PLATFORM.test(path)) return null;
  return { kind: 'asset', path: AssetKey.clean(path) };
}

function ids(names: readonly string[]): Reference | null {
  const known = names.map((name) => decoded(name).replace(/\/+$/, '')).filter((name) => name !== '');
  return known.length > 0 ? { kind: 'ids', ids: known } : null;
}

/** `/courses/{key}/courseware/{section}/{subsection}/{number of the unit}/`. */
function coursewarePage(text: string, courseKey: CourseKey): Reference | null {
  const [, key = '', place = ''] = /^\/courses\/(.+?)\/courseware\/(.*)$/.exec(text) ?? [];
  const course = CourseKey.tryParse(decoded(key));
  return course && isOf(course, courseKey) ? ids(place.split('/').slice(0, 2)) : null;
}

function assetOf(text: string, courseKey: CourseKey): Reference | null {
  const key = AssetKey.tryParse(text);
  // Thumbnails are made of assets, and not kept.
  return key && key.assetType === 'asset' && isOf(key.courseKey, courseKey) ? { kind: 'asset', path: key.path } : null;
}

function blockOf(text: string, courseKey: CourseKey): Reference | null {
  const [withoutPath = ''] = text.startsWith('i4x://') ? [text] : text.split('/');
  const key = UsageKey.tryParse(withoutPath);
  if (!key || !isOf(key.courseKey, courseKey)) return null;
  return { kind: 'block', block: blockRef(key.blockType, key.blockId) };
}

/** Deprecated keys of blocks and files do not know the run. */
function isOf(key: CourseKey, courseKey: CourseKey): boolean {
  const isOfCourse = key.org === courseKey.org && key.course === courseKey.course;
  return isOfCourse && (key.run === courseKey.run || (key.deprecated && key.run === null));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&quot;': '"', '&#39;': "'", '&apos;': "'" };

/** HTML’s own spelling of a few characters; what follows an encoded quote is not of the name any more. */
function plain(text: string): string {
  const [name = ''] = text.split(/&(?:quot|#34|#x22|lt|gt);/i);
  return name.replaceAll(/&(?:amp|#39|apos);/gi, (entity) => ENTITIES[entity.toLowerCase()] ?? entity);
}
