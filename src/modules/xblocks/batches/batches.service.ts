import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { noteForAudit } from '../../../common/audit/audit-trail.js';
import type { UnitOfWork } from '../../../common/database/unit-of-work.js';
import { InvalidInputError } from '../../../common/errors/app-error.js';
import { namedBy } from '../../../common/errors/named-in-request.js';
import { CourseKey, InvalidKeyError, UsageKey } from '../../../common/opaque-keys/index.js';
import { type BlockChange, ContentEditor, type CourseVersion, Faults, MAX_COPIED_BLOCKS } from '../../content/index.js';
import { type FoundSource, XblockCopies } from '../xblock-copies.service.js';
import { writtenBranch, XblockRights } from '../xblock-rights.js';
import { type TreeEdit, XblockTreeEdits } from '../xblock-tree-edits.service.js';
import { pathOf } from './batch-references.js';
import { BatchRun, type BatchSources, type OperationResult } from './batch-run.js';
import type { AnyOperationDto } from './dto/operations.dto.js';
import { refNamed } from './dto/is-block.js';

/** What is to be done together. */
export interface Batch {
  /** As the request names it. */
  readonly course: string;
  readonly branch?: string;
  readonly operations: readonly AnyOperationDto[];
}

/** What a batch came to, or would come to. */
export interface BatchOutcome {
  /** False of a dry run, and of a batch that changes nothing: then no version was made. */
  readonly isWritten: boolean;
  /** The head now. */
  readonly version: CourseVersion;
  /** Guid of the head before. */
  readonly before: string;
  readonly results: readonly OperationResult[];
  readonly changes: readonly BlockChange[];
}

/** Many changes of one course in one version: all or nothing (SPEC section 13; pains E9 and E22 of the platform's users). */
@Injectable()
export class Batches {
  constructor(
    private readonly editor: ContentEditor,
    private readonly trees: XblockTreeEdits,
    private readonly copies: XblockCopies,
    private readonly rights: XblockRights,
  ) {}

  /** @throws InvalidInputError, PermissionDeniedError, VersionConflictError, and what {@link BatchRun.run} throws */
  async run<Answer>(batch: Batch, edit: TreeEdit, unit: UnitOfWork<BatchOutcome, Answer>): Promise<Answer> {
    const { written, sources } = await this.prepare(batch, edit);
    return unit.run(async (manager) => {
      const outcome = await this.change(batch, written, sources, edit, manager);
      const courseKey = String(written.withoutBranchAndVersion());
      noteForAudit({ courseKey, details: { operations: batch.operations.length } });
      return outcome;
    });
  }

  /** The same, and nothing is written. */
  async preview(batch: Batch, edit: TreeEdit): Promise<BatchOutcome> {
    const { written, sources } = await this.prepare(batch, edit);
    return this.change(batch, written, sources, edit);
  }

  /** Looks at who asks, and reads what is copied from elsewhere. */
  private async prepare(batch: Batch, edit: TreeEdit): Promise<{ written: CourseKey; sources: BatchSources }> {
    const { named, written } = courseOf(batch);
    await namedBy('course', () => this.rights.in(named.withoutBranchAndVersion(), edit.by));
    await namedBy(branchMemberOf(batch), () => this.rights.demand('courses.edit_content', named, edit.by));
    if (batch.operations.some(({ op }) => op === 'delete')) {
      await this.rights.demand('courses.delete_content', named, edit.by);
    }
    return { written, sources: await this.sourcesOf(batch, written, edit) };
  }

  private async change(
    batch: Batch,
    course: CourseKey,
    sources: BatchSources,
    edit: TreeEdit,
    manager?: EntityManager,
  ): Promise<BatchOutcome> {
    const { message, dryRun, by } = edit;
    const options = { by: by.username, message, dryRun, manager };
    const { version, changed, changes, result } = await namedBy(branchMemberOf(batch), () =>
      this.editor.change(course, options, async (tree) => {
        const run = new BatchRun(tree, batch.operations, { course, sources, edit, trees: this.trees });
        return { results: await run.run(), before: tree.head.guid };
      }),
    );
    return { isWritten: changed, version, changes, ...result };
  }

  /** What is copied from elsewhere is read before anything is locked, each source once. @throws InvalidInputError with every fault */
  private async sourcesOf({ operations }: Batch, into: CourseKey, { by }: TreeEdit): Promise<BatchSources> {
    const faults = new Faults();
    const found = new Map<string, FoundSource>();
    let blocks = 0;
    for (const [index, operation] of operations.entries()) {
      if (operation.op !== 'copy' || refNamed(operation.source) !== null || found.has(operation.source)) continue;
      const path = pathOf(index, 'source');
      await faults.during(async () => {
        const source = await this.copies.find(UsageKey.parse(operation.source), into, by, path);
        found.set(operation.source, source);
        blocks += source.elsewhere?.source.states.length ?? 0;
      });
      if (blocks > MAX_COPIED_BLOCKS) {
        faults.add(path, `A batch copies at most ${MAX_COPIED_BLOCKS} blocks in all. Send several.`);
        break;
      }
    }
    faults.refuse();
    return found;
  }
}

/** The member that says which branch is written to. */
function branchMemberOf({ branch }: Batch): 'branch' | 'course' {
  return branch === undefined ? 'course' : 'branch';
}

/** @throws InvalidInputError, PublishedReadOnlyError */
function courseOf({ course, branch }: Batch): { named: CourseKey; written: CourseKey } {
  const key = CourseKey.parse(course);
  if (branch === undefined) return { named: key, written: writtenBranch(key) };
  if (key.branch !== null && key.branch !== branch) {
    throw new InvalidInputError({
      branch: [`The key of the course names the branch "${key.branch}". Name one branch.`],
    });
  }
  try {
    const named = key.version === null ? key.forBranch(branch) : key.forBranch(branch).forVersion(key.version);
    return { named, written: writtenBranch(named) };
  } catch (error) {
    if (!(error instanceof InvalidKeyError)) throw error;
    throw new InvalidInputError({
      branch: ['No branch can be called so: letters, digits and any of _-~.: are allowed.'],
    });
  }
}
