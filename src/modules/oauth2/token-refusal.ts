import { errors } from 'jose';
import { InvalidTokenError } from './oauth2.errors.js';

/**
 * jose's verdict in words that help an honest client and tell a forger nothing new.
 * @param algorithms those that a token may be signed with, in words
 */
export function tokenRefusal(error: errors.JOSEError, algorithms: string): InvalidTokenError {
  return new InvalidTokenError(reasonOf(error, algorithms), error);
}

function reasonOf(error: errors.JOSEError, algorithms: string): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `its claim "${error.claim}" is ${error.reason === 'missing' ? 'missing' : 'not the one that is expected here'}`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return `it is not signed with ${algorithms}`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature does not fit';
  return 'it is not a JSON Web Token';
}
