import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { AppConfig } from '../../common/config/app-config.js';
import { KnownAccounts } from '../accounts/index.js';
import { ACCESS_TOKEN_LIFETIME } from './access-tokens.js';
import { hashSecret, makeSecret } from './client-secret.js';

/** Seconds between the consent and the exchange (operations.md A7.7). */
export const CODE_LIFETIME = 60;
/**
 * Seconds in which a refresh token that was just used gives another: two tabs of one application that refresh at once, or
 * an answer that was lost, must not sign the person out (operations.md A7.8). After it, a second use means theft.
 */
export const REFRESH_GRACE = 10;

/** What a person has allowed, of which a code is made. */
export interface Allowed {
  readonly userId: number;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  /** S256 (RFC 7636); null for a client that is registered to go without. */
  readonly codeChallenge: string | null;
  /** Public id of the session in which it was allowed; null where none is known. */
  readonly sessionId: string | null;
}

/** A family of tokens that may still grow. */
export interface LiveGrant {
  readonly id: string;
  readonly userId: number;
  readonly clientId: string;
  readonly scopes: string[];
  readonly expires: Date;
}

/** A grant, and whether the refresh token that it was found by was exchanged already. */
export interface RefreshableGrant extends LiveGrant {
  readonly wasUsed: boolean;
}

/** A grant, and what its code was bound to. */
export interface TakenCode extends LiveGrant {
  readonly redirectUri: string;
  readonly codeChallenge: string | null;
}

const GRANT_COLUMNS = `g.id, a.user_id AS "userId", a.client_id AS "clientId", g.scopes`;
/** Those of the account's present epoch: a new password, or being disabled, ends what was allowed before. */
const LIVE_GRANTS = `oauth_grants g JOIN oauth_authorizations a ON a.id = g.authorization_id AND g.revoked IS NULL
  JOIN users u ON u.id = a.user_id AND u.sign_in_epoch = g.epoch`;

/** Codes and refresh tokens, and the families that they begin and continue (RFC 9700 4.14). Secrets are kept as hashes only. */
@Injectable()
export class OauthGrants {
  constructor(
    private readonly dataSource: DataSource,
    private readonly known: KnownAccounts,
    private readonly config: AppConfig,
  ) {}

  /** What the person has allowed the client so far; null: nothing. */
  async allowedScopes(userId: number, clientId: string): Promise<string[] | null> {
    const [row] = await this.dataSource.query<{ scopes: string[] }[]>(
      'SELECT scopes FROM oauth_authorizations WHERE user_id = $1 AND client_id = $2',
      [userId, clientId],
    );
    return row?.scopes ?? null;
  }

  /** A code, good once and for {@link CODE_LIFETIME} seconds; what was allowed is remembered. */
  async issueCode(allowed: Allowed): Promise<string> {
    const code = makeSecret();
    await this.dataSource.transaction(async (manager) => {
      const authorizationId = await remember(manager, allowed);
      const grantId = uuidV7();
      await manager.query(
        `INSERT INTO oauth_grants (id, authorization_id, session_id, epoch, scopes, expires)
         SELECT $1, $2, $3, sign_in_epoch, $4, now() + make_interval(secs => $5) FROM users WHERE id = $6`,
        [grantId, authorizationId, allowed.sessionId, allowed.scopes, CODE_LIFETIME, allowed.userId],
      );
      await manager.query(
        `INSERT INTO oauth_codes (code_hash, grant_id, redirect_uri, code_challenge, expires)
         VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
        [hashSecret(code), grantId, allowed.redirectUri, allowed.codeChallenge, CODE_LIFETIME],
      );
    });
    return code;
  }

  /**
   * Uses the code up, whatever comes of it. Null when there is none, and when it was used before: then everything that
   * came of it is revoked (RFC 6749 4.1.2).
   */
  async takeCode(code: string): Promise<TakenCode | null> {
    const [rows] = await this.dataSource.query<[TakenCode[], number]>(
      `UPDATE oauth_codes c SET used = now() FROM ${LIVE_GRANTS}
        WHERE c.code_hash = $1 AND c.used IS NULL AND g.id = c.grant_id
       RETURNING ${GRANT_COLUMNS}, c.expires, c.redirect_uri AS "redirectUri", c.code_challenge AS "codeChallenge"`,
      [hashSecret(code)],
    );
    if (rows[0]) return rows[0];
    await this.revokeWhere('id IN (SELECT grant_id FROM oauth_codes WHERE code_hash = $1)', [hashSecret(code)]);
    return null;
  }

  /** The grant of a refresh token, without using it; null when there is none, or it is revoked. */
  async ofRefreshToken(token: string): Promise<RefreshableGrant | null> {
    const [row] = await this.dataSource.query<RefreshableGrant[]>(
      `SELECT ${GRANT_COLUMNS}, g.expires, r.used IS NOT NULL AS "wasUsed" FROM ${LIVE_GRANTS}
         JOIN oauth_refresh_tokens r ON r.grant_id = g.id WHERE r.token_hash = $1`,
      [hashSecret(token)],
    );
    return row ?? null;
  }

  /**
   * Uses a refresh token up. False when it was used before, longer ago than {@link REFRESH_GRACE}: then somebody else has
   * it, and its family is revoked (RFC 9700 4.14.2).
   */
  async takeRefreshToken(token: string): Promise<boolean> {
    const hash = hashSecret(token);
    const [rows] = await this.dataSource.query<[{ fresh: boolean }[], number]>(
      // The second of two at the same moment waits for the first, and finds what it wrote.
      `UPDATE oauth_refresh_tokens SET used = coalesce(used, now()) WHERE token_hash = $1
       RETURNING used > now() - make_interval(secs => $2) AS fresh`,
      [hash, REFRESH_GRACE],
    );
    if (rows[0]?.fresh) return true;
    await this.revokeWhere('id IN (SELECT grant_id FROM oauth_refresh_tokens WHERE token_hash = $1)', [hash]);
    return false;
  }

  /** The grant begins to live: its family ends after the configured time, or with its one access token. */
  async begin(grantId: string, refreshes: boolean): Promise<void> {
    const seconds = refreshes ? this.config.oauth2.refreshLifetime : ACCESS_TOKEN_LIFETIME;
    await this.dataSource.query(`UPDATE oauth_grants SET expires = now() + make_interval(secs => $2) WHERE id = $1`, [
      grantId,
      seconds,
    ]);
  }

  /** A further refresh token of the family. */
  async addRefreshToken(grantId: string): Promise<string> {
    const token = makeSecret();
    await this.dataSource.query('INSERT INTO oauth_refresh_tokens (token_hash, grant_id) VALUES ($1, $2)', [
      hashSecret(token),
      grantId,
    ]);
    return token;
  }

  /** What the person sees as the last use. */
  async noteUse(grantId: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE oauth_authorizations SET last_used = now() WHERE id = (SELECT authorization_id FROM oauth_grants WHERE id = $1)`,
      [grantId],
    );
  }

  /** Ends the family: none of its tokens counts any more. */
  async revoke(grantId: string): Promise<void> {
    await this.revokeWhere('id = $1', [grantId]);
  }

  /** Ends everything that applications hold of this account; what it has allowed them stays, for the next time. */
  async revokeAllOf(userId: number): Promise<void> {
    await this.revokeWhere('authorization_id IN (SELECT id FROM oauth_authorizations WHERE user_id = $1)', [userId]);
  }

  /**
   * Somebody has signed out: codes that nobody has exchanged yet are worth nothing any more, nor are the tokens that the
   * browser itself has asked for. Applications that were let in before stay in, until they are put out.
   */
  async endSessions(sessionIds: readonly string[]): Promise<void> {
    if (sessionIds.length === 0) return;
    await this.dataSource.query(
      `INSERT INTO oauth_revoked_tokens (jti, expires)
       SELECT id, now() + make_interval(secs => $2) FROM unnest($1::uuid[]) AS id ON CONFLICT (jti) DO NOTHING`,
      [sessionIds, ACCESS_TOKEN_LIFETIME],
    );
    await this.revokeWhere(
      'session_id = ANY ($1::text[]) AND id IN (SELECT grant_id FROM oauth_codes WHERE used IS NULL)',
      [sessionIds],
    );
  }

  /** Ends one access token alone (RFC 7009 2.1). */
  async revokeAccessToken(tokenId: string, expiresAt: number): Promise<void> {
    await this.dataSource.query(
      'INSERT INTO oauth_revoked_tokens (jti, expires) VALUES ($1, $2) ON CONFLICT (jti) DO NOTHING',
      [tokenId, new Date(expiresAt)],
    );
    this.known.forget();
  }

  private async revokeWhere(condition: string, values: unknown[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE oauth_grants SET revoked = now() WHERE revoked IS NULL AND ${condition}`,
      values,
    );
    this.known.forget();
  }
}

/** Scopes only add up: what was allowed before is not taken back by asking for less. */
async function remember(manager: EntityManager, { userId, clientId, scopes }: Allowed): Promise<string> {
  const [{ id }] = await manager.query<[{ id: string }]>(
    `INSERT INTO oauth_authorizations AS a (id, user_id, client_id, scopes) VALUES ($1, $2, $3, $4)
     ON CONFLICT ON CONSTRAINT uq_oauth_authorizations_user_client
       DO UPDATE SET scopes = a.scopes || ARRAY (SELECT s FROM unnest(excluded.scopes) s WHERE s <> ALL (a.scopes))
     RETURNING id`,
    [uuidV7(), userId, clientId, scopes],
  );
  return id;
}
