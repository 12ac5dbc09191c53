import { UserParameter } from '../../../common/pagination/key-parameters.js';
import { authorizationCollection } from '../authorizations.collection.js';

/** Which authorizations to list. */
export class ListAuthorizationsQuery extends authorizationCollection.Query {
  /** Only what this account has allowed. */
  @UserParameter('Only what this account has allowed.')
  readonly user?: string;
}
