import { Injectable } from '@nestjs/common';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import type { Principal } from '../../common/auth/principal.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { answerUrl } from './authorization-answer.js';
import { type AuthorizationQuery, type AuthorizationRequest, AuthorizationRequests } from './authorization-request.js';
import { AuthorizationRefusal } from './oauth2.errors.js';
import { OauthGrants } from './oauth-grants.js';
import { issuerUrl } from './oauth2-urls.js';
import { isLoopback } from './redirect-uris.js';

/** What comes of an authorization request. */
export type AuthorizationOutcome =
  /** The answer goes to the client, code or error. */
  | { readonly kind: 'answer'; readonly location: string }
  /** Nobody is signed in. */
  | { readonly kind: 'sign_in' }
  /** The person has to be asked. */
  | { readonly kind: 'consent'; readonly request: AuthorizationRequest };

/** Somebody who is signed in with a browser. */
interface Person {
  readonly userId: number;
  readonly sessionId: string | null;
}

/**
 * The authorization endpoint (RFC 6749 3.1). Not the protocol library's: that one checks a request while it makes the
 * code, which leaves no room for a page to ask on, and rewrites the redirect URI (ADR 0016).
 */
@Injectable()
export class AuthorizationEndpoint {
  private readonly issuer: string;

  constructor(
    urls: ApiUrls,
    private readonly requests: AuthorizationRequests,
    private readonly grants: OauthGrants,
  ) {
    this.issuer = issuerUrl(urls);
  }

  /** Somebody comes from a client. @throws UnknownApplicationError */
  async begin(query: AuthorizationQuery, principal: Principal): Promise<AuthorizationOutcome> {
    return this.answering(async () => {
      const request = await this.requests.read(query);
      const person = personOf(principal);
      if (!person) return signIn(request);
      if (await this.isAllowed(request, person)) return this.allow(request, person);
      if (request.prompt === 'none')
        throw new AuthorizationRefusal(request, 'consent_required', 'The person has to be asked.');
      return { kind: 'consent', request };
    });
  }

  /** The person has decided. @throws UnknownApplicationError */
  async decide(query: AuthorizationQuery, principal: Principal, allowed: boolean): Promise<AuthorizationOutcome> {
    return this.answering(async () => {
      const request = await this.requests.read(query);
      const person = personOf(principal);
      // The session has ended while the page was open.
      if (!person) return signIn(request);
      if (allowed) return this.allow(request, person);
      noteForAudit({ details: { client: request.client.clientId, allowed: false } });
      throw new AuthorizationRefusal(request, 'access_denied', 'The person has not allowed it.');
    });
  }

  /** Whether the person need not be asked: it is one of the operator's own, or has allowed as much before. */
  private async isAllowed(
    { client, scopes, prompt, redirectUri }: AuthorizationRequest,
    { userId }: Person,
  ): Promise<boolean> {
    if (prompt === 'consent') return false;
    // Whatever listens on the person's own computer may say that it is this client (RFC 8252 8.6).
    if (client.isPublic && isLoopback(redirectUri)) return false;
    if (client.skipConsent) return true;
    const before = await this.grants.allowedScopes(userId, client.clientId);
    return before !== null && scopes.every((scope) => before.includes(scope));
  }

  private async allow(request: AuthorizationRequest, { userId, sessionId }: Person): Promise<AuthorizationOutcome> {
    const { client, scopes, redirectUri, codeChallenge } = request;
    noteForAudit({ details: { client: client.clientId, allowed: true, scopes: scopes.join(' ') } });
    const code = await this.grants.issueCode({
      userId,
      clientId: client.clientId,
      scopes,
      redirectUri,
      codeChallenge,
      sessionId,
    });
    return { kind: 'answer', location: answerUrl(request, this.issuer, { code }) };
  }

  private async answering(work: () => Promise<AuthorizationOutcome>): Promise<AuthorizationOutcome> {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof AuthorizationRefusal)) throw thrown;
      const { address, error, description } = thrown;
      return { kind: 'answer', location: answerUrl(address, this.issuer, { error, error_description: description }) };
    }
  }
}

/** Only a browser's session: a token must not make other tokens. */
function personOf({ userId, credential, session }: Principal): Person | null {
  return userId !== null && credential === 'session' ? { userId, sessionId: session } : null;
}

function signIn(request: AuthorizationRequest): AuthorizationOutcome {
  if (request.prompt === 'none') throw new AuthorizationRefusal(request, 'login_required', 'Nobody is signed in.');
  return { kind: 'sign_in' };
}
