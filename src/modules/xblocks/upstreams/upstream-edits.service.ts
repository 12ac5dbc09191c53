import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../common/auth/principal.js';
import { AppError, InvalidInputError, PermissionDeniedError } from '../../../common/errors/app-error.js';
import type { Preconditions } from '../../../common/http/preconditions.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { UsageKey } from '../../../common/opaque-keys/index.js';
import {
  type BlockChange,
  blockRefOf,
  ContentEditor,
  type CourseVersion,
  type Replaced,
  unlink,
  update,
  UPSTREAM,
  type WorkingTree,
} from '../../content/index.js';
import { writtenBranch } from '../xblock-rights.js';
import { DryRun, type WrittenXblock } from '../xblock-tree-edits.service.js';
import { UpstreamPlans, type UpstreamUpdate } from './upstream-plans.service.js';
import { UpstreamSources } from './upstream-sources.service.js';
import { UpstreamNotFoundError, type UpstreamReading, Upstreams } from './upstreams.service.js';

/** How a link is to be written. */
export interface UpstreamEdit {
  readonly key: UsageKey;
  readonly by: Principal;
  readonly message: string | null;
  readonly dryRun: boolean;
  readonly preconditions: Preconditions;
}

/** Which version of the source to take, and what of here to give up for it. */
export interface UpdateOrder {
  /** Absent: the one that there is now. */
  readonly version?: string;
  readonly replace: Replaced;
}

/** What an update would do. */
export interface UpdatePreview {
  readonly reading: UpstreamReading;
  /** Null where the source is gone. */
  readonly update: UpstreamUpdate | null;
}

/** Brings copies level with their source, and lets them go their own way: each is one version of the branch, or none (ADR 0025). */
@Injectable()
export class UpstreamEdits {
  constructor(
    private readonly editor: ContentEditor,
    private readonly upstreams: Upstreams,
    private readonly sources: UpstreamSources,
    private readonly plans: UpstreamPlans,
    private readonly urls: ApiUrls,
  ) {}

  /**
   * Under the lock of the branch, so that nobody writes between what is compared and what is done.
   * @throws NotFoundError, UpstreamGoneError, InvalidInputError, PermissionDeniedError, PreconditionFailedError, AppError 409
   */
  async update(order: UpdateOrder | null, edit: UpstreamEdit): Promise<WrittenXblock | UpdatePreview> {
    const course = writtenBranch(edit.key.courseKey);
    const reading = await this.upstreams.read(course.makeUsageKey(edit.key.blockType, edit.key.blockId), edit.by);
    if (order === null) return this.unchanged(reading, edit);
    const source = await this.source(reading, order, edit);
    let done: UpstreamUpdate | null = null;
    const written = await this.write(edit, async (tree) => {
      done = await this.work(tree, { reading, source, order, edit });
    });
    return edit.dryRun ? { reading: { ...reading, source }, update: done! } : written;
  }

  /** @throws as {@link update} */
  async unlink(edit: UpstreamEdit): Promise<DryRun | WrittenXblock> {
    const course = writtenBranch(edit.key.courseKey);
    const block = blockRefOf(edit.key);
    await this.upstreams.read(course.makeUsageKey(edit.key.blockType, edit.key.blockId), edit.by);
    let told: { head: CourseVersion; changes: readonly BlockChange[] } | null = null;
    const written = await this.write(edit, async (tree) => {
      if (isUnlinked((await tree.get(block)).settings[UPSTREAM])) throw new UpstreamNotFoundError(edit.key);
      await unlink(tree, block);
      told = { head: tree.head, changes: tree.changes };
    });
    return edit.dryRun ? new DryRun(told!.head, told!.changes) : written;
  }

  /** A patch without a member changes nothing (RFC 7396). */
  private async unchanged(reading: UpstreamReading, edit: UpstreamEdit): Promise<WrittenXblock | UpdatePreview> {
    edit.preconditions.check(reading.edited, this.urls.upstream(reading.key));
    if (!edit.dryRun) return { key: reading.key, edited: reading.edited };
    return { reading, update: await this.upstreams.preview(reading) };
  }

  /** The version to take. @throws UpstreamGoneError, InvalidInputError */
  private async source({ link, source, value }: UpstreamReading, { version }: UpdateOrder, { by }: UpstreamEdit) {
    if (link === null || source === null) throw new UpstreamGoneError(value);
    if (version === undefined || version === source.guid) return source;
    const named = await this.sources.find(link, by, version);
    if (named) return named;
    const [key, course] = [link.source.forBranch(null), link.source.courseKey.withoutBranchAndVersion()];
    throw new InvalidInputError({
      version: [
        `${course} has no version ${version} with ${key} in it. current_version of the upstream is ${source.guid}.`,
      ],
    });
  }

  private async work(
    tree: WorkingTree,
    {
      reading,
      source,
      order,
      edit,
    }: { reading: UpstreamReading; source: CourseVersion; order: UpdateOrder; edit: UpstreamEdit },
  ): Promise<UpstreamUpdate> {
    const root = blockRefOf(edit.key);
    const value = (await tree.get(root)).settings[UPSTREAM];
    if (isUnlinked(value)) throw new UpstreamNotFoundError(edit.key);
    // Rights and source were looked up for what it said before the lock.
    if (value !== reading.value) throw new UpstreamChangedError(String(value));
    const linked = { here: tree.head, root, link: reading.link!, source };
    const options = { replace: order.replace, pinsRoot: order.version !== undefined, by: edit.by.username };
    const done = edit.dryRun
      ? await this.plans.preview(tree.manager, linked, options)
      : await this.plans.prepare(tree.manager, linked, options);
    if (done === null) throw new UpstreamGoneError(reading.value);
    const { remove } = done.plan;
    // What takes blocks off the branch is not for whoever may not delete any.
    if (remove.length > 0 && !edit.dryRun && !reading.access.may('courses.delete_content'))
      throw new RemovingUpdateError(remove.length);
    await update(tree, done.plan);
    return done;
  }

  private async write(edit: UpstreamEdit, work: (tree: WorkingTree) => Promise<void>): Promise<WrittenXblock> {
    const { key, by, message, dryRun, preconditions } = edit;
    const course = writtenBranch(key.courseKey);
    const block = blockRefOf(key);
    const address = course.forVersion(null).makeUsageKey(key.blockType, key.blockId);
    let before: string | undefined;
    const expected = async (tree: WorkingTree) => {
      before = (await tree.atHead(block))?.edited;
      if (before !== undefined) preconditions.check(before, this.urls.upstream(address));
    };
    const options = { by: by.username, message, dryRun, expected };
    const { changed, changes, version } = await this.editor.change(course, options, work);
    const isOwn = changed && changes.some((change) => change.block === block);
    return { key: address, edited: isOwn ? version.guid : before! };
  }
}

function isUnlinked(value: unknown): boolean {
  return typeof value !== 'string' || value === '';
}

/** 409: there is nothing to take an update from, or not for this caller. */
class UpstreamGoneError extends AppError {
  constructor(value: string) {
    super(
      'conflict',
      `There is no upstream ${value} that you could take updates from: it is gone, was never a block of this type in another course, or is in a course whose drafts you may not read. The block stays as it is; DELETE its upstream to keep it so, or set its field upstream to another source.`,
    );
  }
}

/** 409: somebody linked it to something else meanwhile. */
class UpstreamChangedError extends AppError {
  constructor(value: string) {
    super('conflict', `The upstream has just become ${value}. Read it again, look at what would change, and repeat.`);
  }
}

/** 403: the update would remove what the source has removed. */
class RemovingUpdateError extends PermissionDeniedError {
  constructor(count: number) {
    super(
      `This update would remove ${count} ${count === 1 ? 'block' : 'blocks'} that the source has no more, which takes the permission courses.delete_content: the roles instructor and staff. Send it with dry_run to see which.`,
    );
  }
}
