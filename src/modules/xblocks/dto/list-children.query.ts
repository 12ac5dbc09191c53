import { At } from '../../courses/index.js';
import { childCollection } from '../children.collection.js';

/** Orders and search of a block's children. */
export class ListChildrenQuery extends childCollection.Query {
  /** The children as they were then. */
  @At()
  readonly at?: Date;
}
