import type { CourseAddress } from './course-address.js';

/** What the keys of things in a course have in common: the course, and being taken to another branch or version of it. */
export abstract class CourseObjectKey<Course extends CourseAddress<Course>, Self> {
  protected constructor(
    /** The course, library or CCX in which the thing is, with the branch and version of this key. */
    readonly courseKey: Course,
  ) {}

  /** The same thing under another form of the same course key. */
  protected abstract inCourse(courseKey: Course): Self;

  get org(): string | null {
    return this.courseKey.org;
  }

  get course(): string | null {
    return this.courseKey.course;
  }

  get run(): string | null {
    return this.courseKey.run;
  }

  get branch(): string | null {
    return this.courseKey.branch;
  }

  get version(): string | null {
    return this.courseKey.version;
  }

  get ccx(): string | null {
    return this.courseKey.ccx;
  }

  /** Read from, and printed as, an old form (`i4x://`, `/c4x/`). */
  get deprecated(): boolean {
    return this.courseKey.deprecated;
  }

  /** The same thing on another branch, or with null on none; without a version. @throws InvalidKeyError as of the course key */
  forBranch(branch: string | null): Self {
    return this.inCourse(this.courseKey.forBranch(branch));
  }

  /** The same thing at another version, or with null at none, on the same branch. @throws InvalidKeyError as of the course key */
  forVersion(version: string | null): Self {
    return this.inCourse(this.courseKey.forVersion(version));
  }

  /** Without the version, on the same branch. */
  versionAgnostic(): Self {
    return this.forVersion(null);
  }

  /** Without branch and version. */
  withoutBranchAndVersion(): Self {
    return this.forBranch(null);
  }

  /** A key is a string in JSON. */
  toJSON(): string {
    return this.toString();
  }
}
