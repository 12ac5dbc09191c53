import { childCollection } from '../children.collection.js';

/** Orders and search of a block's children. */
export class ListChildrenQuery extends childCollection.Query {}
