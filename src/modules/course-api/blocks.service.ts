import { Injectable } from '@nestjs/common';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import { type BlockRef, blockRefOf, ContentVersions, type CourseVersion } from '../content/index.js';
import { type BlocksAnswer, BlocksPresenter } from './blocks-presenter.js';
import { Conditional } from './conditional.js';
import { CourseNotReleasedError } from './course-api.errors.js';
import type { CourseSnapshot } from './course-snapshot.js';
import type { BlocksQuery } from './dto/blocks.query.js';
import { Snapshots } from './snapshots.service.js';
import { TYPES_WITH_CONTENT } from './student-view-data.js';
import { subtree } from './subtree.js';
import { Views } from './views.service.js';
import { type VisibleBlock, visibleBlocks } from './visible-blocks.js';

/** What is read, how, and for whom. */
export interface BlocksRequest {
  readonly courseKey: CourseKey;
  /** The block to begin at; null for the whole course. */
  readonly usageKey: UsageKey | null;
  readonly query: BlocksQuery;
  readonly principal: Principal;
  /** v2: blocks that the caller may not open stay, cut, with the reason. */
  readonly keepsDenied: boolean;
}

/** Reads blocks for today's Open edX clients. A fixed number of statements, whatever the course's size. */
@Injectable()
export class BlocksService {
  constructor(
    private readonly policy: CourseAccessPolicy,
    private readonly versions: ContentVersions,
    private readonly snapshots: Snapshots,
    private readonly views: Views,
    private readonly presenter: BlocksPresenter,
  ) {}

  /** @throws NotFoundError, PermissionDeniedError and BlocksNeedEnrollmentError: see Views */
  async read(request: BlocksRequest): Promise<Conditional<BlocksAnswer>> {
    const { courseKey, query, principal } = request;
    const access = await this.policy.accessOf(principal, courseKey);
    if (!access.may('courses.view_course')) throw new NotFoundError(`course "${courseKey}"`);
    const version = await this.versions.resolve(courseKey, access);
    const snapshot = await this.snapshots.of(version);
    const view = await this.views.of({
      principal,
      access,
      courseKey,
      version,
      snapshot,
      allBlocks: query.all_blocks,
      username: query.username ?? '',
    });
    const now = Date.now();
    const visible = visibleBlocks(snapshot, view, now, request.keepsDenied);
    const root = request.usageKey ? blockRefOf(request.usageKey) : snapshot.root;
    if (!visible.has(root)) {
      // What a learner may not see is as absent as what does not exist (SPEC R-7); that the course exists is no secret.
      throw root === snapshot.root
        ? new CourseNotReleasedError(courseKey)
        : new NotFoundError(`block "${request.usageKey}"`);
    }
    const state = [phaseOf(snapshot, now), JSON.stringify({ ...view, closed: [...view.closed].sort() })].join(' ');
    return new Conditional(version.guid, state, async () => {
      const html = await this.html(version, visible, root, query);
      return this.presenter.present({ courseKey: version.courseKey, snapshot, visible, root, now, query, html });
    });
  }

  private async html(
    version: CourseVersion,
    visible: ReadonlyMap<BlockRef, VisibleBlock>,
    root: BlockRef,
    query: BlocksQuery,
  ): Promise<ReadonlyMap<BlockRef, string>> {
    const types = query.student_view_data.filter((type) => TYPES_WITH_CONTENT.has(type));
    if (types.length === 0) return new Map();
    const wanted = subtree(visible, root, query.depth).filter(
      ({ block, denial }) => !denial && types.includes(block.type),
    );
    return this.snapshots.htmlOf(
      version,
      wanted.map(({ block }) => block.ref),
    );
  }
}

/** How many of the moments at which an answer changes by itself have passed: part of what the ETag stands for. */
function phaseOf({ moments }: CourseSnapshot, now: number): number {
  const next = moments.findIndex((moment) => moment > now);
  return next < 0 ? moments.length : next;
}
