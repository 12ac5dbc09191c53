import type { CourseKey } from '../../../common/opaque-keys/index.js';
import { type BlockRef, blockRef, Faults } from '../../content/index.js';
import { refWithin } from '../body-keys.js';
import type { AnyOperationDto } from './dto/operations.dto.js';
import { refNamed } from './dto/is-block.js';

/** A block that an operation names: there, wrong (and the faults say so), or to be made by an operation that has failed. */
export type Named = BlockRef | 'wrong' | 'never_made';

/** The blocks that a batch makes, by the names that it gives them. */
export class BatchReferences {
  /** Which operation makes a name; the first one, where several do. */
  private readonly makers = new Map<string, number>();
  private readonly made = new Map<string, BlockRef>();

  constructor(
    private readonly course: CourseKey,
    operations: readonly AnyOperationDto[],
    faults: Faults,
  ) {
    for (const [index, operation] of operations.entries()) {
      const ref = 'ref' in operation ? operation.ref : undefined;
      if (ref === undefined) continue;
      const first = this.makers.get(ref);
      if (first === undefined) this.makers.set(ref, index);
      else faults.add(pathOf(index, 'ref'), `"${ref}" is the ref of operations[${first}] already. Choose another one.`);
    }
  }

  /** Every block of the course that an operation names, also as the id of a new one, so that all can be read at once. */
  keysIn(operations: readonly AnyOperationDto[]): BlockRef[] {
    const unheard = new Faults();
    return operations.flatMap((operation) => [
      ...[
        'parent' in operation ? operation.parent : undefined,
        'usage_key' in operation ? operation.usage_key : undefined,
      ].flatMap((text) =>
        text === undefined || refNamed(text) !== null ? [] : (refWithin(this.course, text, '', unheard) ?? []),
      ),
      ...(operation.op === 'create' && operation.block_id ? [blockRef(operation.type, operation.block_id)] : []),
    ]);
  }

  /** @param member of the operation that names the block: `parent` */
  resolve(text: string, index: number, member: string, faults: Faults): Named {
    const ref = refNamed(text);
    if (ref === null) return refWithin(this.course, text, pathOf(index, member), faults) ?? 'wrong';
    const maker = this.makers.get(ref);
    if (maker !== undefined && maker < index) return this.made.get(ref) ?? 'never_made';
    faults.add(pathOf(index, member), reason(ref, maker, index));
    return 'wrong';
  }

  /** Notes what an operation has made. */
  note(ref: string | undefined, block: BlockRef): void {
    if (ref !== undefined) this.made.set(ref, block);
  }
}

export function pathOf(index: number, member?: string): string {
  return `operations[${index}]${member === undefined ? '' : `.${member}`}`;
}

function reason(ref: string, maker: number | undefined, index: number): string {
  if (maker === undefined) return `No operation of this batch has the ref "${ref}".`;
  return maker === index
    ? `"#${ref}" is the block that this very operation makes.`
    : `"#${ref}" is made by operations[${maker}], which comes later. Put that one first.`;
}
