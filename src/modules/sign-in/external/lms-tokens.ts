import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { AppConfig } from '../../../common/config/app-config.js';
import type { LmsConfig } from '../../../common/config/lms-config.js';
import { InvalidTokenError, tokenRefusal } from '../../oauth2/index.js';
import { type LmsClaims, readLmsClaims } from './lms-claims.js';
import { LMS_ALGORITHMS, type LmsKey, LmsKeys } from './lms-keys.js';

/** Seconds that the clocks of two machines may differ by (operations.md A4.3). */
const LEEWAY = 1;
/** As for the tokens of the embedded provider: a verification costs more than everything else in a light request. */
const MOST_REMEMBERED = 10_000;
/** RFC 7519 5.1 and RFC 9068 2.1, in lower case; an LMS that writes none means the first. */
const TYPES = ['jwt', 'at+jwt', 'application/at+jwt'];

/** Verifies the JWTs of the external LMS (operations.md A4.2–A4.4, A4.10; RFC 8725). */
@Injectable()
export class LmsTokens {
  /** SHA-256 of the token → what it says; never beyond its expiry. */
  private readonly verified = new LRUCache<string, VerifiedToken>({ max: MOST_REMEMBERED });
  private readonly lms: LmsConfig | null;

  constructor(
    { lms }: AppConfig,
    private readonly keys: LmsKeys,
  ) {
    this.lms = lms;
  }

  /**
   * What a token says, once it is certain that the LMS has made it for this installation and that it still counts.
   * @throws InvalidTokenError; LmsUnavailableError while the LMS has never told its keys
   */
  async verify(token: string): Promise<LmsClaims> {
    const digest = hash('sha256', token, 'base64');
    const known = this.verified.get(digest);
    // A key that was withdrawn takes its tokens with it.
    if (known && Date.now() < known.claims.expiresAt && (await this.keys.has(known.key))) return known.claims;
    this.verified.delete(digest);
    const fresh = await this.check(token);
    this.verified.set(digest, fresh);
    return fresh.claims;
  }

  private async check(token: string): Promise<VerifiedToken> {
    try {
      const { kid, typ } = decodeProtectedHeader(token);
      if (typ !== undefined && !TYPES.includes(String(typ).toLowerCase()))
        throw new InvalidTokenError('its type is not that of an access token');
      // Nothing else in the header is looked at: `jwk`, `jku`, `x5u` and `x5c` would let the sender choose the key (RFC 8725 3.5).
      const candidates = await this.keys.candidates(kid);
      if (candidates.length === 0) throw new InvalidTokenError('it was not signed with a key of the LMS');
      const { payload, key } = await this.verifiedWith(token, candidates);
      checkIssuedAt(payload);
      return { claims: readLmsClaims(payload), key };
    } catch (error) {
      if (error instanceof errors.JOSEError) throw tokenRefusal(error, LMS_ALGORITHMS.join(' or '));
      // What jose says of a text that is no JWS at all.
      throw error instanceof TypeError ? new InvalidTokenError('it is not a JSON Web Token', error) : error;
    }
  }

  private async verifiedWith(
    token: string,
    candidates: readonly LmsKey[],
  ): Promise<{ payload: JWTPayload; key: LmsKey }> {
    let refusal: unknown;
    for (const key of candidates) {
      try {
        const { payload } = await jwtVerify(token, key.jwk, {
          algorithms: [...key.algorithms],
          issuer: this.lms!.issuer,
          ...(this.lms!.audience !== null && { audience: this.lms!.audience }),
          requiredClaims: ['exp', 'iat', 'sub'],
          clockTolerance: LEEWAY,
        });
        return { payload, key };
      } catch (error) {
        refusal = error;
        if (!(error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JOSEAlgNotAllowed))
          break;
      }
    }
    throw refusal;
  }
}

interface VerifiedToken {
  readonly claims: LmsClaims;
  readonly key: LmsKey;
}

/** jose only looks at it when there is a maximum age. */
function checkIssuedAt({ iat }: JWTPayload): void {
  if (iat! > Date.now() / 1000 + LEEWAY) throw new InvalidTokenError('its claim "iat" is in the future');
}
