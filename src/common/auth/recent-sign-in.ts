import { AppError, PermissionDeniedError } from '../errors/app-error.js';
import type { Principal } from './principal.js';

/** Long enough to read what is about to happen, too short for a browser that somebody has left open. */
export const RECENT_SIGN_IN_MINUTES = 10;

/** 403: the caller may do this, but has to show once more who they are. */
export class RecentSignInRequiredError extends AppError {
  constructor() {
    super(
      'recent_sign_in_required',
      `This cannot be undone by yourself, so that a browser which was left open is not enough: sign in again with the password (POST /login), and repeat the request in that session within ${RECENT_SIGN_IN_MINUTES} minutes.`,
    );
  }
}

/**
 * Refuses what people cannot take back unless it is certain that it is they who ask (operations.md C3.6): a session that has
 * just begun with the password. Applications that somebody has let in act for them every day, and never for the last time.
 * Tokens that an operator has made on the command line are the operator's word, who could do it without them.
 * @throws PermissionDeniedError, RecentSignInRequiredError
 */
export function demandRecentSignIn({ client, signedIn }: Principal): void {
  if (client !== null && client.clientId === null) return;
  if (client !== null)
    throw new PermissionDeniedError(
      'An application cannot do this for a person. Do it yourself, signed in with a browser.',
    );
  const age = signedIn === null ? Infinity : Date.now() - signedIn.getTime();
  if (age > RECENT_SIGN_IN_MINUTES * 60_000) throw new RecentSignInRequiredError();
}
