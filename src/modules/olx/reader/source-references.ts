import { AssetKey, UsageKey, type CourseKey } from '../../../common/opaque-keys/index.js';
import type { JsonValue } from './block-catalogue.js';
import type { CourseSource } from './course-source.js';

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** The id of the root block under new-style keys, in an archive of either kind. */
export const ROOT_ID = { course: 'course', library: 'library' } as const;

/** Maps what an archive says of its own course onto the course that it is read into (OLX rules 4, 16 and 40). */
export class SourceReferences {
  private readonly assetLink: RegExp;
  private readonly jumpLink: RegExp;

  constructor(
    private readonly source: CourseSource,
    private readonly target: CourseKey,
  ) {
    const { org, course, run } = source;
    const [o, c, r] = [org, course, run].map(escapeRegExp) as [string, string, string];
    // Quoted, and no quote or white space within: as edX matches them, but linear.
    this.assetLink = new RegExp(`(\\\\?["'])/c4x/${o}/${c}/asset/([^"'\\\\\\s]*)\\1`, 'g');
    const oldStyle = `${o}/${c}/${r}/jump_to/i4x://${o}/${c}/[^/+@"'\\\\\\s]+/`;
    const newStyle = `course-v1:${o}\\+${c}\\+${r}/jump_to/block-v1:${o}\\+${c}\\+${r}\\+type@[^/+@"'\\\\\\s]+\\+block@`;
    this.jumpLink = new RegExp(`(\\\\?["'])/courses/(?:${oldStyle}|${newStyle})([^"'\\\\\\s]*)\\1`, 'g');
  }

  /** Whether the course read is another than the one it was exported from. */
  get movesCourse(): boolean {
    const { org, course, run } = this.source;
    return org !== this.target.org || course !== this.target.course || run !== this.target.run;
  }

  /** Whether a key belongs to the archive's course. Deprecated ones do not say the run; old exports do not know theirs. */
  private isOurs(key: UsageKey | AssetKey): boolean {
    const { org, course, run } = this.source;
    if (key.org !== org || key.course !== course) return false;
    return key.deprecated || key.run === run || (this.source.kind === 'course' && run === ROOT_ID.course);
  }

  /** A reference to a block as a key of the target course; null if the text is no usage key. */
  block(text: string): UsageKey | null {
    const key = UsageKey.tryParse(text.trim());
    if (key === null) return null;
    return this.isOurs(key) ? this.mapped(key) : key;
  }

  /** As {@link block}, but null as well for a block of another course, and for what cannot stand in the target. */
  parent(text: string): UsageKey | null {
    const key = UsageKey.tryParse(text.trim());
    if (key === null || !(this.isOurs(key) || key.courseKey.equals(this.target))) return null;
    try {
      return this.mapped(key);
    } catch {
      return null;
    }
  }

  private mapped(key: UsageKey): UsageKey {
    // The root is the only block whose id differs: it was named after the run (OLX rule 44).
    const isRoot = key.blockType === this.source.kind && key.blockId === this.source.run;
    return this.target.makeUsageKey(key.blockType, isRoot ? ROOT_ID[this.source.kind] : key.blockId);
  }

  /** The path of one of the course's assets (`/c4x/…`, `/asset-v1:…`), as the path of the same asset in the target. */
  assetPath(path: string): string {
    const key = AssetKey.tryParse(path) ?? AssetKey.tryParse(path.replace(/^\//, ''));
    if (key === null || !this.isOurs(key)) return path;
    return `/${this.target.makeAssetKey(key.assetType, key.path).toString()}`;
  }

  /** The value of a reference field, mapped. `illegal` is called with each text that is no usage key. */
  field(value: JsonValue, illegal: (text: string) => void): JsonValue {
    if (typeof value === 'string') {
      if (value.trim() === '') return value;
      const key = this.tryBlock(value);
      if (key === null) illegal(value);
      return key?.toString() ?? value;
    }
    if (Array.isArray(value)) return value.map((member) => this.field(member, illegal));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.field(member, illegal)]));
  }

  private tryBlock(text: string): UsageKey | null {
    try {
      return this.block(text);
    } catch {
      // A deprecated key may have a type that cannot stand in a new one.
      return null;
    }
  }

  /** HTML or XML text with the links into the archive's own course made portable (OLX rule 40). */
  links(text: string): string {
    let portable = text;
    if (portable.includes('/c4x/')) portable = portable.replace(this.assetLink, '$1/static/$2$1');
    if (portable.includes('/jump_to/')) portable = portable.replace(this.jumpLink, '$1/jump_to_id/$2$1');
    return portable;
  }
}
