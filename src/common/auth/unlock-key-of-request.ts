import type { FastifyRequest } from 'fastify';
import { InvalidInputError } from '../errors/app-error.js';
import { pathAndQuery } from '../http/request-target.js';

/** The query parameter, and the header, that carry an unlock key (SPEC section 13). */
export const UNLOCK_KEY_PARAMETER = 'unlock_key';
export const UNLOCK_KEY_HEADER = 'X-Unlock-Key';

const MAX_LENGTH = 200;

/**
 * Takes the unlock key out of a read: from here on it is known to the principal alone. It stands in no link that is made of
 * the request's address, in no ETag, and no route has to name it among its parameters.
 * @returns null when none was sent
 * @throws InvalidInputError
 */
export function takeUnlockKey(request: FastifyRequest): string | null {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  const header = request.headers[UNLOCK_KEY_HEADER.toLowerCase()];
  const query = request.query as Record<string, unknown>;
  const parameter = query[UNLOCK_KEY_PARAMETER];
  if (parameter !== undefined) {
    delete query[UNLOCK_KEY_PARAMETER];
    request.raw.url = withoutParameter(request.raw.url ?? '/');
  }
  const sent = [parameter, header].filter((key) => key !== undefined && key !== '');
  const [key] = sent;
  if (key === undefined) return null;
  if (typeof key !== 'string' || key.length > MAX_LENGTH || sent.some((other) => other !== key))
    throw new InvalidInputError({
      [UNLOCK_KEY_PARAMETER]: [
        `${UNLOCK_KEY_PARAMETER} must be one text of at most ${MAX_LENGTH} characters. Send it once, as the parameter or in the header ${UNLOCK_KEY_HEADER}.`,
      ],
    });
  return key;
}

function withoutParameter(target: string): string {
  const { path, query } = pathAndQuery(target);
  const kept = query.split('&').filter((pair) => nameOf(pair) !== UNLOCK_KEY_PARAMETER);
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`;
}

function nameOf(pair: string): string {
  const name = pair.split('=', 1)[0]!;
  try {
    return decodeURIComponent(name);
  } catch {
    // No escape sequence of UTF-8, and so no name that anybody knows.
    return name;
  }
}
