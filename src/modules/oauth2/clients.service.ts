import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { violates } from '../../common/database/database-errors.js';
import { AccountNotFoundError, InvalidInputError, type FieldErrors } from '../../common/errors/app-error.js';
import { ClientIdTakenError } from './oauth2.errors.js';
import { AccountsService } from '../accounts/index.js';
import { hashSecret, makeSecret, secretFault, secretMatches } from './client-secret.js';
import { OauthClientEntity } from './oauth-client.entity.js';
import { DEFAULT_SCOPES, isScope, SCOPES } from '../../common/auth/scopes.js';

/** What an OAuth2 client is made of. */
export interface NewClient {
  /** What people call it. */
  readonly name: string;
  /** The account that it acts as. */
  readonly username: string;
  /** What its tokens may carry; {@link DEFAULT_SCOPES} when absent. */
  readonly scopes?: readonly string[];
  /** Random when absent. */
  readonly clientId?: string;
  /** Random when absent. */
  readonly secret?: string;
}

/** A client that was just made: the only time that its secret is known. */
export interface ClientWithSecret {
  readonly clientId: string;
  readonly secret: string;
}

const ID_BYTES = 15;
/** No character that HTTP Basic would need encoded (RFC 6749 2.3.1): clients disagree about that. */
const CLIENT_ID = /^[A-Za-z0-9._~-]{1,100}$/;
const MAX_NAME_LENGTH = 255;

/** Confidential OAuth2 clients. */
@Injectable()
export class ClientsService {
  constructor(
    @InjectRepository(OauthClientEntity) private readonly clients: Repository<OauthClientEntity>,
    private readonly accounts: AccountsService,
  ) {}

  /** Makes a client; its secret is in the answer and nowhere else. @throws InvalidInputError, NotFoundError, ClientIdTakenError */
  async create(client: NewClient): Promise<ClientWithSecret> {
    const { row, secret } = await this.prepare(client);
    try {
      await this.clients.insert(row);
    } catch (error) {
      if (violates(error, 'pk_oauth_clients')) throw new ClientIdTakenError(row.clientId, error);
      throw error;
    }
    return { clientId: row.clientId, secret };
  }

  /**
   * The client is afterwards as it is described, whether it existed or not: the secret that an operator has configured
   * is the one that works. @throws InvalidInputError, NotFoundError
   */
  async ensure(client: NewClient & Required<Pick<NewClient, 'clientId' | 'secret'>>): Promise<void> {
    await this.clients.upsert((await this.prepare(client)).row, ['clientId']);
  }

  /** The client of this id if the secret is its own; null otherwise. Which of the two was wrong shows neither in the answer nor in its time. */
  async verify(clientId: string, secret: string): Promise<OauthClientEntity | null> {
    const client = CLIENT_ID.test(clientId) ? await this.clients.findOneBy({ clientId }) : null;
    return secretMatches(secret, client?.secretHash ?? null) ? client : null;
  }

  private async prepare(client: NewClient) {
    const {
      name,
      scopes = DEFAULT_SCOPES,
      clientId = randomBytes(ID_BYTES).toString('base64url'),
      secret = makeSecret(),
    } = client;
    const faults = faultsOf({ name, scopes, clientId, secret });
    if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
    const user = await this.accounts.findByUsername(client.username);
    if (!user) throw new AccountNotFoundError(client.username);
    const row = { clientId, name, secretHash: hashSecret(secret), userId: user.id, scopes: [...scopes] };
    return { row, secret };
  }
}

function faultsOf({ name, scopes, clientId, secret }: Required<Omit<NewClient, 'username'>>): FieldErrors {
  const unknown = scopes.filter((scope) => !isScope(scope));
  const wrongSecret = secretFault(secret);
  return {
    ...((name.trim() === '' || name.length > MAX_NAME_LENGTH) && {
      name: [`name must have 1 to ${MAX_NAME_LENGTH} characters.`],
    }),
    ...(!CLIENT_ID.test(clientId) && { client_id: ['client_id must have 1 to 100 letters, digits or any of ._~-.'] }),
    ...(wrongSecret !== null && { client_secret: [wrongSecret] }),
    ...(unknown.length > 0 && {
      scopes: [`scopes has unknown names: ${unknown.join(', ')}. Known: ${SCOPES.join(', ')}.`],
    }),
    ...(scopes.length === 0 && { scopes: [`scopes must name at least one of ${SCOPES.join(', ')}.`] }),
  };
}
