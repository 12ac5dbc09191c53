/**
 * The keys of courses, and of the blocks and assets in them. Three classes in one file because each makes the others
 * (`makeUsageKey`, `courseKey`): apart, they would be an import cycle.
 */
import { CourseAddress } from './course-address.js';
import { CourseObjectKey } from './course-object-key.js';
import { type CourseParts, NOWHERE } from './grammar.js';
import { InvalidKeyError } from './invalid-key-error.js';
import * as namespaces from './namespaces.js';
import type { CourseNamespace, CourseReading, ObjectReading, UsageNamespace } from './namespaces.js';
import type { ParseOptions } from './parse-options.js';
import * as rules from './rules.js';
import { checked } from './rules.js';
import { cleanStaticPath } from './static-path.js';

/** A course key that names its run, and not only a version. */
export interface CourseRunKey extends CourseKey {
  readonly org: string;
  readonly course: string;
  readonly run: string;
}

const COURSE_FORM =
  'a course key, as course-v1:ORG+COURSE+RUN, and +branch@BRANCH or +version@GUID (24 hexadecimal digits) if need be';
const USAGE_FORM = 'a usage key, as block-v1:ORG+COURSE+RUN+type@TYPE+block@ID';
const ASSET_FORM = 'an asset key, as asset-v1:ORG+COURSE+RUN+type@asset+block@PATH';

const USAGE_NAMESPACE: Readonly<Record<CourseNamespace, UsageNamespace>> = {
  'course-v1': 'block-v1',
  'library-v1': 'lib-block-v1',
  'ccx-v1': 'ccx-block-v1',
  lib: 'lb',
};

/** Makes the course key of what was read, for the other classes of this file. */
let courseKeyFrom: (reading: CourseReading) => CourseKey;

/**
 * A course, a library or a CCX: `course-v1:OpenedX+DemoX+2026+branch@draft+version@519665f6223ebd6980884f2b`.
 * Immutable. At least the version is there, or org, course and run.
 */
export class CourseKey extends CourseAddress<CourseKey> {
  private constructor(reading: CourseReading) {
    super(reading);
  }

  static {
    courseKeyFrom = (reading) => new CourseKey(reading);
  }

  /** Reads the key of a course, v1 library or CCX (a v2 library: {@link LearningContextKey}). @throws InvalidKeyError */
  static parse(text: string, options?: ParseOptions): CourseKey {
    return CourseKey.tryParse(text, options) ?? refuse(text, COURSE_FORM);
  }

  /** As {@link parse}, with null for a text that is no course key. */
  static tryParse(text: string, { allowDeprecated = true }: ParseOptions = {}): CourseKey | null {
    const reading = typeof text === 'string' ? namespaces.readCourse(text, allowDeprecated) : null;
    return reading && new CourseKey(reading);
  }

  /** The key of a course run. @throws InvalidKeyError for a part that would not be read back */
  static of(org: string, course: string, run: string): CourseRunKey {
    [org, course, run].forEach((part) => checked(part, rules.AN_ID));
    return CourseKey.#made('course-v1', { org, course, run }) as CourseRunKey;
  }

  /** The key of a v1 library. @throws InvalidKeyError */
  static ofLibrary(org: string, library: string): CourseKey {
    [org, library].forEach((part) => checked(part, rules.AN_ID));
    return CourseKey.#made('library-v1', { org, course: library, run: namespaces.LIBRARY_RUN });
  }

  /** The key of a v2 library. @throws InvalidKeyError */
  static ofLibraryV2(org: string, slug: string): CourseKey {
    return CourseKey.#made('lib', { org: checked(org, rules.AN_ASCII_SLUG), course: checked(slug, rules.A_SLUG) });
  }

  /** The key of a version alone, `course-v1:version@GUID`, whatever its course. @throws InvalidKeyError */
  static ofVersion(version: string): CourseKey {
    return CourseKey.#made('course-v1', { version: checked(version, rules.A_GUID) });
  }

  static #made(namespace: CourseNamespace, parts: Partial<CourseParts>): CourseKey {
    return new CourseKey({ namespace, parts: { ...NOWHERE, ...parts }, deprecated: false });
  }

  /** Whether org, course and run are known: false for libraries, for a version alone, and for what came from `i4x://`. */
  isCourseRun(): this is CourseRunKey {
    return this.isCourse && this.org !== null && this.course !== null && this.run !== null;
  }

  /** The custom course of this number upon this course. @throws InvalidKeyError for libraries and deprecated keys */
  forCcx(ccx: string): CourseKey {
    if (!this.isCourse || this.deprecated) refuse(this.toString(), 'the key of a course');
    return CourseKey.#made('ccx-v1', { ...this.parts(), ccx: checked(ccx, rules.A_NUMBER) });
  }

  /** The course upon which this CCX stands. Any other key is itself. */
  withoutCcx(): CourseKey {
    return this.ccx === null ? this : CourseKey.#made('course-v1', { ...this.parts(), ccx: null });
  }

  /** The key of a block here, whether it exists or not. @throws InvalidKeyError for a type or id that would not be read back */
  makeUsageKey(blockType: string, blockId: string): UsageKey {
    return UsageKey.of(this, blockType, blockId);
  }

  /** The key of an asset here, of type `asset` or `thumbnail`, with a clean path. @throws InvalidKeyError */
  makeAssetKey(assetType: string, path: string): AssetKey {
    return AssetKey.of(this, assetType, path);
  }

  protected override from(reading: CourseReading): CourseKey {
    return new CourseKey(reading);
  }
}

/** The key of whatever content is learned from: all that {@link CourseKey} reads, and v2 libraries (`lib:ORG:SLUG`). */
export const LearningContextKey = {
  /** @throws InvalidKeyError */
  parse(text: string, options?: ParseOptions): CourseKey {
    return LearningContextKey.tryParse(text, options) ?? refuse(text, `${COURSE_FORM}, or lib:ORG:SLUG`);
  },

  /** As `parse`, with null for a text that is no such key. */
  tryParse(text: string, { allowDeprecated = true }: ParseOptions = {}): CourseKey | null {
    const reading = typeof text === 'string' ? namespaces.readLearningContext(text, allowDeprecated) : null;
    return reading && courseKeyFrom(reading);
  },
};

/** A block in a course, library or CCX: `block-v1:OpenedX+DemoX+2026+type@vertical+block@intro`. Immutable. */
export class UsageKey extends CourseObjectKey<CourseKey, UsageKey> {
  private constructor(
    readonly namespace: UsageNamespace,
    courseKey: CourseKey,
    readonly blockType: string,
    readonly blockId: string,
  ) {
    super(courseKey);
    Object.freeze(this);
  }

  /** Reads the key of a block. @throws InvalidKeyError */
  static parse(text: string, options?: ParseOptions): UsageKey {
    return UsageKey.tryParse(text, options) ?? refuse(text, USAGE_FORM);
  }

  /** As {@link parse}, with null for a text that is no usage key. */
  static tryParse(text: string, { allowDeprecated = true }: ParseOptions = {}): UsageKey | null {
    const reading = typeof text === 'string' ? namespaces.readUsage(text, allowDeprecated) : null;
    return reading && new UsageKey(reading.namespace, courseKeyFrom(reading.course), reading.type, reading.id);
  }

  /** As {@link CourseKey.makeUsageKey}. Stricter than the reference, which lets any text be a type. @throws InvalidKeyError */
  static of(courseKey: CourseKey, blockType: string, blockId: string): UsageKey {
    const { type, id } = rules.forBlocksOf(courseKey);
    return new UsageKey(
      USAGE_NAMESPACE[courseKey.namespace],
      courseKey,
      checked(blockType, type),
      checked(blockId, id),
    );
  }

  /**
   * The same type and id in another course, in the form of that course's keys.
   * @throws InvalidKeyError for what cannot stand there, and for v2 libraries, whose blocks map only onto their own
   */
  mapIntoCourse(courseKey: CourseKey): UsageKey {
    if (this.courseKey.equals(courseKey)) return this;
    if (this.namespace === 'lb' || courseKey.namespace === 'lib')
      refuse(courseKey.toString(), `the library of ${this}`);
    return UsageKey.of(courseKey, this.blockType, this.blockId);
  }

  /** Equal in kind, course, type and id. */
  equals(other: UsageKey | null | undefined): boolean {
    if (this === other) return true;
    if (!other || this.blockId !== other.blockId || this.blockType !== other.blockType) return false;
    return this.namespace === other.namespace && this.courseKey.equals(other.courseKey);
  }

  override toString(): string {
    const { courseKey, blockType, blockId } = this;
    if (courseKey.deprecated) return `i4x:/${deprecatedPath(courseKey, blockType, blockId)}`;
    if (this.namespace === 'lb') return `lb:${courseKey.body}:${blockType}:${blockId}`;
    if (this.namespace === 'location') return `location:${courseKey.body}+${blockType}+${blockId}`;
    return `${this.namespace}:${courseKey.body}+type@${blockType}+block@${blockId}`;
  }

  protected override inCourse(courseKey: CourseKey): UsageKey {
    return new UsageKey(USAGE_NAMESPACE[courseKey.namespace], courseKey, this.blockType, this.blockId);
  }
}

/** An uploaded file of a course, or its thumbnail: `asset-v1:OpenedX+DemoX+2026+type@asset+block@logo.png`. Immutable. */
export class AssetKey extends CourseObjectKey<CourseKey, AssetKey> {
  readonly namespace = 'asset-v1';

  private constructor(
    courseKey: CourseKey,
    /** `asset` or `thumbnail`; the grammar lets it be any id. */
    readonly assetType: string,
    readonly path: string,
  ) {
    super(courseKey);
    Object.freeze(this);
  }

  /** Reads the key of an asset. @throws InvalidKeyError */
  static parse(text: string, options?: ParseOptions): AssetKey {
    return AssetKey.tryParse(text, options) ?? refuse(text, ASSET_FORM);
  }

  /** As {@link parse}, with null for a text that is no asset key. */
  static tryParse(text: string, { allowDeprecated = true }: ParseOptions = {}): AssetKey | null {
    const reading: ObjectReading<'asset-v1'> | null =
      typeof text === 'string' ? namespaces.readAsset(text, allowDeprecated) : null;
    return reading && new AssetKey(courseKeyFrom(reading.course), reading.type, reading.id);
  }

  /**
   * As {@link CourseKey.makeAssetKey}. A CCX has the assets of its course. In a v1 library the key prints as the
   * reference prints it, which neither the reference nor this library reads back.
   * @throws InvalidKeyError, and for v2 libraries, which have no such assets
   */
  static of(courseKey: CourseKey, assetType: string, path: string): AssetKey {
    if (courseKey.namespace === 'lib') refuse(courseKey.toString(), COURSE_FORM);
    const { type, id } = rules.forAssetsOf(courseKey);
    return new AssetKey(courseKey.withoutCcx(), checked(assetType, type), checked(path, id));
  }

  /** A file's path in the `static` folder as the path of an asset, see {@link cleanStaticPath}. */
  static clean(path: string): string {
    return cleanStaticPath(path);
  }

  /**
   * The key that Studio gives to a file of the `static` folder: of the course itself, on no branch.
   * @throws InvalidKeyError for an empty path
   */
  static fromStaticPath(courseKey: CourseKey, path: string, assetType = 'asset'): AssetKey {
    return AssetKey.of(courseKey.withoutBranchAndVersion(), assetType, cleanStaticPath(path));
  }

  /**
   * The same type and path in another course, in the form of that course's keys.
   * @throws InvalidKeyError for what cannot stand there
   */
  mapIntoCourse(courseKey: CourseKey): AssetKey {
    return this.courseKey.equals(courseKey) ? this : AssetKey.of(courseKey, this.assetType, this.path);
  }

  /** Equal in course, type and path. */
  equals(other: AssetKey | null | undefined): boolean {
    if (this === other) return true;
    if (!other || this.path !== other.path || this.assetType !== other.assetType) return false;
    return this.courseKey.equals(other.courseKey);
  }

  override toString(): string {
    const { courseKey, assetType, path } = this;
    if (courseKey.deprecated) return `/c4x${deprecatedPath(courseKey, assetType, path)}`;
    return `asset-v1:${courseKey.body}+type@${assetType}+block@${path}`;
  }

  protected override inCourse(courseKey: CourseKey): AssetKey {
    return new AssetKey(courseKey, this.assetType, this.path);
  }
}

/** `/org/course/type/name[@revision]`. */
function deprecatedPath({ org, course, branch }: CourseKey, type: string, name: string): string {
  return `/${org}/${course}/${type}/${name}${branch === null ? '' : `@${branch}`}`;
}

function refuse(text: string, expected: string): never {
  throw new InvalidKeyError(text, expected);
}
