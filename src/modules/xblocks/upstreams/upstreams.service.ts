import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { type CourseAccess, CourseAccessPolicy } from '../../../common/auth/course-access.js';
import type { Principal } from '../../../common/auth/principal.js';
import { NotFoundError } from '../../../common/errors/app-error.js';
import type { CourseKey, UsageKey } from '../../../common/opaque-keys/index.js';
import {
  blockRefOf,
  ContentVersions,
  type CourseVersion,
  DRAFT,
  readTreePart,
  UPSTREAM,
  type UpstreamLink,
  upstreamLinkOf,
} from '../../content/index.js';
import { UpstreamPlans, type UpstreamUpdate } from './upstream-plans.service.js';
import { UpstreamSources } from './upstream-sources.service.js';

/** A linked block, and where it leads for this caller. */
export interface UpstreamReading {
  /** With the branch or version that was read. */
  readonly key: UsageKey;
  readonly access: CourseAccess;
  readonly here: CourseVersion;
  /** Version in which the block itself last changed. */
  readonly edited: string;
  /** The setting as it stands. */
  readonly value: string;
  /** Null where it names nothing that a block here could follow. */
  readonly link: UpstreamLink | null;
  /** Null: gone. */
  readonly source: CourseVersion | null;
}

/** Reads what copies are linked to, and what an update would do (ADR 0025). The guard has decided who may. */
@Injectable()
export class Upstreams {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly policy: CourseAccessPolicy,
    private readonly sources: UpstreamSources,
    private readonly plans: UpstreamPlans,
  ) {}

  /** @throws NotFoundError for no such block, and for one without an upstream */
  async read(key: UsageKey, by: Principal): Promise<UpstreamReading> {
    const address = addressOf(key.courseKey);
    const access = await this.policy.accessOf(by, address);
    const here = await this.versions.resolve(address, access);
    const block = blockRefOf(key);
    const row = (await readTreePart(this.dataSource.manager, here, { subtrees: [], blocks: [block] })).get(block);
    if (!row) throw new NotFoundError(`block "${key}"`);
    const value = row.settings[UPSTREAM];
    if (typeof value !== 'string' || value === '') throw new UpstreamNotFoundError(key);
    const link = upstreamLinkOf(here.courseKey, row);
    const source = link && (await this.sources.find(link, by));
    return {
      key: address.makeUsageKey(key.blockType, key.blockId),
      access,
      here,
      edited: row.edited,
      value,
      link,
      source,
    };
  }

  /** What bringing it level would do now; null where the source is gone. @throws AppError 409 for too many blocks */
  preview(
    { key, here, link, source }: UpstreamReading,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<UpstreamUpdate | null> {
    if (link === null || source === null) return Promise.resolve(null);
    return this.plans.preview(manager, { here, root: blockRefOf(key), link, source });
  }
}

/** 404: the block may well be there. */
export class UpstreamNotFoundError extends NotFoundError {
  constructor(key: UsageKey) {
    super(
      `upstream of "${key}"`,
      'Blocks that are copied from another course have one; the setting "upstream" of a block says which.',
    );
  }
}

/** A key without branch and version means the draft: that is what is linked, and what updates are for. */
function addressOf(course: CourseKey): CourseKey {
  return course.branch === null && course.version === null ? course.forBranch(DRAFT) : course;
}
