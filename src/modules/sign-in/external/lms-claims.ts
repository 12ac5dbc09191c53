import type { JWTPayload } from 'jose';
import { InvalidTokenError, readClaims, type TokenClaims } from '../../oauth2/index.js';

/** Who a token of the LMS is about, as far as it says so. Null: it does not, and what is known here stays. */
export interface LmsPerson {
  readonly issuer: string;
  /** Who it is for ever, whatever the username (ASVS 10.3.3); null for opaque tokens of an LMS that does not say. */
  readonly subject: string | null;
  readonly username: string;
  readonly email: string | null;
  readonly isEmailVerified: boolean | null;
  readonly name: string | null;
  readonly isStaff: boolean | null;
  readonly isSuperuser: boolean | null;
  /** When the LMS said all this; milliseconds since 1970, whole seconds. */
  readonly saidAt: number;
}

export interface LmsClaims {
  readonly person: LmsPerson;
  readonly grant: Pick<TokenClaims, 'clientId' | 'scopes' | 'isRestricted' | 'organizations' | 'ownOnly'>;
  /** Milliseconds since 1970; not accepted from then on. */
  readonly expiresAt: number;
}

/** Reads the claims of a token whose signature, issuer, audience and times are right (operations.md A4.4, A4.5). @throws InvalidTokenError */
export function readLmsClaims(payload: JWTPayload): LmsClaims {
  // An ID token says who signed in, to one client; it opens nothing (operations.md C3.1).
  if ('nonce' in payload || 'at_hash' in payload || 'c_hash' in payload)
    throw new InvalidTokenError('it is an ID token, not an access token');
  const { preferred_username: preferred, username } = payload as Record<string, unknown>;
  const {
    expiresAt,
    subject,
    username: name,
    ...grant
  } = readClaims({
    ...payload,
    preferred_username: preferred ?? username,
    // Whatever they are at the LMS: what was revoked here are only tokens of the embedded provider.
    jti: undefined,
    grant_id: undefined,
    sid: undefined,
  });
  return {
    person: {
      ...personOf(payload),
      issuer: payload.iss!,
      subject,
      username: name,
      saidAt: Math.floor(payload.iat!) * 1000,
    },
    grant,
    expiresAt,
  };
}

/** What both a token and the user info of an LMS say of a person. */
export function personOf(
  claims: Readonly<Record<string, unknown>>,
): Omit<LmsPerson, 'issuer' | 'subject' | 'username' | 'saidAt'> {
  const { email, email_verified: isEmailVerified, administrator, superuser } = claims;
  return {
    email: textOf(email),
    isEmailVerified: booleanOf(isEmailVerified),
    name: nameOf(claims),
    isStaff: booleanOf(administrator),
    isSuperuser: booleanOf(superuser),
  };
}

function nameOf({ name, given_name: given, family_name: family }: Readonly<Record<string, unknown>>): string | null {
  return textOf(name) ?? textOf([textOf(given), textOf(family)].filter(Boolean).join(' '));
}

function booleanOf(claim: unknown): boolean | null {
  return typeof claim === 'boolean' ? claim : null;
}

/** A text with something in it. Missing, null and empty claims never blank a field (operations.md A4.5). */
function textOf(claim: unknown): string | null {
  return typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : null;
}
