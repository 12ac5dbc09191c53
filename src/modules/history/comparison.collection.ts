import { ItemCollection } from '../../common/pagination/item-collection.js';
import { type ChangedBlock, idOf, typeOf } from '../content/index.js';

/** The blocks that differ between two versions; by their place in the course. */
export const comparisonCollection = ItemCollection.of<ChangedBlock>()({
  orders: {
    position: 'as_given',
    display_name: ({ displayName }) => displayName,
    type: ({ block }) => typeOf(block),
  },
  defaultOrder: 'position',
  search: {
    searched: 'the display name, the type or the block id',
    texts: ({ block, displayName }) => [displayName, typeOf(block), idOf(block)],
  },
});
