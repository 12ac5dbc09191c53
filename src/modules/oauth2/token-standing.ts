import type { AccountCondition } from '../accounts/index.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import type { TokenClaims } from './access-token-claims.js';

/**
 * Whether a token that was made well still counts: it was not revoked, nor the family or the session that it belongs to, and its
 * client is not disabled (RFC 7009). Asked together with the account, so that a request costs one query and not two.
 */
export function tokenStanding({
  tokenId,
  grantId,
  clientId,
  session,
}: Pick<TokenClaims, 'tokenId' | 'grantId' | 'clientId' | 'session'>): AccountCondition {
  const conditions = [
    tokenId !== null && sql`NOT EXISTS (SELECT FROM oauth_revoked_tokens r WHERE r.jti = ${tokenId})`,
    session !== null &&
      sql`u.sign_in_epoch = ${session.signInEpoch} AND NOT EXISTS (SELECT FROM oauth_revoked_tokens r WHERE r.jti = ${session.id})`,
    grantId !== null &&
      sql`EXISTS (SELECT FROM oauth_grants g JOIN oauth_authorizations a ON a.id = g.authorization_id
                   WHERE g.id = ${grantId} AND g.revoked IS NULL AND g.epoch = u.sign_in_epoch AND a.user_id = u.id)`,
    clientId !== null &&
      sql`NOT EXISTS (SELECT FROM oauth_clients c WHERE c.client_id = ${clientId} AND c.disabled IS NOT NULL)`,
  ].filter((condition) => condition instanceof Sql);
  return { key: [tokenId, grantId, clientId, session?.id, session?.signInEpoch].join(' '), holds: Sql.all(conditions) };
}
