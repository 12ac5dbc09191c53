import { AppError, InvalidInputError, NotFoundError } from '../../../common/errors/app-error.js';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import {
  type BlockRef,
  deleteBlock,
  Faults,
  MAX_COPIED_BLOCKS,
  moveBlock,
  updateBlock,
  type WorkingTree,
} from '../../content/index.js';
import type { FoundSource, XblockCopy } from '../xblock-copies.service.js';
import type { TreeEdit, XblockTreeEdits } from '../xblock-tree-edits.service.js';
import { BatchReferences, pathOf } from './batch-references.js';
import type {
  AnyOperationDto,
  CopyOperationDto,
  CreateOperationDto,
  DeleteOperationDto,
  MoveOperationDto,
  OperationName,
  UpdateOperationDto,
} from './dto/operations.dto.js';

/** What one operation came to. */
export interface OperationResult {
  readonly op: OperationName;
  readonly ref?: string;
  readonly block: BlockRef;
  /** Of a copy. */
  readonly copy: XblockCopy | null;
}

/** Where the copies of a batch come from, by the key that names it. */
export type BatchSources = ReadonlyMap<string, FoundSource>;

/** What a batch works with, beside the tree. */
export interface BatchSurroundings {
  /** With the branch that is written to. */
  readonly course: CourseKey;
  readonly sources: BatchSources;
  readonly edit: TreeEdit;
  readonly trees: Pick<XblockTreeEdits, 'make'>;
}

/**
 * One batch at work on a tree: every operation is tried, so that every fault is found, and one fault is enough that nothing
 * is done (SPEC R-9). What depends on a block that could not be made is passed over: its fault is told already.
 */
export class BatchRun {
  private readonly faults = new Faults();
  private readonly conflicts = new Faults();
  private readonly stale = new Faults();
  private readonly references: BatchReferences;
  private readonly results: OperationResult[] = [];
  private copied = 0;

  constructor(
    private readonly tree: WorkingTree,
    private readonly operations: readonly AnyOperationDto[],
    private readonly surroundings: BatchSurroundings,
  ) {
    this.references = new BatchReferences(surroundings.course, operations, this.faults);
  }

  /** @throws InvalidInputError, and a 409 or a 412 where that is all that is wrong */
  async run(): Promise<readonly OperationResult[]> {
    await this.tree.load(this.references.keysIn(this.operations));
    for (const [index, operation] of this.operations.entries()) await this.attempt(operation, index);
    this.refuse();
    return this.results;
  }

  private async attempt(operation: AnyOperationDto, index: number): Promise<void> {
    try {
      const done = await this.perform(operation, index);
      if (done !== null) this.results.push(done);
    } catch (error) {
      if (error instanceof InvalidInputError) this.faults.addAll(error, pathOf(index));
      else if (error instanceof NotFoundError) this.faults.add(pathOf(index, 'usage_key'), error.message);
      else if (error instanceof AppError && error.code === 'conflict') this.addConflict(error, index);
      else throw error;
    }
  }

  private addConflict(error: AppError, index: number): void {
    if (error.fieldFaults) this.conflicts.addAll(error, pathOf(index));
    else this.conflicts.add(pathOf(index, 'usage_key'), error.message);
  }

  /** Null where something that it needs is not there. */
  private async perform(operation: AnyOperationDto, index: number): Promise<OperationResult | null> {
    switch (operation.op) {
      case 'create':
      case 'copy':
        return this.make(operation, index);
      case 'update':
        return this.change(operation, index, (block) =>
          updateBlock(this.tree, block, { displayName: operation.display_name, fields: operation.fields }),
        );
      case 'move':
        return this.move(operation, index);
      case 'delete':
        return this.change(operation, index, (block) => deleteBlock(this.tree, block));
    }
  }

  private async make(operation: CreateOperationDto | CopyOperationDto, index: number): Promise<OperationResult | null> {
    const { op, ref, position = null, block_id: blockId = null, display_name: displayName } = operation;
    const parent = this.named(operation.parent, index, 'parent');
    const source = operation.op === 'copy' ? this.source(operation, index) : null;
    if (parent === undefined || source === undefined) return null;
    const made = source === null ? (operation as CreateOperationDto) : { source: source.key };
    const { block, copy } = await this.surroundings.trees.make(
      this.tree,
      { made, parent, position, blockId, displayName },
      source,
      this.surroundings.edit,
    );
    this.count(copy, index);
    this.references.note(ref, block);
    return { op, ref, block, copy };
  }

  private async move(operation: MoveOperationDto, index: number): Promise<OperationResult | null> {
    const parent = this.named(operation.parent, index, 'parent');
    if (parent === undefined) return null;
    const { position } = operation;
    return this.change(operation, index, (block) =>
      moveBlock(this.tree, block, { parent: parent ?? undefined, position }),
    );
  }

  private async change(
    { op, usage_key, if_match }: UpdateOperationDto | MoveOperationDto | DeleteOperationDto,
    index: number,
    work: (block: BlockRef) => Promise<void>,
  ): Promise<OperationResult | null> {
    const block = this.named(usage_key, index, 'usage_key');
    if (block === undefined || block === null) return null;
    if (if_match !== undefined) await this.check(block, if_match, index);
    await work(block);
    return { op, block, copy: null };
  }

  /** The block that is named; null where none is, undefined where it cannot be had. */
  private named(text: string | undefined, index: number, member: string): BlockRef | null | undefined {
    if (text === undefined) return null;
    const named = this.references.resolve(text, index, member, this.faults);
    return named === 'wrong' || named === 'never_made' ? undefined : named;
  }

  private source({ source }: CopyOperationDto, index: number): FoundSource | undefined {
    if (!source.startsWith('#')) return this.surroundings.sources.get(source);
    const block = this.named(source, index, 'source');
    return block ? { key: this.tree.head.courseKey.makeUsageKey(...partsOf(block)), elsewhere: null } : undefined;
  }

  /** The state that the author has seen is that before the batch. */
  private async check(block: BlockRef, given: string, index: number): Promise<void> {
    const stored = await this.tree.atHead(block);
    const version = given.replace(/^"|"$/g, '').split('.', 1)[0];
    if (stored?.edited === version || (stored && given === '*')) return;
    this.stale.add(
      pathOf(index, 'if_match'),
      stored
        ? `The block is at version ${stored.edited}, not at ${given}. Read it again, look at what has changed, and repeat with that version.`
        : 'The block was not there before this batch. Leave if_match out.',
    );
  }

  private count(copy: XblockCopy | null, index: number): void {
    this.copied += copy?.copies.size ?? 0;
    if (this.copied > MAX_COPIED_BLOCKS) {
      throw new InvalidInputError({
        [pathOf(index, 'source')]: [`A batch copies at most ${MAX_COPIED_BLOCKS} blocks in all. Send several.`],
      });
    }
  }

  private refuse(): void {
    const kinds = [this.faults, this.conflicts, this.stale].filter((each) => !each.areNone);
    if (kinds.length === 0) return;
    const all = new Faults();
    for (const each of kinds) all.addAll({ fieldFaults: each.fieldFaults });
    if (kinds.length > 1 || kinds[0] === this.faults) all.refuse();
    const [code, words] =
      kinds[0] === this.stale
        ? (['precondition_failed', 'Blocks have changed since you read them'] as const)
        : (['conflict', 'What is there stands in the way'] as const);
    throw new AppError(code, `${words}, so that nothing of the batch was done. See field_errors for each operation.`, {
      fieldErrors: all.fieldFaults,
      extra: code === 'precondition_failed' ? { current_version: this.tree.head.guid } : {},
    });
  }
}

function partsOf(block: BlockRef): [string, string] {
  const at = block.indexOf('@');
  return [block.slice(0, at), block.slice(at + 1)];
}
