import { ItemCollection } from '../../common/pagination/item-collection.js';
import { idOf, typeOf } from '../content/index.js';
import { displayName } from '../courses/index.js';
import type { UnpublishedChange } from './unpublished-change.js';

const nameOf = ({ block, displayName: name }: UnpublishedChange): string =>
  displayName({ block, type: typeOf(block), displayName: name });

/** What differs between draft and published; in the order of the outline, what the draft has no more at the end. */
export const unpublishedChangeCollection = ItemCollection.of<UnpublishedChange>()({
  orders: { outline: 'as_given', display_name: nameOf, type: ({ block }) => typeOf(block) },
  defaultOrder: 'outline',
  search: {
    searched: 'the display name, the type or the block id',
    texts: (item) => [nameOf(item), typeOf(item.block), idOf(item.block)],
  },
});
