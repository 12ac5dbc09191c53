import { ItemCollection } from '../../common/pagination/item-collection.js';
import { idOf, type TreeNode } from '../content/index.js';
import { displayName } from '../courses/index.js';

/** The children of a block; the tree is in memory anyway. */
export const childCollection = ItemCollection.of<TreeNode>()({
  orders: { position: 'as_given', display_name: displayName, type: ({ type }) => type },
  defaultOrder: 'position',
  search: {
    searched: 'the display name, the type or the block id',
    texts: (node) => [displayName(node), node.type, idOf(node.block)],
  },
});
