import { Injectable } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import type { FastifyRequest } from 'fastify';
import { Guesses } from '../../common/rate-limit/guesses.js';
import { type ClientCredentials, credentialsOf, type Form, formOf } from './client-credentials.js';
import { ClientsService } from './clients.service.js';
import type { OauthClientEntity } from './oauth-client.entity.js';

const { InvalidClientError, InvalidRequestError } = OAuth2Server;

/** A request at an endpoint of clients, once it is known whose it is. */
export interface ClientRequest {
  readonly client: OauthClientEntity;
  /** What the request is about (RFC 7009 2.1, RFC 7662 2.1). */
  readonly token: string;
}

/** Who the client is (operations.md C2.9), and nobody who only guesses at its secret (C1.2). */
@Injectable()
export class ClientAuthentication {
  constructor(
    private readonly clients: ClientsService,
    private readonly guesses: Guesses,
  ) {}

  /**
   * The client, if it has shown that it is this one; null otherwise. Wrong secrets of one address are counted together,
   * wherever it tries them.
   * @throws RateLimitedError once an address has had its share of wrong ones
   */
  async authenticate(
    request: Pick<FastifyRequest, 'ip'>,
    { clientId, secret }: ClientCredentials,
  ): Promise<OauthClientEntity | null> {
    this.guesses.check('client secret', request);
    const client = await this.clients.authenticate(clientId, secret);
    if (!client) await this.guesses.countWrong('client secret', request);
    // Those that came in the same moment were looked at as well: none of them is the one that is let through.
    this.guesses.check('client secret', request);
    return client;
  }

  /** A request at one of the endpoints that the protocol library does not have. @throws OAuth2Server.OAuthError, RateLimitedError */
  async read(request: FastifyRequest): Promise<ClientRequest> {
    const form = formOf(request);
    const client = await this.authenticate(request, credentialsOf(request, form));
    if (!client) throw new InvalidClientError('The client is not known, or its secret is wrong.');
    return { client, token: tokenOf(form) };
  }
}

function tokenOf({ token }: Form): string {
  if (token) return token;
  throw new InvalidRequestError('The parameter token is missing.');
}
