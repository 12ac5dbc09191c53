import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CourseAccessPolicy } from '../../../common/auth/course-access.js';
import type { Principal } from '../../../common/auth/principal.js';
import { NotFoundError } from '../../../common/errors/app-error.js';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import {
  blockRefOf,
  ContentVersions,
  type CourseVersion,
  DRAFT,
  PUBLISHED,
  readExisting,
  type UpstreamLink,
} from '../../content/index.js';

/** Finds what a link leads to, for those who could copy it there (ADR 0025). */
@Injectable()
export class UpstreamSources {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /**
   * The version of the source's course from which updates come: of the branch that the link names, else what is published, or the
   * draft of what is not. It takes the right to the drafts of that course, as copying does.
   * @param version a certain one in place of that
   * @returns null for what is not there, and all the same for what is not the caller's to know (SPEC R-7)
   */
  async find({ source }: UpstreamLink, by: Principal, version?: string): Promise<CourseVersion | null> {
    for (const candidate of await this.versionsOf(source.courseKey, by, version)) {
      const found = await readExisting(this.dataSource.manager, candidate, [blockRefOf(source)]);
      if (found.size > 0) return candidate;
    }
    return null;
  }

  /** The versions in which a source may be, the first that has it counts; none where the caller could not copy from there. */
  async versionsOf(course: CourseKey, by: Principal, version?: string): Promise<CourseVersion[]> {
    const access = await this.policy.accessOf(by, course.withoutBranchAndVersion());
    if (!access.may('courses.view_course') || !access.readsDrafts) return [];
    if (version !== undefined) return [await this.versionOf(course, version)].filter((found) => found !== null);
    const branches = course.branch === null ? [PUBLISHED, DRAFT] : [course.branch];
    const heads = await Promise.all(branches.map((branch) => this.versions.headOf(course, branch)));
    return heads.filter((head) => head !== null);
  }

  private async versionOf(course: CourseKey, version: string): Promise<CourseVersion | null> {
    try {
      return await this.versions.resolve(course.forBranch(null).forVersion(version), { readsDrafts: true });
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }
}
