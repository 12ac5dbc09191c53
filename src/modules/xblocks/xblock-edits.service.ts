import { Injectable } from '@nestjs/common';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { AppError, PermissionDeniedError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { UsageKey } from '../../common/opaque-keys/index.js';
import {
  type BlockFields,
  blockRefOf,
  type ContentChange,
  ContentEditor,
  DRAFT,
  patchFields,
  PUBLISHED,
  replaceFields,
  type StoredBlock,
} from '../content/index.js';
import { XblocksService } from './xblocks.service.js';

/** How a block is to be written. */
export interface XblockEdit {
  readonly key: UsageKey;
  readonly by: Principal;
  /** Why, for the history. */
  readonly message: string | null;
  readonly preconditions: Preconditions;
}

/** Where an edited block is now. */
export interface EditedXblock {
  /** With the branch that was written to. */
  readonly key: UsageKey;
  /** Version in which the block itself last changed. */
  readonly edited: string;
}

/** 409: what is published changes by publishing. No 405: the method is right, on another branch of the block. */
class PublishedReadOnlyError extends AppError {
  constructor(key: UsageKey) {
    super('conflict', `What is published changes by publishing a draft. Write to the draft: ${key.forBranch(DRAFT)}.`);
  }
}

/** Writes blocks, for those who may (SPEC section 8). A key without a branch means the draft: only publishing writes to `published`. */
@Injectable()
export class XblockEdits {
  constructor(
    private readonly xblocks: XblocksService,
    private readonly editor: ContentEditor,
    private readonly policy: CourseAccessPolicy,
    private readonly urls: ApiUrls,
  ) {}

  /** Changes the fields that are given (RFC 7396). @throws as {@link write} */
  async patch(fields: BlockFields, edit: XblockEdit): Promise<EditedXblock> {
    return this.write(patchFields(blockRefOf(edit.key), fields), edit, (current, where) =>
      edit.preconditions.check(current, where),
    );
  }

  /** Makes the given fields all that the block has. @throws as {@link write}, PreconditionRequiredError */
  async replace(fields: BlockFields, edit: XblockEdit): Promise<EditedXblock> {
    return this.write(replaceFields(blockRefOf(edit.key), fields), edit, (current, where) =>
      edit.preconditions.demand(current, where),
    );
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
  ): Promise<EditedXblock> {
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
  ): Promise<EditedXblock> {
    const course =
      key.courseKey.branch === null && key.courseKey.version === null ? key.courseKey.forBranch(DRAFT) : key.courseKey;
    await this.authorize(key, by);
    if (course.branch === PUBLISHED) throw new PublishedReadOnlyError(key);
    const written = course.forVersion(null).makeUsageKey(key.blockType, key.blockId);
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
  private async authorize(key: UsageKey, by: Principal): Promise<void> {
    const access = await this.policy.accessOf(by, key.courseKey);
    if (access.writesContent) return;
    await this.xblocks.read(key, by);
    throw new PermissionDeniedError(
      `Blocks of ${key.courseKey.withoutBranchAndVersion()} are written by its course team: the roles instructor, staff and editor.`,
    );
  }
}
