import { At, Depth, TreeQuery } from '../../courses/index.js';

/** Parameters of one block. */
export class XblockQuery extends TreeQuery {
  /** Adds the subtree, flat, as `root` and `blocks`: this many levels below the block, or `all`. */
  @Depth(
    'Adds the subtree, flat, as `root` and `blocks`: this many levels below the block, or `all`. With `view=full` its blocks have their own `fields`.',
  )
  readonly depth?: string;

  /** The block as it was then. */
  @At()
  readonly at?: Date;
}
