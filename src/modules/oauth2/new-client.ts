import { randomBytes } from 'node:crypto';
import { DEFAULT_SCOPES, isScope, SCOPES } from '../../common/auth/scopes.js';
import { type FieldErrors, InvalidInputError } from '../../common/errors/app-error.js';
import { makeSecret, secretFault } from './client-secret.js';
import { GRANTS, type GrantType } from './oauth-client.entity.js';
import { redirectUriFault } from './redirect-uris.js';

/** What an OAuth2 client is made of. */
export interface NewClient {
  /** What people call it. */
  readonly name: string;
  /** The account that it belongs to, and acts as with client credentials. */
  readonly username: string;
  /** What its tokens may carry; {@link DEFAULT_SCOPES} when absent. */
  readonly scopes?: readonly string[];
  /** How it may come to tokens; when absent, codes and refreshing if it has redirect URIs, else client credentials. */
  readonly grants?: readonly string[];
  /** Where codes may be sent. */
  readonly redirectUris?: readonly string[];
  readonly isRestricted?: boolean;
  /** Organizations to whose courses it is limited; none when absent. */
  readonly organizations?: readonly string[];
  /** One of the operator's own, whose users are not asked. */
  readonly skipConsent?: boolean;
  /** False for a confidential client that cannot send a code challenge; true when absent. */
  readonly requirePkce?: boolean;
  /** Random when absent. */
  readonly clientId?: string;
  /** Random when absent. */
  readonly secret?: string;
}

/** The same with everything decided. */
export interface CompleteClient {
  readonly clientId: string;
  readonly name: string;
  /** Null for a public client. */
  readonly secret: string | null;
  readonly isPublic: boolean;
  readonly scopes: string[];
  readonly grants: GrantType[];
  readonly redirectUris: string[];
  readonly isRestricted: boolean;
  readonly organizations: string[];
  readonly skipConsent: boolean;
  readonly requirePkce: boolean;
}

/** No character that HTTP Basic would need encoded (RFC 6749 2.3.1): clients disagree about that. */
export const CLIENT_ID = /^[A-Za-z0-9._~-]{1,100}$/;
/** An organization as course keys have it (opaque-keys), with dots for the ones below. */
const ORGANIZATION = /^[\w.-]{1,255}$/u;
const ID_BYTES = 15;
const MAX_NAME_LENGTH = 255;

/** A client with everything decided that was left out. @throws InvalidInputError with all faults at once (SPEC R-9) */
export function completeClient(client: NewClient, isPublic: boolean): CompleteClient {
  const decided = complete(client, isPublic);
  refuseFaulty(decided);
  return decided;
}

function complete(client: NewClient, isPublic: boolean): CompleteClient {
  const { redirectUris = [] } = client;
  const usual = redirectUris.length > 0 ? ['authorization_code', 'refresh_token'] : ['client_credentials'];
  return {
    clientId: client.clientId ?? randomBytes(ID_BYTES).toString('base64url'),
    name: client.name,
    secret: client.secret ?? (isPublic ? null : makeSecret()),
    isPublic,
    scopes: [...(client.scopes ?? DEFAULT_SCOPES)],
    grants: [...(client.grants ?? usual)] as GrantType[],
    redirectUris: [...redirectUris],
    isRestricted: client.isRestricted ?? false,
    organizations: [...(client.organizations ?? [])],
    skipConsent: client.skipConsent ?? false,
    requirePkce: client.requirePkce ?? true,
  };
}

function refuseFaulty(client: CompleteClient): void {
  const faults: FieldErrors = Object.fromEntries(
    Object.entries({
      name: nameFault(client),
      client_id: CLIENT_ID.test(client.clientId)
        ? null
        : 'client_id must have 1 to 100 letters, digits or any of ._~-.',
      client_secret: secretFaultOf(client),
      scopes: scopesFault(client),
      grants: grantsFault(client),
      redirect_uris: redirectsFault(client),
      organizations: organizationsFault(client),
      require_pkce:
        client.isPublic && !client.requirePkce
          ? 'require_pkce must be true for a public client (RFC 9700 2.1.1).'
          : null,
    }).flatMap(([field, fault]) => (fault === null ? [] : [[field, [fault]]])),
  );
  if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
}

function nameFault({ name }: CompleteClient): string | null {
  if (name.trim() !== '' && name.length <= MAX_NAME_LENGTH) return null;
  return `name must have 1 to ${MAX_NAME_LENGTH} characters.`;
}

function secretFaultOf({ secret, isPublic }: CompleteClient): string | null {
  if (secret === null) return null;
  return isPublic ? 'client_secret must not be given for a public client, which has none.' : secretFault(secret);
}

function scopesFault({ scopes }: CompleteClient): string | null {
  const unknown = scopes.filter((scope) => !isScope(scope));
  if (unknown.length > 0) return `scopes has unknown names: ${unknown.join(', ')}. Known: ${SCOPES.join(', ')}.`;
  return scopes.length === 0 ? `scopes must name at least one of ${SCOPES.join(', ')}.` : null;
}

function grantsFault({ grants, isPublic, redirectUris }: CompleteClient): string | null {
  const unknown = grants.filter((grant) => !GRANTS.includes(grant));
  if (unknown.length > 0 || grants.length === 0) return `grants must name some of ${GRANTS.join(', ')}.`;
  if (isPublic && grants.includes('client_credentials'))
    return 'grants must not have client_credentials for a public client: everybody could say that it was it.';
  if (grants.includes('refresh_token') && !grants.includes('authorization_code'))
    return 'grants must have authorization_code beside refresh_token: nothing else begins what is refreshed.';
  if (grants.includes('authorization_code') === redirectUris.length > 0) return null;
  return 'grants must have authorization_code when there are redirect URIs, and only then.';
}

function redirectsFault({ redirectUris }: CompleteClient): string | null {
  const faults = redirectUris.map(redirectUriFault).filter((fault) => fault !== null);
  return faults.length > 0 ? `redirect_uris: ${faults.join(' ')}` : null;
}

function organizationsFault({ organizations }: CompleteClient): string | null {
  const wrong = organizations.filter((org) => !ORGANIZATION.test(org));
  return wrong.length > 0 ? `organizations has what is no organization: ${wrong.join(', ')}.` : null;
}
