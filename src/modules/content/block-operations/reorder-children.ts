import { InvalidInputError } from '../../../common/errors/app-error.js';
import { type BlockRef, usageKeyOf } from '../block-ref.js';
import type { WorkingTree } from '../working-tree.js';

/** How many blocks a message names. */
const NAMED = 10;

/**
 * Puts the children of a block into another order (SPEC section 13): exactly those that it has. What another author has
 * added or taken away meanwhile is named, and stays as it is.
 * @throws NotFoundError, InvalidInputError
 */
export async function reorderChildren(tree: WorkingTree, block: BlockRef, order: readonly BlockRef[]): Promise<void> {
  const parent = await tree.get(block);
  const faults = [
    ...faultOf(tree, 'These children are missing in the list', new Set(parent.children).difference(new Set(order))),
    ...faultOf(tree, 'These are no children of the block', new Set(order).difference(new Set(parent.children))),
    ...faultOf(tree, 'These are in the list more than once', repeated(order)),
  ];
  if (faults.length > 0) {
    throw new InvalidInputError({
      children: [
        `${faults.join(' ')} The list has to hold exactly the present children, each once; possibly another author has changed them since you read them. Read them again, and repeat your request.`,
      ],
    });
  }
  tree.put({ ...parent, children: order });
}

function faultOf(tree: WorkingTree, words: string, blocks: ReadonlySet<BlockRef>): string[] {
  if (blocks.size === 0) return [];
  const names = [...blocks].slice(0, NAMED).map((each) => String(usageKeyOf(tree.head.courseKey, each)));
  const more = blocks.size > NAMED ? ` and ${blocks.size - NAMED} more` : '';
  return [`${words}: ${names.join(', ')}${more}.`];
}

function repeated(order: readonly BlockRef[]): Set<BlockRef> {
  const seen = new Set<BlockRef>();
  return new Set(order.filter((each) => seen.size === seen.add(each).size));
}
