import { AssetKey, type CourseKey, UsageKey } from '../../../common/opaque-keys/index.js';
import { type BlockRef, blockRefOf, idOf, typeOf, usageKeyOf } from '../block-ref.js';
import { fieldOf, type FieldType } from '../block-types/index.js';
import { isDict } from '../block-types/field-json.js';
import type { BlockState } from '../content-change.js';
import type { JsonObject, JsonValue } from '../json.js';

/** What came along with a copy, and under which name. */
export interface Copied {
  readonly source: CourseKey;
  readonly target: CourseKey;
  /** Each copied block and its copy. */
  readonly blocks: ReadonlyMap<BlockRef, BlockRef>;
  /** Path of each file of the source course that the target has as well, and its path there. */
  readonly assets: ReadonlyMap<string, string>;
}

/** A reference that still names something of the source course, which did not come along. */
export interface UnmappedReference {
  /** The copy in which it stands. */
  readonly block: BlockRef;
  readonly field: string;
  readonly reference: string;
}

const REFERENCES: ReadonlySet<FieldType> = new Set(['reference', 'reference_list', 'reference_value_dict']);
const ID = '[\\p{L}\\p{N}_\\-~.:]+';
/** `+` and `@` in the keys of a link may be escaped. */
const PLUS = '(?:\\+|%2B)';
const AT = '(?:@|%40)';
/** What ends a file name in markup, in CSS and in JSON. */
const STATIC = /\/static\/([^"'<>()\s\\?#&]+)/gu;

/** The files of the source course that a text may refer to, by path; some of them may not exist. */
export function assetPathsOf(
  source: CourseKey,
  states: Iterable<Pick<BlockState, 'block' | 'settings' | 'content'>>,
): Set<string> {
  const paths = new Set<string>();
  const keys = keysOf(source).asset;
  for (const state of states) {
    for (const text of textsOf({ ...state.settings, ...state.content })) {
      for (const [, path] of text.matchAll(STATIC)) paths.add(assetPath(path!));
      for (const [key] of text.matchAll(keys)) paths.add(assetOf(key)?.path ?? '');
    }
    for (const path of transcriptsOf(state)) paths.add(assetPath(path));
  }
  paths.delete('');
  return paths;
}

/** Maps what copied blocks refer to: to what came along under its new name. Everything else stays as it is, and is told. */
export class CopiedReferences {
  readonly unmapped: UnmappedReference[] = [];
  private readonly isSameCourse: boolean;
  private readonly byId: ReadonlyMap<string, BlockRef>;
  private readonly keys: ReturnType<typeof keysOf>;

  constructor(private readonly copied: Copied) {
    this.isSameCourse = plain(copied.source).equals(plain(copied.target));
    this.byId = new Map([...copied.blocks].map(([source, copy]) => [idOf(source), copy]));
    this.keys = keysOf(copied.source);
  }

  /** The same object where nothing in it is mapped. */
  map(copy: BlockRef, fields: JsonObject): JsonObject {
    const mapped = Object.entries(fields).map(([name, value]) => [name, this.field(copy, name, value)] as const);
    return mapped.every(([name, value]) => value === fields[name]) ? fields : Object.fromEntries(mapped);
  }

  private field(block: BlockRef, field: string, value: JsonValue): JsonValue {
    const tell = (reference: string) => {
      if (!this.isSameCourse) this.unmapped.push({ block, field, reference });
    };
    const type = typeOf(block);
    if (REFERENCES.has(fieldOf(type, field)?.type ?? 'any')) return eachText(value, (text) => this.key(text, tell));
    if (field === 'transcripts' && type === 'video') return eachText(value, (name) => this.file(name) ?? name);
    return eachText(value, (text) => this.text(text, tell));
  }

  /** A field that holds usage keys, in whichever spelling. */
  private key(text: string, tell: (reference: string) => void): string {
    const key = UsageKey.tryParse(text);
    if (!key || !isOf(key.courseKey, this.copied.source)) return text;
    const copy = this.copied.blocks.get(blockRefOf(key));
    if (copy) return String(usageKeyOf(plain(this.copied.target), copy));
    tell(text);
    return text;
  }

  private text(text: string, tell: (reference: string) => void): string {
    // Most texts refer to nothing.
    if (!/jump_to_id|\/static\/|-v1/.test(text)) return text;
    return text
      .replaceAll(/(\/jump_to_id\/)([^"'<>()\s\\?#&/]+)/gu, (whole, before: string, id: string) => {
        const copy = this.byId.get(id);
        if (copy) return `${before}${idOf(copy)}`;
        tell(whole);
        return whole;
      })
      .replaceAll(this.keys.block, (whole) => this.blockKey(whole, tell))
      .replaceAll(this.keys.asset, (whole) => this.assetKey(whole, tell))
      .replaceAll(STATIC, (whole, path: string) => {
        const name = this.file(path);
        return name === null ? whole : `/static/${name}`;
      })
      .replaceAll(this.keys.course, (whole) => (tell(whole), whole));
  }

  /** A usage key in running text: what follows it, such as a full stop, may have been taken for a part of it. */
  private blockKey(whole: string, tell: (reference: string) => void): string {
    const isEscaped = whole.includes('%');
    const raw = unescaped(whole);
    for (const end of [raw, raw.replace(/[.:]+$/, '')]) {
      const copy = this.copied.blocks.get(refOf(end));
      if (!copy) continue;
      const key = String(usageKeyOf(plain(this.copied.target), copy));
      return (isEscaped ? key.replaceAll('+', '%2B').replaceAll('@', '%40') : key) + raw.slice(end.length);
    }
    tell(whole);
    return whole;
  }

  private assetKey(whole: string, tell: (reference: string) => void): string {
    const key = assetOf(whole);
    const path = key && this.copied.assets.get(key.path);
    if (path) return String(AssetKey.of(plain(this.copied.target), key.assetType, path));
    tell(whole);
    return whole;
  }

  /** The name that a file has in the target, where it is another one. */
  private file(path: string): string | null {
    const before = assetPath(path);
    const now = this.copied.assets.get(before);
    return now === undefined || now === before ? null : now;
  }
}

/** Keys of a course as they stand in texts. */
function keysOf(course: CourseKey) {
  const { org, course: number, run } = course;
  const parts = [org, number, run].map((part) => (part ?? '').replaceAll('.', '\\.')).join(PLUS);
  const state = `(?:${PLUS}(?:branch|version)${AT}${ID})*`;
  const thing = (idOfThing: string) => `${state}${PLUS}type${AT}${ID}${PLUS}block${AT}${idOfThing}`;
  return {
    block: new RegExp(`block-v1(?::|%3A)${parts}${thing(ID)}`, 'gu'),
    asset: new RegExp(`asset-v1(?::|%3A)${parts}${thing('[\\p{L}\\p{N}_\\-~.:%]+')}`, 'gu'),
    course: new RegExp(`course-v1(?::|%3A)${parts}(?![\\p{L}\\p{N}_\\-~.:])`, 'gu'),
  };
}

function unescaped(key: string): string {
  return key.replaceAll(/%2B/gi, '+').replaceAll(/%40/g, '@').replaceAll(/%3A/gi, ':');
}

function refOf(key: string): BlockRef {
  const parsed = UsageKey.tryParse(key);
  return parsed ? blockRefOf(parsed) : '';
}

function assetOf(key: string): AssetKey | null {
  return AssetKey.tryParse(key) ?? AssetKey.tryParse(unescaped(key));
}

/** Whether a key names this course, on any branch; keys of 2013 do not say the run. */
function isOf(key: CourseKey, course: CourseKey): boolean {
  return key.org === course.org && key.course === course.course && (key.run === null || key.run === course.run);
}

function plain(course: CourseKey): CourseKey {
  return course.forBranch(null).forVersion(null);
}

/** The path of the asset that a name below /static/ means (OLX rule 1c). */
function assetPath(name: string): string {
  let path = name;
  try {
    path = decodeURIComponent(name);
  } catch {
    // No escaped name: it means itself.
  }
  return AssetKey.clean(path);
}

/** Names of files that stand without /static/. */
function transcriptsOf({ block, settings, content }: Pick<BlockState, 'block' | 'settings' | 'content'>): string[] {
  if (typeOf(block) !== 'video') return [];
  const { transcripts = null, sub = null } = { ...settings, ...content };
  const names = isDict(transcripts) ? Object.values(transcripts).filter((name) => typeof name === 'string') : [];
  return typeof sub === 'string' && sub !== '' ? [...names, `subs_${sub}.srt.sjson`] : names;
}

function* textsOf(value: JsonValue): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) yield* textsOf(member);
}

/** The value with each text in it replaced; the same value where none is. Names of members stay. */
function eachText(value: JsonValue, replace: (text: string) => string): JsonValue {
  if (typeof value === 'string') return replace(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const members = value.map((member) => eachText(member, replace));
    return members.every((member, index) => member === value[index]) ? value : members;
  }
  const members = Object.entries(value).map(([name, member]) => [name, eachText(member, replace)] as const);
  return members.every(([name, member]) => member === value[name]) ? value : Object.fromEntries(members);
}
