import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockRef } from './block-ref.js';
import { type BranchHead, readBranchHead } from './branch-head.js';
import { BranchWriter } from './branch-writer.service.js';
import { type BlockState, type ChangeSet, type ContentChange, sameBlock, type StoredBlocks } from './content-change.js';
import type { Edited, EditOptions } from './content-editor.service.js';
import { courseOf } from './content-versions.service.js';
import { VersionReadOnlyError } from './content.errors.js';
import { type CourseVersion, DRAFT, PUBLISHED } from './course-version.js';
import { NewVersion } from './new-version.js';

/** A change of course information, which is not drafted: of the course block and of blocks beside the tree. */
export type InformationChange = (root: BlockRef) => ContentChange;

interface LockedHead {
  readonly name: string;
  readonly guid: string;
  readonly root: BlockRef;
}

/**
 * Writes course information to the draft and to what is published, in one transaction (ADR 0022): one version of each branch
 * that it changes, and one for both where both are at the same version, as after an import.
 */
@Injectable()
export class InformationEditor {
  constructor(private readonly branches: BranchWriter) {}

  /**
   * @param key of the course; with a branch, only that branch is written to
   * @param options as for an edit; `expected` is about the published head, or that of the branch
   * @returns the published head, or that of the branch
   * @throws VersionReadOnlyError, NotFoundError, ArchivedCourseError, VersionConflictError, and what the change throws
   */
  async edit(key: CourseKey, options: EditOptions, changeOf: InformationChange): Promise<Edited> {
    if (key.version !== null && key.branch === null) throw new VersionReadOnlyError(key);
    return this.branches.inTransaction(options, (manager) =>
      key.branch === null
        ? this.editBoth(manager, key, options, changeOf)
        : this.editOne(manager, key, options, changeOf),
    );
  }

  private async editOne(
    manager: EntityManager,
    key: CourseKey,
    options: EditOptions,
    changeOf: InformationChange,
  ): Promise<Edited> {
    const { root } = (await lockHeads(manager, key, [key.branch!]))[0]!;
    const change = changeOf(root);
    const base = await this.branches.head(manager, key, options, { reads: change.reads, locks: true });
    return this.write(manager, base, change.apply(base.blocks, base.head), options);
  }

  private async editBoth(
    manager: EntityManager,
    key: CourseKey,
    options: EditOptions,
    changeOf: InformationChange,
  ): Promise<Edited> {
    const [draft, published] = await lockHeads(manager, key, [DRAFT, PUBLISHED]);
    const change = changeOf(published!.root);
    const base = await this.branches.head(manager, key.forBranch(PUBLISHED), options, {
      reads: change.reads,
      locks: true,
    });
    const changes = change.apply(base.blocks, base.head);
    if (draft!.guid === published!.guid) {
      const edited = await this.write(manager, base, changes, options);
      if (edited.changed) await pointDraft(manager, edited.version, options.by);
      return edited;
    }
    const twins = await this.editDraft(manager, key, options, changeOf(draft!.root));
    return this.write(manager, base, { ...changes, put: asIn(twins, changes.put) }, options);
  }

  /** @returns the blocks as the draft has them then */
  private async editDraft(
    manager: EntityManager,
    key: CourseKey,
    { by, message }: EditOptions,
    change: ContentChange,
  ): Promise<StoredBlocks> {
    const { reads } = change;
    const base = await this.branches.head(manager, key.forBranch(DRAFT), {}, { reads, locks: true });
    await this.write(manager, base, change.apply(base.blocks, base.head), { by, message });
    const request = { courseKey: courseOf(key), branch: DRAFT, blocks: reads };
    return (await readBranchHead(manager, request, { locks: true }))!.blocks;
  }

  private async write(
    manager: EntityManager,
    base: BranchHead,
    changes: ChangeSet,
    authorship: Pick<EditOptions, 'by' | 'message'>,
  ): Promise<Edited> {
    const next = NewVersion.after(base, changes);
    if (next === null) return { version: base.head, changed: false };
    return { version: await this.branches.write(manager, next, base, authorship), changed: true };
  }
}

/** What comes to be just as the other branch has it shares its definition and its last change: equal rows, equal `edited`. */
function asIn(twins: StoredBlocks, put: readonly BlockState[]): BlockState[] {
  return put.map((state) => {
    const twin = twins.get(state.block);
    return twin && sameBlock(state, twin)
      ? { ...state, editedIn: twin.edited, sharedDefinition: twin.definition }
      : state;
  });
}

/**
 * Locks the branches, by name, and their lines, before any of them is written to: writing to the first one locks the course,
 * which comes last (README, "Locks").
 * @throws NotFoundError where one of them does not exist
 */
async function lockHeads(manager: EntityManager, key: CourseKey, names: readonly string[]): Promise<LockedHead[]> {
  const of = [courseOf(key), names];
  const ofCourse = `c.course_key = $1 AND c.deleted IS NULL AND b.name = ANY ($2)`;
  await manager.query(
    `SELECT FROM courses c JOIN branches b ON b.course_id = c.id WHERE ${ofCourse} ORDER BY b.name FOR UPDATE OF b`,
    of,
  );
  await manager.query(
    `SELECT FROM lines l WHERE (l.course_id, l.line) IN (
       SELECT v.course_id, v.line FROM courses c JOIN branches b ON b.course_id = c.id
         JOIN versions v ON v.course_id = b.course_id AND v.guid = b.head WHERE ${ofCourse})
      ORDER BY l.line FOR UPDATE`,
    of,
  );
  const heads = await manager.query<LockedHead[]>(
    `SELECT b.name, v.guid, v.root FROM courses c JOIN branches b ON b.course_id = c.id
       JOIN versions v ON v.course_id = b.course_id AND v.guid = b.head WHERE ${ofCourse} ORDER BY b.name`,
    of,
  );
  if (heads.length < names.length) throw new NotFoundError(`course "${key.forVersion(null)}"`);
  return heads;
}

/** The draft stood where the published branch stood, and does so again. */
async function pointDraft(manager: EntityManager, { courseId, guid }: CourseVersion, by: string | null): Promise<void> {
  await manager.query(`UPDATE branches SET head = $2 WHERE course_id = $1 AND name = '${DRAFT}'`, [courseId, guid]);
  await manager.query('INSERT INTO branch_moves (course_id, id, branch, head, moved_by) VALUES ($1, $2, $3, $4, $5)', [
    courseId,
    uuidV7(),
    DRAFT,
    guid,
    by,
  ]);
}
