import { UserParameter } from '../../../common/pagination/key-parameters.js';
import { sessionCollection } from '../sessions.collection.js';

/** Whose sessions to list. */
export class ListSessionsQuery extends sessionCollection.Query {
  /** The sessions of this account in place of one's own: for global staff; others see their own alone. */
  @UserParameter('The sessions of this account; for global staff. Others see their own alone.')
  readonly user?: string;
}

/** Whose sessions to end. */
export class EndSessionsQuery {
  /** The sessions of this account in place of one's own: for global staff. */
  @UserParameter('The sessions of this account; for global staff.')
  readonly user?: string;
}
