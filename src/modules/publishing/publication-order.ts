import type { BlockRef } from '../content/index.js';
import type { PublicationAction } from './publication.entity.js';

/** What is to be published, or taken off the published branch. */
export interface PublicationOrder {
  readonly action: PublicationAction;
  /** Whose subtrees; null: everything. */
  readonly blocks: readonly BlockRef[] | null;
  /** Blocks that are left as they are, with all below them. */
  readonly exclude: readonly BlockRef[];
  /** Why, for the history. */
  readonly message: string | null;
}
