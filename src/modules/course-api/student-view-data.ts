import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { AssetKey, type CourseKey } from '../../common/opaque-keys/index.js';
import { fieldOf, type JsonObject, type JsonValue } from '../content/index.js';
import type { CourseBlock } from './course-snapshot.js';

/** What student view data is made from. */
export interface StudentViewSource {
  readonly courseKey: CourseKey;
  readonly urls: ApiUrls;
  /** Body of an html block. */
  readonly htmlOf: (block: CourseBlock) => string;
}

/** Types whose data needs more than their settings. */
export const TYPES_WITH_CONTENT: ReadonlySet<string> = new Set(['html']);

/**
 * `student_view_data` of a block: what a client needs to show it without this service's pages, in the form of edX's
 * own blocks. Undefined for types that have none there.
 */
export function studentViewData(block: CourseBlock, source: StudentViewSource): JsonValue | undefined {
  if (block.type === 'video') return video(block, source);
  if (block.type === 'html') return html(block, source);
  if (block.type === 'discussion') return { topic_id: block.settings.discussion_id ?? null };
  return undefined;
}

/** As the author wrote it: untrusted. `%%USER_ID%%` stays, for it is the LMS that has anonymous ids. */
function html(block: CourseBlock, { courseKey, htmlOf }: StudentViewSource): JsonValue {
  return { enabled: true, html: htmlOf(block).replaceAll('%%COURSE_ID%%', () => courseKey.toString()) };
}

function video({ type, settings }: CourseBlock, source: StudentViewSource): JsonValue {
  // The web page alone may show it then: its files are not told (edX VideoBlock).
  if (settings.only_on_web === true) return { only_on_web: true };
  const sources = texts(settings.html5_sources).map((address) => absolute(address, source));
  const youtube = settings.youtube_id_1_0 ?? fieldOf(type, 'youtube_id_1_0')?.default;
  const encoded: JsonObject = {};
  // Sizes are known to the video service alone; edX says 0 as well.
  if (sources[0] !== undefined) encoded.fallback = { url: sources[0], file_size: 0 };
  if (typeof youtube === 'string' && youtube !== '') {
    encoded.youtube = { url: `https://www.youtube.com/watch?v=${encodeURIComponent(youtube)}`, file_size: 0 };
  }
  return {
    only_on_web: false,
    duration: null,
    transcripts: transcripts(settings.transcripts, source),
    encoded_videos: encoded,
    all_sources: sources,
  };
}

function transcripts(files: JsonValue | undefined, source: StudentViewSource): JsonObject {
  if (files === null || typeof files !== 'object' || Array.isArray(files)) return {};
  return Object.fromEntries(
    Object.entries(files).flatMap(([language, file]) => {
      const url = typeof file === 'string' ? assetUrl(file, source) : null;
      return url === null ? [] : [[language, url]];
    }),
  );
}

/** `/static/x` means the course's upload x, which a client outside the LMS could not know. */
function absolute(address: string, source: StudentViewSource): string {
  const file = /^\/?static\/(.+)$/.exec(address)?.[1];
  return (file === undefined ? null : assetUrl(file, source)) ?? address;
}

/** Where an upload is; null for a name that none can have. */
function assetUrl(file: string, { courseKey, urls }: StudentViewSource): string | null {
  try {
    return urls.assetContent(AssetKey.fromStaticPath(courseKey, file));
  } catch {
    return null;
  }
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
