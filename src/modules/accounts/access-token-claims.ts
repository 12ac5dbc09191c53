import type { JWTPayload } from 'jose';
import { InvalidTokenError } from './accounts.errors.js';

/** Version of the claims, as the LMS counts it (research/standards.md 14.13). */
export const CLAIMS_VERSION = '1.2.0';
const SUPPORTED_MAJOR = 1;

/** Whom a token is about. */
export interface TokenSubject {
  readonly subject: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly isActive: boolean;
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
}

/** What this service reads in a token that it has verified. */
export interface TokenClaims {
  readonly username: string;
  readonly subject: string;
  readonly scopes: readonly string[];
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
    filters: [],
    is_restricted: false,
    email_verified: user.isActive,
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
  const { preferred_username: username, sub, exp, scopes = [], version = '1.0.0' } = payload as Record<string, unknown>;
  if (typeof username !== 'string' || typeof sub !== 'string')
    throw new InvalidTokenError('it does not name an account');
  if (!isSupported(version)) throw new InvalidTokenError('the version of its claims is not supported');
  if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === 'string')) {
    throw new InvalidTokenError('its claim "scopes" is not a list of texts');
  }
  return { username, subject: sub, scopes, expiresAt: Number(exp) * 1000 };
}

/** A later minor version only adds claims (operations.md A4.4). */
function isSupported(version: unknown): boolean {
  const major = typeof version === 'string' ? /^(\d+)\.\d+\.\d+$/.exec(version)?.[1] : undefined;
  return major !== undefined && Number(major) <= SUPPORTED_MAJOR;
}
