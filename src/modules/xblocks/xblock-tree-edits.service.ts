import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CourseAccess } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { AuditDetails } from '../../common/audit/audit-origin.js';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { namedBy } from '../../common/errors/named-in-request.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import {
  type BlockChange,
  type BlockFields,
  blockRefOf,
  type BlockRecord,
  type BlockRef,
  type Changed,
  ContentEditor,
  ContentReader,
  createBlock,
  type CourseVersion,
  deleteBlock,
  Faults,
  moveBlock,
  reorderChildren,
  updateBlock,
  usageKeyOf,
  type WorkingTree,
} from '../content/index.js';
import { refWithin } from './body-keys.js';
import { type FoundSource, type XblockCopy, XblockCopies } from './xblock-copies.service.js';
import type { Creation } from './xblock-creation.js';
import { XblockRights, writtenBranch } from './xblock-rights.js';

/** How a tree is to be written. */
export interface TreeEdit {
  readonly by: Principal;
  /** Why, for the history. */
  readonly message: string | null;
  readonly dryRun: boolean;
}

/** What a write would change. */
export class DryRun {
  constructor(
    /** The head that it would change. */
    readonly head: CourseVersion,
    readonly changes: readonly BlockChange[],
    /** The block that is there and would be changed, with the branch; null where none is addressed. */
    readonly key: UsageKey | null = null,
  ) {}
}

/** A block that was made. */
export interface MadeXblock {
  readonly record: BlockRecord;
  readonly version: CourseVersion;
  /** With the branch that was written to. */
  readonly address: CourseKey;
  readonly access: CourseAccess;
  /** Of a copy. */
  readonly copy: XblockCopy | null;
}

/** Where a block that was written to is now. */
export interface WrittenXblock {
  /** With the branch that was written to. */
  readonly key: UsageKey;
  /** Version in which the block itself last changed. */
  readonly edited: string;
}

/** Fields and place of a block that is there. */
export interface XblockChange extends BlockFields {
  /** Usage key, as the request spells it. */
  readonly parent?: string;
  readonly position?: number | null;
}

/** Structural writes of blocks, for those who may (SPEC C-7, section 8; ADR 0022): each makes one version of the branch, or none. */
@Injectable()
export class XblockTreeEdits {
  constructor(
    private readonly editor: ContentEditor,
    private readonly reader: ContentReader,
    private readonly copies: XblockCopies,
    private readonly rights: XblockRights,
    private readonly urls: ApiUrls,
  ) {}

  /**
   * Makes a block, or a copy of one.
   * @throws NotFoundError for the block of an address, PermissionDeniedError, InvalidInputError, BlockExistsError, VersionConflictError
   */
  async create<Answer>(
    creation: Creation,
    edit: TreeEdit,
    unit: UnitOfWork<MadeXblock, Answer>,
  ): Promise<Answer | DryRun> {
    const { course, named, made, parent } = creation;
    const access = await namedBy(creation.namedBy, () => this.rights.demand('courses.edit_content', named, edit.by));
    const source = 'source' in made ? await this.copies.find(made.source, course, edit.by) : null;
    const work = async (tree: WorkingTree) => {
      if (creation.namedBy === null && parent !== null) await tree.get(parent);
      return this.make(tree, creation, source, edit);
    };
    const change = (manager?: EntityManager) =>
      namedBy(creation.namedBy, () => this.editor.change(course, { ...options(edit), manager }, work));
    if (edit.dryRun) return dryRunOf(await change());
    return unit.run(async (manager) => {
      const { version, result } = await change(manager);
      noteForAudit({ courseKey: String(course.withoutBranchAndVersion()), details: detailsOf(course, result) });
      const record = await this.reader.blockWithin(manager, version, result.block);
      return { record: record!, version, address: course.forVersion(null), access, copy: result.copy };
    });
  }

  /**
   * Changes fields and place of a block, in one version.
   * @throws as {@link create}, PreconditionFailedError
   */
  async patch(
    key: UsageKey,
    change: XblockChange,
    edit: TreeEdit,
    preconditions: Preconditions,
  ): Promise<WrittenXblock | DryRun> {
    const course = writtenBranch(key.courseKey);
    const parent = parentOf(change, course);
    const block = blockRefOf(key);
    return this.write(
      key,
      edit,
      (current, where) => preconditions.check(current, where),
      async (tree) => {
        const faults = new Faults();
        await tree.load(parent === undefined ? [block] : [block, parent]);
        await faults.during(() => updateBlock(tree, block, change));
        if (parent !== undefined || change.position !== undefined) {
          await faults.during(() => moveBlock(tree, block, { parent, position: change.position }));
        }
        faults.refuse();
      },
    );
  }

  /** Makes the given fields all that a block has. @throws as {@link reorder} */
  async replace(
    key: UsageKey,
    fields: BlockFields,
    edit: TreeEdit,
    preconditions: Preconditions,
  ): Promise<WrittenXblock | DryRun> {
    const demand = (current: string, where: string) => preconditions.demand(current, where);
    return this.write(key, edit, demand, (tree) => updateBlock(tree, blockRefOf(key), fields, { replaces: true }));
  }

  /**
   * Puts the children of a block into another order. It has to say which state of the block it has seen.
   * @throws as {@link patch}, PreconditionRequiredError
   */
  async reorder(
    key: UsageKey,
    children: readonly string[],
    edit: TreeEdit,
    preconditions: Preconditions,
  ): Promise<WrittenXblock | DryRun> {
    const course = writtenBranch(key.courseKey);
    const faults = new Faults();
    const order = children.map((child, index) => refWithin(course, child, `children[${index}]`, faults));
    faults.refuse();
    const demand = (current: string, where: string) => preconditions.demand(current, where);
    return this.write(key, edit, demand, (tree) => reorderChildren(tree, blockRefOf(key), order as BlockRef[]));
  }

  /** Deletes a block with everything below it. @throws as {@link patch}, RootStaysError */
  async remove(key: UsageKey, edit: TreeEdit, preconditions: Preconditions): Promise<WrittenXblock | DryRun> {
    const check = (current: string, where: string) => preconditions.check(current, where);
    return this.write(key, edit, check, (tree) => deleteBlock(tree, blockRefOf(key)));
  }

  /** Makes a block in a working tree: new or a copy. */
  async make(
    tree: WorkingTree,
    { made, parent, position, blockId, displayName }: Omit<Creation, 'course' | 'named' | 'namedBy'>,
    source: FoundSource | null,
    { by, dryRun }: Pick<TreeEdit, 'by' | 'dryRun'>,
  ): Promise<{ block: BlockRef; copy: XblockCopy | null }> {
    const place = parent === null ? null : { parent, position };
    if (source !== null) {
      const given = { blockId, place, displayName: displayName ?? undefined };
      const copy = await this.copies.copy(tree, source, given, { by: by.username, dryRun });
      return { block: copy.block, copy };
    }
    if ('source' in made) throw new Error('The source of a copy has to be found before.');
    return { block: await createBlock(tree, { ...made, blockId, displayName, place }), copy: null };
  }

  private async write(
    key: UsageKey,
    edit: TreeEdit,
    check: (current: string, where: string) => void,
    work: (tree: WorkingTree) => Promise<void>,
  ): Promise<WrittenXblock | DryRun> {
    const course = writtenBranch(key.courseKey);
    const block = blockRefOf(key);
    const written = course.forVersion(null).makeUsageKey(key.blockType, key.blockId);
    let before: string | undefined;
    const expected = async (tree: WorkingTree) => {
      before = (await tree.atHead(block))?.edited;
      // What does not exist is for the work to say.
      if (before !== undefined) check(before, this.urls.xblock(written));
    };
    const changed = await this.editor.change(course, { ...options(edit), expected }, work);
    if (edit.dryRun) return dryRunOf(changed, written);
    const isOwn = changed.changed && changed.changes.some((each) => each.block === block);
    return { key: written, edited: isOwn ? changed.version.guid : before! };
  }
}

function options({ by, message, dryRun }: TreeEdit) {
  return { by: by.username, message, dryRun };
}

function dryRunOf({ version, changes }: Changed<unknown>, key: UsageKey | null = null): DryRun {
  return new DryRun(version, changes, key);
}

function parentOf({ parent }: XblockChange, course: CourseKey): BlockRef | undefined {
  if (parent === undefined) return undefined;
  const faults = new Faults();
  const ref = refWithin(course, parent, 'parent', faults);
  faults.refuse();
  return ref!;
}

/** What openedx-events says of a block that was made, and of what it is a duplicate. */
function detailsOf(course: CourseKey, { block, copy }: { block: BlockRef; copy: XblockCopy | null }): AuditDetails {
  const usage_key = String(usageKeyOf(course.withoutBranchAndVersion(), block));
  return copy === null ? { usage_key } : { usage_key, source_usage_key: String(copy.source.withoutBranchAndVersion()) };
}
