import { hash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { NotFoundError } from '../../common/errors/app-error.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { claimsOf, readClaims, type TokenClaims, type TokenGrant } from './access-token-claims.js';
import { InvalidTokenError } from './oauth2.errors.js';
import { AccountsService } from '../accounts/index.js';
import { issuerUrl } from './oauth2-urls.js';
import { DEFAULT_SCOPES } from '../../common/auth/scopes.js';
import { SIGNING_ALGORITHM, SigningKeys } from './signing-keys.js';
import { SubjectIds } from './subject-ids.js';
import { tokenRefusal } from './token-refusal.js';
import type { UserEntity } from '../accounts/index.js';

/** Seconds that a token is good for; what an LMS gives (research/standards.md AU-10). */
export const ACCESS_TOKEN_LIFETIME = 3600;
/** The audience that the services of an Open edX installation share. */
export const AUDIENCE = 'openedx';
/** No grant of OAuth2 was used: an operator made the token. */
const OPERATOR_GRANT = 'command_line';
/** Seconds that the clocks of two machines may differ by (operations.md A4.3). */
const LEEWAY = 1;
/** Verified tokens that one process remembers: an RS512 verification costs more than everything else in a light request. */
const MOST_REMEMBERED = 10_000;

/** Makes and verifies the signed tokens that callers are known by. */
@Injectable()
export class AccessTokens {
  /** SHA-256 of the token → what it says; never beyond its expiry. A hash, so that a memory dump holds no tokens. */
  private readonly verified = new LRUCache<string, VerifiedToken>({ max: MOST_REMEMBERED });
  /** `iss` of every token. */
  readonly issuer: string;

  constructor(
    urls: ApiUrls,
    private readonly keys: SigningKeys,
    private readonly subjects: SubjectIds,
    private readonly accounts: AccountsService,
  ) {
    this.issuer = issuerUrl(urls);
  }

  /** A JWT for this account, good for {@link ACCESS_TOKEN_LIFETIME} seconds. */
  async issue(user: UserEntity, grant: TokenGrant): Promise<string> {
    const { kid, privateKey } = await this.keys.current();
    const subject = await this.subjects.of(user.id);
    const issuedAt = Math.floor(Date.now() / 1000);
    return new SignJWT(claimsOf({ ...user, subject }, grant))
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid, typ: 'JWT' })
      .setIssuer(this.issuer)
      .setAudience(AUDIENCE)
      .setSubject(subject)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ACCESS_TOKEN_LIFETIME)
      .sign(privateKey);
  }

  /** As {@link issue}, with the usual scopes, for an operator, who may act as anybody. @throws NotFoundError also for a disabled account */
  async issueFor(username: string): Promise<string> {
    const user = await this.accounts.findByUsername(username);
    if (!user?.isActive)
      throw new NotFoundError(`account "${username}" that is enabled`, 'Check the spelling of the username.');
    return this.issue(user, { scopes: DEFAULT_SCOPES, grantType: OPERATOR_GRANT, clientId: null });
  }

  /**
   * What a token says, once it is certain that this service has made it and that it still counts. Whether its account
   * still exists is another question.
   * @throws InvalidTokenError
   */
  async verify(token: string): Promise<TokenClaims> {
    const digest = hash('sha256', token, 'base64');
    const known = this.verified.get(digest);
    // A key that was withdrawn takes its tokens with it.
    if (known && Date.now() < known.claims.expiresAt && (await this.keys.find(known.kid))) return known.claims;
    this.verified.delete(digest);
    const fresh = await this.check(token);
    this.verified.set(digest, fresh);
    return fresh.claims;
  }

  /** RFC 8725: the algorithm is fixed here, the key is ours by its id, and nothing in the header can bring another. */
  private async check(token: string): Promise<VerifiedToken> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, (header) => this.keyFor(header), {
        algorithms: [SIGNING_ALGORITHM],
        issuer: this.issuer,
        audience: AUDIENCE,
        typ: 'JWT',
        requiredClaims: ['exp', 'iat'],
        clockTolerance: LEEWAY,
      });
      return { claims: readClaims(payload), kid: protectedHeader.kid! };
    } catch (error) {
      throw error instanceof errors.JOSEError ? tokenRefusal(error, SIGNING_ALGORITHM) : error;
    }
  }

  private async keyFor({ kid }: JWTHeaderParameters) {
    const key = typeof kid === 'string' ? await this.keys.find(kid) : null;
    if (!key) throw new InvalidTokenError('it was not signed with a key of this service');
    return key.publicKey;
  }
}

interface VerifiedToken {
  readonly claims: TokenClaims;
  readonly kid: string;
}
