import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { AppConfig } from '../../../common/config/app-config.js';
import type { LmsConfig } from '../../../common/config/lms-config.js';
import { InvalidTokenError } from '../../oauth2/index.js';
import { type LmsClaims, personOf } from './lms-claims.js';
import { askLms, jsonObject, LmsUnavailableError } from './lms-http.js';

/** For how long an answer is believed, good or bad (operations.md A4.13). */
const BELIEVED_MS = 60_000;
const REFUSED_MS = 10_000;
const MOST_REMEMBERED = 10_000;

/** Whose an opaque token is: what the LMS answers to it as user info. Off unless OAUTH2_USER_INFO_URL is set. */
@Injectable()
export class LmsUserInfo {
  private readonly known = new LRUCache<string, LmsClaims | 'refused'>({ max: MOST_REMEMBERED, ttl: BELIEVED_MS });
  private readonly lms: LmsConfig | null;

  constructor({ lms }: AppConfig) {
    this.lms = lms;
  }

  /** Whether this is a token to ask the LMS about: what has the form of a JWT is verified here, or refused. */
  isMeant(token: string): boolean {
    return this.lms?.userInfoUrl != null && token.split('.').length !== 3;
  }

  /** @throws InvalidTokenError when the LMS does not know the token; LmsUnavailableError */
  async claimsOf(token: string): Promise<LmsClaims> {
    const digest = hash('sha256', token, 'base64');
    const known = this.known.get(digest) ?? (await this.ask(token, digest));
    if (known === 'refused') throw new InvalidTokenError('the LMS does not know it');
    return known;
  }

  private async ask(token: string, digest: string): Promise<LmsClaims | 'refused'> {
    const { status, text } = await askLms(this.lms!.userInfoUrl!, { headers: { authorization: `Bearer ${token}` } });
    // Only the LMS's own trouble is not the token's.
    if (status >= 500 || status === 429) throw new LmsUnavailableError(new Error(`The user info answers ${status}.`));
    const answer = status === 200 ? this.read(text) : 'refused';
    this.known.set(digest, answer, { ttl: answer === 'refused' ? REFUSED_MS : BELIEVED_MS });
    return answer;
  }

  private read(text: string): LmsClaims | 'refused' {
    const claims = jsonObject(text) ?? {};
    const { preferred_username: preferred, username = preferred, sub } = claims;
    if (typeof username !== 'string' || username === '') return 'refused';
    const now = Date.now();
    return {
      person: {
        ...personOf(claims),
        issuer: this.lms!.issuer,
        subject: typeof sub === 'string' && sub !== '' ? sub : null,
        username,
        saidAt: Math.floor(now / 1000) * 1000,
      },
      // What the token was given, nobody tells: it reaches as far as its account (docs/operations.md).
      grant: { clientId: null, scopes: [], isRestricted: false, organizations: [], ownOnly: false },
      expiresAt: now + BELIEVED_MS,
    };
  }
}
