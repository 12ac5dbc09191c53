import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { InvalidInputError } from '../../common/errors/app-error.js';
import { namedBy } from '../../common/errors/named-in-request.js';
import { CourseKey, type UsageKey } from '../../common/opaque-keys/index.js';
import {
  blockRefOf,
  ContentComparison,
  changeCounts,
  ContentTransfer,
  type CourseVersion,
  DRAFT,
  PUBLISHED,
  type StoredVersion,
  type Transferred,
  VersionHistory,
} from '../content/index.js';
import { containersFirst } from './containers-first.js';
import {
  BlockNotInVersionError,
  MayNotPublishError,
  MayNotRemoveError,
  UnknownVersionError,
} from './history.errors.js';
import { courseAt, MOST_CHANGES, type WholeVersion } from './version-view.js';
import { VersionViews } from './version-views.service.js';

/** What is to be restored, and where. */
export interface Restoration {
  /** The course; its branch is written to (the draft without one), and a version beside it must be that branch's head. */
  readonly course: CourseKey;
  /** Only this block, with what is below it. */
  readonly block?: UsageKey;
  /** Guid of the version that has the wanted state. */
  readonly version: string;
  /** The branch, in place of the key's. */
  readonly branch?: string;
  readonly message?: string | null;
}

/** A restoration that may be carried out. */
interface Order {
  readonly restoration: Restoration;
  readonly to: CourseKey;
  readonly from: StoredVersion;
  readonly by: string | null;
  readonly access: CourseAccess;
  readonly readsOriginal: boolean;
}

/** What came of it. */
export interface Restored {
  /** The new version; the head, where nothing was made. */
  readonly view: WholeVersion;
  /** False of a dry run, and where everything was so already. */
  readonly isMade: boolean;
}

/** Gives a branch, or a block on it, the state of an older version again: as a new version, so that nothing is lost (SPEC C-6). */
@Injectable()
export class RestorationsService {
  constructor(
    private readonly transfer: ContentTransfer,
    private readonly history: VersionHistory,
    private readonly comparison: ContentComparison,
    private readonly policy: CourseAccessPolicy,
    private readonly views: VersionViews,
  ) {}

  /**
   * @throws UnknownVersionError, BlockNotInVersionError, MayNotPublishError, MayNotRemoveError, NotFoundError (branch),
   *   VersionConflictError, ArchivedCourseError
   */
  async restore<Answer>(
    principal: Principal,
    restoration: Restoration,
    unit: UnitOfWork<Restored, Answer>,
  ): Promise<Answer> {
    const order = await this.order(principal, restoration);
    return unit.run(async (manager) => {
      const transferred = await this.write(manager, order);
      const { removed } = changeCounts(transferred.changes);
      if (removed > 0 && !order.access.may('courses.delete_content')) throw new MayNotRemoveError(removed);
      return { view: await this.view(order, transferred, manager), isMade: transferred.changed };
    });
  }

  /** The same without doing it: no transaction to write in, and nothing for the audit log. @throws as {@link restore} */
  async preview(principal: Principal, restoration: Restoration): Promise<Restored> {
    const order = await this.order(principal, restoration);
    const transferred = await this.write(undefined, order);
    const view = await this.view(order, transferred);
    return { view: await this.foreseen(view, transferred, order.from), isMade: false };
  }

  private async order(principal: Principal, restoration: Restoration): Promise<Order> {
    const to = branchOf(restoration);
    const access = await this.policy.accessOf(principal, restoration.course);
    if (to.branch === PUBLISHED && !access.may('courses.publish_content')) throw new MayNotPublishError();
    const from = await this.source(restoration);
    const [seen] = await this.views.of(principal, [from]);
    return { restoration, to, from, by: principal.username, access, readsOriginal: seen!.readsOriginal };
  }

  /** The version that is the head now. */
  private async view(
    { restoration: { course }, from, access, readsOriginal }: Order,
    { version }: Transferred,
    manager?: EntityManager,
  ): Promise<WholeVersion> {
    const stored = (await this.history.find(course, version.guid, manager))!;
    const isSameOriginal = stored.originalCourse === from.originalCourse;
    return this.views.wholeOf({ version: stored, access, readsOriginal: readsOriginal && isSameOriginal }, manager);
  }

  private async source({ course, block, version }: Restoration): Promise<StoredVersion> {
    const from = await this.history.find(course, version);
    if (!from) throw new UnknownVersionError('version', version, course);
    if (block) {
      const { courseId, line, ordinal } = from;
      const states = [{ before: null, after: { courseId, line, ordinal }, blocks: [blockRefOf(block)] }];
      const [found] = await this.comparison.changes(states);
      if (found!.length === 0) throw new BlockNotInVersionError(version, block);
    }
    return from;
  }

  /** @param manager none: only says what would change */
  private write(
    manager: EntityManager | undefined,
    { restoration: { block, branch, message = null }, to, from, by }: Order,
  ): Promise<Transferred> {
    return namedBy(branch === undefined ? null : 'branch', () =>
      this.transfer.transfer(
        { to, from: asSource(from), blocks: block ? [blockRefOf(block)] : 'all', keepsPlaces: block !== undefined },
        { by, message, dryRun: manager === undefined, manager },
      ),
    );
  }

  private async foreseen(view: WholeVersion, { changes }: Transferred, from: StoredVersion): Promise<WholeVersion> {
    const told = containersFirst(changes).slice(0, MOST_CHANGES);
    return {
      ...view,
      counts: changeCounts(changes),
      changes: await this.comparison.withContent(told),
      previewOf: courseAt(from),
    };
  }
}

/** @throws InvalidInputError where the key and the body name different branches */
function branchOf({ course, branch }: Restoration): CourseKey {
  if (branch !== undefined && course.branch !== null && branch !== course.branch)
    throw new InvalidInputError({
      branch: [`branch is "${branch}", and the key in the address names "${course.branch}". Name one of them.`],
    });
  const named = branch ?? course.branch ?? DRAFT;
  // A version alone does no harm here; beside a branch it is a lock.
  return course.branch === null ? course.forVersion(null).forBranch(named) : course;
}

function asSource(version: StoredVersion): CourseVersion {
  return { ...version, courseKey: CourseKey.parse(version.courseKey), isHead: false };
}
