import OAuth2Server from '@node-oauth/oauth2-server';
import type { FastifyRequest } from 'fastify';

const { InvalidClientError, InvalidRequestError } = OAuth2Server;

/** The form that came with a request, as it was parsed: a repeated parameter is a list. */
export type Form = Readonly<Record<string, string | undefined>>;

/** Who a client says that it is. */
export interface ClientCredentials {
  readonly clientId: string;
  /** Null when none was sent, as public clients do. */
  readonly secret: string | null;
}

/**
 * The form of a request to one of the endpoints that clients authenticate at.
 * @throws OAuth2Server.InvalidRequestError for a repeated parameter (RFC 6749 3.2: two readers might take different ones),
 * and for two ways of authentication at once (2.3)
 */
export function formOf({ body, headers }: Pick<FastifyRequest, 'body' | 'headers'>): Form {
  const form = (body ?? {}) as Readonly<Record<string, string | readonly string[] | undefined>>;
  if (Object.values(form).some((value) => Array.isArray(value)))
    throw new InvalidRequestError('Each parameter may be sent only once.');
  if (/^basic /i.test(headers.authorization ?? '') && form.client_secret !== undefined)
    throw new InvalidRequestError(
      'Send the client credentials in the Authorization header or in the body, not in both.',
    );
  return form as Form;
}

/**
 * The credentials of a request, from HTTP Basic or the form (RFC 6749 2.3.1), for the endpoints that the protocol library
 * does not have. @throws OAuth2Server.InvalidClientError when there are none
 */
export function credentialsOf({ headers }: Pick<FastifyRequest, 'headers'>, form: Form): ClientCredentials {
  const { authorization } = headers;
  if (authorization !== undefined) return ofBasic(authorization);
  if (!form.client_id) throw new InvalidClientError('There are no client credentials.');
  return { clientId: form.client_id, secret: form.client_secret || null };
}

function ofBasic(authorization: string): ClientCredentials {
  const encoded = /^basic +([A-Za-z0-9+/=._~-]+) *$/i.exec(authorization)?.[1];
  const [, clientId, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  if (!clientId) throw new InvalidClientError('The Authorization header cannot be read.');
  return { clientId, secret: secret || null };
}
