import { Injectable } from '@nestjs/common';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import { PermissionDeniedError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { UsageKey } from '../../common/opaque-keys/index.js';
import {
  type BlockFields,
  blockRefOf,
  type ContentChange,
  ContentEditor,
  isPage,
  patchFields,
  replaceFields,
  type StoredBlock,
} from '../content/index.js';
import { writtenBranch } from './xblock-rights.js';
import {
  DryRun,
  type TreeEdit,
  type WrittenXblock,
  type XblockChange,
  XblockTreeEdits,
} from './xblock-tree-edits.service.js';
import { XblocksService } from './xblocks.service.js';

/** How a block is to be written. */
export interface XblockEdit extends TreeEdit {
  readonly key: UsageKey;
  readonly preconditions: Preconditions;
}

/** Writes single blocks, for those who may (SPEC section 8). A key without a branch means the draft: only publishing writes to `published`. */
@Injectable()
export class XblockEdits {
  constructor(
    private readonly xblocks: XblocksService,
    private readonly editor: ContentEditor,
    private readonly policy: CourseAccessPolicy,
    private readonly trees: XblockTreeEdits,
    private readonly urls: ApiUrls,
  ) {}

  /** Changes the fields and the place that are given (RFC 7396). @throws as {@link write} */
  async patch(change: XblockChange, edit: XblockEdit): Promise<WrittenXblock | DryRun> {
    const { key, preconditions } = edit;
    const moves = change.parent !== undefined || change.position !== undefined;
    await this.authorize(edit);
    if (moves || touchesMore(edit)) return this.trees.patch(key, change, edit, preconditions);
    return this.write(patchFields(blockRefOf(key), change), edit, (current, where) =>
      preconditions.check(current, where),
    );
  }

  /** Makes the given fields all that the block has. @throws as {@link write}, PreconditionRequiredError */
  async replace(fields: BlockFields, edit: XblockEdit): Promise<WrittenXblock | DryRun> {
    const { key, preconditions } = edit;
    await this.authorize(edit);
    if (touchesMore(edit)) return this.trees.replace(key, fields, edit, preconditions);
    return this.write(replaceFields(blockRefOf(key), fields), edit, (current, where) =>
      preconditions.demand(current, where),
    );
  }

  /** @throws as `XblockTreeEdits.reorder` */
  async reorder(children: readonly string[], edit: XblockEdit): Promise<WrittenXblock | DryRun> {
    await this.authorize(edit);
    return this.trees.reorder(edit.key, children, edit, edit.preconditions);
  }

  /** @throws as `XblockTreeEdits.remove` */
  async remove(edit: XblockEdit): Promise<DryRun | undefined> {
    await this.authorize(edit);
    const outcome = await this.trees.remove(edit.key, edit, edit.preconditions);
    return outcome instanceof DryRun ? outcome : undefined;
  }

  /**
   * Any other replacement of one block.
   * @param look sees the block that is about to be replaced; it may be asked twice
   * @throws as {@link write}, PreconditionRequiredError
   */
  async replaceBy(
    change: ContentChange,
    edit: XblockEdit,
    look: (stored: StoredBlock) => Promise<void>,
  ): Promise<WrittenXblock> {
    await this.authorize(edit);
    return this.write(change, edit, async (current, where, stored) => {
      edit.preconditions.demand(current, where);
      await look(stored);
    });
  }

  /**
   * @param check holds the version in which the block last changed against what the writer expects; runs under the lock
   * @throws NotFoundError, NotEnrolledError, PermissionDeniedError, PreconditionFailedError, InvalidInputError
   */
  private async write(
    change: ContentChange,
    { key, by, message }: XblockEdit,
    check: (current: string, where: string, stored: StoredBlock) => void | Promise<void>,
  ): Promise<WrittenXblock> {
    const course = writtenBranch(key.courseKey);
    const written = writtenKey(key);
    let before: string | undefined;
    const { version, changed } = await this.editor.edit(
      course,
      {
        by: by.username,
        message,
        expected: async (_head, blocks) => {
          const stored = blocks.get(blockRefOf(key));
          before = stored?.edited;
          // What does not exist is for the change to say.
          if (stored) await check(stored.edited, this.urls.xblock(written), stored);
        },
      },
      change,
    );
    return { key: written, edited: changed ? version.guid : before! };
  }

  /** Whoever may not even read it learns nothing new: the read says 404 or 403 as it always does (SPEC R-7). */
  private async authorize({ key, by }: XblockEdit): Promise<void> {
    const access = await this.policy.accessOf(by, key.courseKey);
    if (access.writesContent) return;
    await this.xblocks.read(key, by);
    throw new PermissionDeniedError(
      `Blocks of ${key.courseKey.withoutBranchAndVersion()} are written by its course team: the roles instructor, staff and editor.`,
    );
  }
}

/** The short way writes one block alone: not where a page's tab may follow, nor where nothing is written at all. */
function touchesMore({ key, dryRun }: XblockEdit): boolean {
  return dryRun || isPage(blockRefOf(key));
}

/** The block on the branch that is written to. */
function writtenKey(key: UsageKey): UsageKey {
  return writtenBranch(key.courseKey).forVersion(null).makeUsageKey(key.blockType, key.blockId);
}
