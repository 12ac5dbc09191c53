import { Collection } from '../../common/pagination/collection.js';
import { sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';

/** What a person has allowed one application, with both their names. */
export interface StoredAuthorization {
  readonly id: string;
  readonly userId: number;
  readonly username: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly scopes: readonly string[];
  readonly created: Date;
  readonly lastUsed: Date | null;
}

export const AUTHORIZATION_TABLES =
  'oauth_authorizations a JOIN oauth_clients c ON c.client_id = a.client_id JOIN users u ON u.id = a.user_id';
export const AUTHORIZATION_COLUMNS = `a.id, a.user_id AS "userId", u.username, a.client_id AS "clientId", c.name AS "clientName",
  a.scopes, a.created, a.last_used AS "lastUsed"`;

/** What people have allowed applications, the newest first. */
export const authorizationCollection = Collection.of<StoredAuthorization>()({
  from: AUTHORIZATION_TABLES,
  columns: AUTHORIZATION_COLUMNS,
  key: 'a.id',
  orders: { created: 'a.created', application: 'c.name' },
  defaultOrder: '-created',
  search: substrings('the name or the id of the application', `(c.name || ' ' || c.client_id)`),
  filters: {
    user: (username: string) => sql`a.user_id = (SELECT id FROM users WHERE lower(username) = lower(${username}))`,
  },
});
