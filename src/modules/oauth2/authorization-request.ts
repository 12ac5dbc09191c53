import { Injectable } from '@nestjs/common';
import type { ReturnAddress } from './authorization-answer.js';
import { ClientsService } from './clients.service.js';
import { grantableScopes } from './grant-model.js';
import type { OauthClientEntity } from './oauth-client.entity.js';
import { AuthorizationRefusal, UnknownApplicationError } from './oauth2.errors.js';
import { isRegistered } from './redirect-uris.js';

/** The query of an authorization request, as it was parsed: a repeated parameter is a list. */
export type AuthorizationQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An authorization request (RFC 6749 4.1.1) of which everything was checked. */
export interface AuthorizationRequest extends ReturnAddress {
  readonly client: OauthClientEntity;
  readonly scopes: readonly string[];
  /** S256 (RFC 7636 4.2); null for a client that is registered to go without. */
  readonly codeChallenge: string | null;
  /** `none`: the person must not see a page; `consent`: must see one, whatever was allowed before. */
  readonly prompt: 'none' | 'consent' | null;
}

/** base64url of 32 bytes. */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
/** VSCHAR of RFC 6749 appendix A.5. */
const STATE = /^[\x20-\x7E]*$/;
/** Parameters of extensions that change what is asked for, so that to ignore them would be wrong (OpenID Connect Core 6). */
const UNSUPPORTED = { request: 'request_not_supported', request_uri: 'request_uri_not_supported' } as const;

/** Reads authorization requests, and refuses those that are not in order before anything is done about them. */
@Injectable()
export class AuthorizationRequests {
  constructor(private readonly clients: ClientsService) {}

  /**
   * @throws UnknownApplicationError while it is not certain where an answer may be sent: a page, never a redirect
   * (RFC 6749 4.1.2.1, operations.md C2.16)
   * @throws AuthorizationRefusal afterwards: for the client to read
   */
  async read(query: AuthorizationQuery): Promise<AuthorizationRequest> {
    const client = await this.clientOf(query);
    const address = returnAddressOf(query, client);
    const refuse = (error: string, description: string) => new AuthorizationRefusal(address, error, description);
    const repeated = Object.keys(query).filter((name) => typeof query[name] !== 'string');
    if (repeated.length > 0) throw refuse('invalid_request', 'Each parameter may be sent only once.');
    const single = query as Readonly<Record<string, string | undefined>>;
    refuseOtherWays(single, client, refuse);
    return {
      ...address,
      client,
      scopes: scopesOf(single, client, refuse),
      codeChallenge: challengeOf(single, client, refuse),
      prompt: promptOf(single, refuse),
    };
  }

  private async clientOf({ client_id: clientId }: AuthorizationQuery): Promise<OauthClientEntity> {
    if (typeof clientId !== 'string') throw new UnknownApplicationError('client_id must be sent, and only once.');
    const client = await this.clients.find(clientId);
    if (client) return client;
    throw new UnknownApplicationError('client_id is not one of a client that is registered here.');
  }
}

type Refuse = (error: string, description: string) => AuthorizationRefusal;
type Single = Readonly<Record<string, string | undefined>>;

function returnAddressOf({ redirect_uri: uri, state }: AuthorizationQuery, client: OauthClientEntity): ReturnAddress {
  if (typeof uri !== 'string') throw new UnknownApplicationError('redirect_uri must be sent, and only once.');
  if (!isRegistered(uri, client))
    throw new UnknownApplicationError(
      'redirect_uri is not one that the client is registered with. It is compared as a string: case, slashes, port and query count.',
    );
  return { redirectUri: uri, state: typeof state === 'string' && STATE.test(state) ? state : undefined };
}

function refuseOtherWays(query: Single, { grants }: OauthClientEntity, refuse: Refuse): void {
  for (const [name, error] of Object.entries(UNSUPPORTED))
    if (query[name] !== undefined) throw refuse(error, `The parameter ${name} is not supported.`);
  if (query.response_type === undefined) throw refuse('invalid_request', 'response_type must be sent: code.');
  // The implicit grant among them (RFC 9700 2.1.2).
  if (query.response_type !== 'code')
    throw refuse('unsupported_response_type', 'response_type must be code; nothing else is supported.');
  if ((query.response_mode ?? 'query') !== 'query')
    throw refuse('invalid_request', 'response_mode must be query; nothing else is supported.');
  if (!grants.includes('authorization_code'))
    throw refuse('unauthorized_client', 'This client may not use the authorization code grant.');
  if (!STATE.test(query.state ?? '')) throw refuse('invalid_request', 'state may have visible ASCII and spaces only.');
}

function scopesOf({ scope }: Single, client: OauthClientEntity, refuse: Refuse): string[] {
  const asked = scope?.split(' ').filter(Boolean);
  const scopes = grantableScopes(client, asked && asked.length > 0 ? asked : undefined);
  if (scopes) return scopes;
  throw refuse('invalid_scope', `scope has what this client may not ask for. It may have: ${client.scopes.join(' ')}.`);
}

function challengeOf(query: Single, { requirePkce }: OauthClientEntity, refuse: Refuse): string | null {
  const { code_challenge: challenge, code_challenge_method: method } = query;
  if (challenge === undefined && method === undefined && !requirePkce) return null;
  if (challenge === undefined)
    throw refuse('invalid_request', 'code_challenge must be sent, with code_challenge_method S256 (RFC 7636).');
  // Without it RFC 7636 4.3 means plain, which keeps the verifier from nobody.
  if (method !== 'S256') throw refuse('invalid_request', 'code_challenge_method must be S256.');
  if (S256_CHALLENGE.test(challenge)) return challenge;
  throw refuse('invalid_request', 'code_challenge must be 43 characters of base64url: a SHA-256.');
}

function promptOf({ prompt }: Single, refuse: Refuse): AuthorizationRequest['prompt'] {
  if (prompt === undefined || prompt === 'none' || prompt === 'consent') return prompt ?? null;
  throw refuse('invalid_request', 'prompt must be none or consent; nothing else is supported.');
}
