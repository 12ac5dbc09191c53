import type { JWTPayload } from 'jose';
import { validate as isUuid } from 'uuid';
import { InvalidTokenError } from './oauth2.errors.js';

/** Version of the claims, as the LMS counts it (research/standards.md 14.13). */
export const CLAIMS_VERSION = '1.2.0';
const SUPPORTED_MAJOR = 1;
const ORG_FILTER = 'content_org:';

/** Whom a token is about. */
export interface TokenSubject {
  readonly subject: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  /** Whether the address is known to be theirs. */
  readonly emailVerified: boolean;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
}

/** For whom and how a token was made. */
export interface TokenGrant {
  readonly scopes: readonly string[];
  /** As in RFC 6749, e.g. `client_credentials`. */
  readonly grantType: string;
  /** The client that asked for it; null for a token that an operator made. */
  readonly clientId: string | null;
  /** An application of somebody outside. */
  readonly isRestricted?: boolean;
  /** `content_org:<org>` and `user:me` (operations.md A7.5). */
  readonly filters?: readonly string[];
  /** The family that it belongs to and is revoked with; null for one that stands alone. */
  readonly grantId?: string | null;
  /** The browser's session in which it was made, and with which it ends; null for one of no session. */
  readonly session?: TokenSession | null;
}

/** A session, by its public id, and the `signInEpoch` of its account: a new password ends both. */
export interface TokenSession {
  readonly id: string;
  readonly signInEpoch: number;
}

/** What this service reads in a token that it has verified. */
export interface TokenClaims {
  readonly username: string;
  readonly subject: string;
  /** What it is revoked by; null for one of an earlier release. */
  readonly tokenId: string | null;
  /** See {@link TokenGrant.grantId}. */
  readonly grantId: string | null;
  /** See {@link TokenGrant.session}. */
  readonly session: TokenSession | null;
  readonly scopes: readonly string[];
  /** The OAuth2 client that it was made for; null for a token that an operator made. */
  readonly clientId: string | null;
  /** A restricted application (operations.md A4.7). */
  readonly isRestricted: boolean;
  /** Organizations of its `content_org:` filters; empty when it has none. */
  readonly organizations: readonly string[];
  /** Whether it has the filter `user:me`. */
  readonly ownOnly: boolean;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** Milliseconds since 1970; not accepted from then on. */
  readonly expiresAt: number;
}

/**
 * The claims of an LMS's token (operations.md A7.4, research/standards.md AU-09), without those that every JWT has.
 * `client_id` is RFC 9068's. No `user_id`: ids of the database stay inside (SPEC I-1).
 */
export function claimsOf(user: TokenSubject, grant: TokenGrant): JWTPayload {
  return {
    preferred_username: user.username,
    scopes: [...grant.scopes],
    version: CLAIMS_VERSION,
    grant_type: grant.grantType,
    ...(grant.clientId !== null && { client_id: grant.clientId }),
    filters: [...(grant.filters ?? [])],
    is_restricted: grant.isRestricted ?? false,
    ...(grant.grantId && { grant_id: grant.grantId }),
    // `sid` as in OpenID Connect Front-Channel Logout 3.
    ...(grant.session && { sid: grant.session.id, sign_in_epoch: grant.session.signInEpoch }),
    email_verified: user.emailVerified,
    ...(grant.scopes.includes('email') && { email: user.email }),
    ...(grant.scopes.includes('profile') && {
      name: user.name,
      family_name: '',
      given_name: '',
      administrator: user.isStaff,
      superuser: user.isSuperuser,
    }),
  };
}

/** Reads the claims of a token whose signature, issuer, audience and times are right. @throws InvalidTokenError */
export function readClaims(payload: JWTPayload): TokenClaims {
  const {
    preferred_username: username,
    sub,
    exp,
    iat,
    jti = null,
    grant_id: grantId = null,
    sid = null,
    sign_in_epoch: signInEpoch = null,
    scopes = [],
    version = '1.0.0',
    client_id: clientId = null,
    filters = [],
    is_restricted: isRestricted = false,
  } = payload as Record<string, unknown>;
  if (typeof username !== 'string' || typeof sub !== 'string')
    throw new InvalidTokenError('it does not name an account');
  if (!isSupported(version)) throw new InvalidTokenError('the version of its claims is not supported');
  if (!isListOfTexts(scopes)) throw new InvalidTokenError('its claim "scopes" is not a list of texts');
  if (!isListOfTexts(filters)) throw new InvalidTokenError('its claim "filters" is not a list of texts');
  if (![jti, grantId, sid].every((id) => id === null || isUuid(id)))
    throw new InvalidTokenError('its claim "jti", "grant_id" or "sid" is not a UUID');
  return {
    username,
    subject: sub,
    tokenId: jti as string | null,
    grantId: grantId as string | null,
    session:
      isUuid(sid) && Number.isSafeInteger(signInEpoch) ? { id: sid as string, signInEpoch: Number(signInEpoch) } : null,
    scopes,
    clientId: typeof clientId === 'string' ? clientId : null,
    // Whatever is not plainly false restricts.
    isRestricted: isRestricted !== false,
    organizations: filters.filter((one) => one.startsWith(ORG_FILTER)).map((one) => one.slice(ORG_FILTER.length)),
    ownOnly: filters.some((one) => one.startsWith('user:')),
    issuedAt: Number(iat) * 1000,
    expiresAt: Number(exp) * 1000,
  };
}

function isListOfTexts(claim: unknown): claim is string[] {
  return Array.isArray(claim) && claim.every((text) => typeof text === 'string');
}

/** A later minor version only adds claims (operations.md A4.4). */
function isSupported(version: unknown): boolean {
  const major = typeof version === 'string' ? /^(\d+)\.\d+\.\d+$/.exec(version)?.[1] : undefined;
  return major !== undefined && Number(major) <= SUPPORTED_MAJOR;
}
