import type { CourseParts } from './grammar.js';
import { InvalidKeyError } from './invalid-key-error.js';
import { asCourse, type CourseNamespace, type CourseReading } from './namespaces.js';
import { A_GUID, A_PERCENT_ID, AN_ID, checked } from './rules.js';

const A_NAME = 'the key of a course, with org, course and run, and not of a version alone';

/** The parts of a course key: how they are held, compared, printed and changed. Reading and making is of {@link CourseKey}. */
export abstract class CourseAddress<Self> implements CourseParts {
  readonly namespace: CourseNamespace;
  readonly org: string | null;
  /** The course number; the name of a v1 library, the slug of a v2 one. */
  readonly course: string | null;
  /** Null in the key of a version alone and in `i4x://` and `/c4x/`; empty in `org/course/`; `library` in v1 libraries. */
  readonly run: string | null;
  readonly branch: string | null;
  /** 24 hexadecimal digits, or 32. */
  readonly version: string | null;
  /** The number of the custom course, in the digits it was written with. */
  readonly ccx: string | null;
  /** Read from, and printed as, `org/course/run`. */
  readonly deprecated: boolean;
  #body: string | undefined;

  protected constructor({ namespace, parts, deprecated }: CourseReading) {
    this.namespace = namespace;
    this.org = parts.org;
    this.course = parts.course;
    this.run = parts.run;
    this.branch = parts.branch;
    this.version = parts.version;
    this.ccx = parts.ccx;
    this.deprecated = deprecated;
    Object.freeze(this);
  }

  /** A key of the class that this is the base of. */
  protected abstract from(reading: CourseReading): Self;

  /** Whether this is a course or a CCX, and no library. */
  get isCourse(): boolean {
    return this.namespace === 'course-v1' || this.namespace === 'ccx-v1';
  }

  /** The same course on another branch, or with null on none; without a version. @throws InvalidKeyError for a version alone */
  forBranch(branch: string | null): Self {
    if (branch !== null) checked(branch, this.deprecated ? A_PERCENT_ID : AN_ID);
    if (branch !== null && this.org === null) throw new InvalidKeyError(this.toString(), A_NAME);
    return this.#with({ branch, version: null });
  }

  /** The same course and branch at another version, or with null at none. @throws InvalidKeyError if nothing is left then */
  forVersion(version: string | null): Self {
    if (version !== null) checked(version, A_GUID);
    return this.#with({ branch: this.branch, version });
  }

  /** Without the version, on the same branch. @throws InvalidKeyError for a version alone */
  versionAgnostic(): Self {
    return this.forVersion(null);
  }

  /** The course itself, without branch and version. @throws InvalidKeyError for a version alone */
  withoutBranchAndVersion(): Self {
    return this.forBranch(null);
  }

  /** The text after the namespace: it is in the keys of all blocks and assets of the course, so it is made once. */
  get body(): string {
    return (this.#body ??= this.#print());
  }

  /** As the reference prints it. Where that fails (a course known from `i4x://`, which has no run), `org/course/`. */
  toString(): string {
    if (this.deprecated) return `${this.org}/${this.course}/${this.run ?? ''}`;
    return `${this.namespace}:${this.body}`;
  }

  /** A key is a string in JSON. */
  toJSON(): string {
    return this.toString();
  }

  /** Equal in kind and all parts. `slashes:` equals `course-v1:`, the deprecated `org/course/run` does not. */
  equals(other: CourseAddress<Self> | null | undefined): boolean {
    if (this === other) return true;
    return (
      !!other &&
      this.namespace === other.namespace &&
      this.deprecated === other.deprecated &&
      this.org === other.org &&
      this.course === other.course &&
      this.run === other.run &&
      this.branch === other.branch &&
      this.version === other.version &&
      this.ccx === other.ccx
    );
  }

  protected parts(): CourseParts {
    const { org, course, run, branch, version, ccx } = this;
    return { org, course, run, branch, version, ccx };
  }

  /** A version without a run prints without org, course and branch, as in the reference. */
  #print(): string {
    if (this.namespace === 'lib') return `${this.org}:${this.course}`;
    const parts: string[] = [];
    if (this.org !== null && this.course !== null && this.run !== null) {
      parts.push(this.org, this.course);
      if (this.namespace !== 'library-v1') parts.push(this.run);
      if (this.branch !== null) parts.push(`branch@${this.branch}`);
    }
    if (this.version !== null) parts.push(`version@${this.version}`);
    if (this.ccx !== null) parts.push(`ccx@${this.ccx}`);
    return parts.join('+');
  }

  #with(change: { readonly branch: string | null; readonly version: string | null }): Self {
    if (this.namespace === 'lib' && (change.branch !== null || change.version !== null)) {
      throw new InvalidKeyError(this.toString(), 'a key of a kind that has branches and versions');
    }
    const reading = asCourse(this.namespace, { ...this.parts(), ...change }, this.deprecated);
    if (!reading) throw new InvalidKeyError(this.toString(), A_NAME);
    return this.from(reading);
  }
}
