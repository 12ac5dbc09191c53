import { isDeepStrictEqual } from 'node:util';
import { type CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import {
  type BlockRef,
  type FieldDeclaration,
  fieldOf,
  fieldsOf,
  type JsonObject,
  type JsonValue,
  knownBlockTypes,
  typeOf,
} from '../content/index.js';

/** What a rerun says otherwise than the course that it is made of. */
export interface RerunTerms {
  readonly source: CourseKey;
  readonly target: CourseKey;
  readonly root: BlockRef;
  /** Null: that of the source. */
  readonly displayName: string | null;
  /** When it starts; null: dates stay as they are. */
  readonly start: string | null;
  /** Milliseconds by which its dates move. */
  readonly shift: number;
}

/** What a block says. */
export interface BlockWords {
  readonly block: BlockRef;
  readonly displayName: string | null;
  readonly settings: JsonObject;
  /** Null where it was not looked at, because nothing in it can change. */
  readonly content: JsonObject | null;
}

/** Settings of the course block that are of one run: words for its season, and its account in a video pipeline. */
const OF_ONE_RUN = ['advertised_start', 'video_upload_pipeline'];

/** Types whose content, and not only whose settings, may hold dates or the keys of other blocks. */
export const TYPES_WITH_CONTENT_TO_MAP: readonly string[] = typesWith(
  ({ scope, type }) => scope === 'content' && (type === 'date' || type.startsWith('reference')),
);

/** Types whose settings may hold the keys of other blocks. */
export const TYPES_WITH_SETTINGS_TO_MAP: readonly string[] = typesWith(
  ({ scope, type }) => scope === 'settings' && type.startsWith('reference'),
);

/** Names of the settings that are dates, of any type. */
export const DATE_SETTINGS: readonly string[] = [
  ...new Set(
    knownBlockTypes().flatMap(({ type }) =>
      fieldsOf(type)
        .filter(({ scope, type: kind }) => scope === 'settings' && kind === 'date')
        .map(({ name }) => name),
    ),
  ),
].sort();

function typesWith(isWanted: (field: FieldDeclaration) => boolean): string[] {
  return knownBlockTypes()
    .map(({ type }) => type)
    .filter((type) => fieldsOf(type).some(isWanted));
}

/** What a block says in the rerun: dates moved, keys of the source made keys of the rerun. What stays is the same object. */
export class RerunRewriting {
  private readonly sourceKeys: RegExp;
  private readonly targetKeys: string;

  constructor(private readonly terms: RerunTerms) {
    const { source, target } = terms;
    const [from, to] = [source, target].map(({ org, course, run }) => `${org}+${course}+${run}`);
    // `course-v1:`, `block-v1:` and `asset-v1:` alike; a run that only begins so is another one.
    this.sourceKeys = new RegExp(`(?<=-v1:)${from!.replace(/[.+]/g, '\\$&')}(?![\\p{L}\\p{N}_.~-])`, 'gu');
    this.targetKeys = to!;
  }

  apply({ block, displayName, settings, content }: BlockWords): BlockWords {
    const mapped = {
      block,
      displayName,
      settings: this.fields(block, settings),
      content: content && this.fields(block, content),
    };
    return block === this.terms.root ? this.ofTheCourse(mapped) : mapped;
  }

  private fields(block: BlockRef, fields: JsonObject): JsonObject {
    const type = typeOf(block);
    const next = Object.entries(fields).map(([name, value]) => [name, this.value(type, name, value)] as const);
    const rewritten = Object.fromEntries(next);
    return isDeepStrictEqual(rewritten, fields) ? fields : rewritten;
  }

  private value(type: string, name: string, value: JsonValue): JsonValue {
    const kind = fieldOf(type, name)?.type;
    if (kind === 'date') return this.moved(value);
    return kind?.startsWith('reference') ? eachText(value, (text) => this.mappedKey(text)) : value;
  }

  /** The course block has more that is of its run than its declared dates and references. */
  private ofTheCourse({ block, displayName, settings, content }: BlockWords): BlockWords {
    const { start, source, target } = this.terms;
    const inKeys = (value: JsonValue) => eachText(value, (text) => text.replace(this.sourceKeys, this.targetKeys));
    const kept = Object.entries(settings).filter(([name]) => !OF_ONE_RUN.includes(name));
    const next = Object.fromEntries(kept.map(([name, value]) => [name, inKeys(value)]));
    if (next.discussion_blackouts !== undefined)
      next.discussion_blackouts = eachText(next.discussion_blackouts, (text) => this.moved(text) as string);
    const words = content && (inKeys(content) as JsonObject);
    const wiki: JsonObject = words?.wiki_slug === slugOf(source) ? { wiki_slug: slugOf(target) } : {};
    return {
      block,
      displayName: this.terms.displayName ?? displayName,
      settings: start === null ? next : { ...next, start },
      content: words && { ...words, ...wiki },
    };
  }

  /** A reference field holds keys alone, in old courses such of the old form. */
  private mappedKey(text: string): string {
    const key = UsageKey.tryParse(text);
    const { source, target } = this.terms;
    if (!key || String(key.courseKey.withoutBranchAndVersion()) !== String(source)) return text;
    return String(target.makeUsageKey(key.blockType, key.blockId));
  }

  /** What is no date, and what would be beyond the years that there are, stays. */
  private moved(value: JsonValue): JsonValue {
    if (this.terms.shift === 0 || typeof value !== 'string' || !INSTANT.test(value)) return value;
    const moved = new Date(Date.parse(value) + this.terms.shift);
    const isDate = moved.getUTCFullYear() >= 1 && moved.getUTCFullYear() <= 9999;
    return isDate ? moved.toISOString().replace('.000Z', 'Z') : value;
  }
}

/** As dates are stored: in UTC. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/** The same value with each text in it, however deep, as it is mapped. Names of members stay. */
function eachText(value: JsonValue, map: (text: string) => string): JsonValue {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => eachText(item, map));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, eachText(inner, map)]));
}

/** What edX names a course's wiki. */
function slugOf({ org, course, run }: CourseKey): string {
  return `${org}.${course}.${run}`;
}
