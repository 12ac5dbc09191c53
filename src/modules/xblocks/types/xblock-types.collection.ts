import { ItemCollection } from '../../../common/pagination/item-collection.js';
import type { BlockTypeDeclaration } from '../../content/index.js';

/** The catalogue of block types, which is in memory. */
export const xblockTypeCollection = ItemCollection.of<BlockTypeDeclaration>()({
  // Structure first, then what stands in it, as the catalogue has them.
  orders: { catalogue: 'as_given', type: ({ type }) => type, title: ({ title }) => title },
  defaultOrder: 'catalogue',
  search: { searched: 'the type or its title', texts: ({ type, title }) => [type, title] },
});
