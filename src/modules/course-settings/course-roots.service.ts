import { Injectable } from '@nestjs/common';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { type BlockRecord, ContentReader, ContentVersions, type CourseVersion } from '../content/index.js';

/** The course block at one version, and what the caller may do in the course. */
export interface CourseRoot {
  /** The key that was asked for: links keep its branch or version. */
  readonly address: CourseKey;
  readonly version: CourseVersion;
  readonly record: BlockRecord;
  readonly access: CourseAccess;
}

/** Reads the course block, where a course keeps its settings. */
@Injectable()
export class CourseRoots {
  constructor(
    private readonly policy: CourseAccessPolicy,
    private readonly versions: ContentVersions,
    private readonly reader: ContentReader,
  ) {}

  /** Which version without the block: for an ETag. @throws NotFoundError, VersionConflictError */
  async resolve(address: CourseKey, principal: Principal): Promise<Omit<CourseRoot, 'record'>> {
    const access = await this.policy.accessOf(principal, address);
    return { address, version: await this.versions.resolve(address, access), access };
  }

  async read(resolved: Omit<CourseRoot, 'record'>): Promise<CourseRoot> {
    const { version } = resolved;
    return { ...resolved, record: (await this.reader.block(version, version.root))! };
  }
}
