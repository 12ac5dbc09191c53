import { Injectable } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import type { FastifyRequest } from 'fastify';
import { credentialsOf, type Form, formOf } from './client-credentials.js';
import { ClientsService } from './clients.service.js';
import type { OauthClientEntity } from './oauth-client.entity.js';

const { InvalidClientError, InvalidRequestError } = OAuth2Server;

/** A request at an endpoint of clients, once it is known whose it is. */
export interface ClientRequest {
  readonly client: OauthClientEntity;
  /** What the request is about (RFC 7009 2.1, RFC 7662 2.1). */
  readonly token: string;
}

/** Who the client is, at the endpoints that the protocol library does not have (operations.md C2.9). */
@Injectable()
export class ClientAuthentication {
  constructor(private readonly clients: ClientsService) {}

  /** @throws OAuth2Server.OAuthError */
  async read(request: FastifyRequest): Promise<ClientRequest> {
    const form = formOf(request);
    const { clientId, secret } = credentialsOf(request, form);
    const client = await this.clients.authenticate(clientId, secret);
    if (!client) throw new InvalidClientError('The client is not known, or its secret is wrong.');
    return { client, token: tokenOf(form) };
  }
}

function tokenOf({ token }: Form): string {
  if (token) return token;
  throw new InvalidRequestError('The parameter token is missing.');
}
