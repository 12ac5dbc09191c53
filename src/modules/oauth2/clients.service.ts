import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, type Repository } from 'typeorm';
import { violates } from '../../common/database/database-errors.js';
import { AccountNotFoundError } from '../../common/errors/app-error.js';
import { AccountsService, KnownAccounts, UserEntity } from '../accounts/index.js';
import { hashSecret, makeSecret, secretMatches } from './client-secret.js';
import { CLIENT_ID, type CompleteClient, completeClient, type NewClient } from './new-client.js';
import { OauthClientEntity } from './oauth-client.entity.js';
import { ClientIdTakenError, ClientNotFoundError } from './oauth2.errors.js';

/** A client that was just made: the only time that its secret is known. */
export interface ClientWithSecret {
  readonly clientId: string;
  readonly secret: string;
}

/** A client in a list. */
export type ListedClient = Pick<
  OauthClientEntity,
  'clientId' | 'name' | 'grants' | 'scopes' | 'redirectUris' | 'isPublic' | 'isRestricted' | 'created' | 'disabled'
> & { readonly username: string };

/** A client as its row is written. */
type ClientRow = Omit<CompleteClient, 'secret'> & Pick<OauthClientEntity, 'secretHash' | 'userId'>;

/** OAuth2 clients. */
@Injectable()
export class ClientsService {
  constructor(
    @InjectRepository(OauthClientEntity) private readonly clients: Repository<OauthClientEntity>,
    private readonly accounts: AccountsService,
    private readonly known: KnownAccounts,
  ) {}

  /** Makes a confidential client; its secret is in the answer and nowhere else. @throws InvalidInputError, NotFoundError, ClientIdTakenError */
  async create(client: NewClient): Promise<ClientWithSecret> {
    const { secret = makeSecret() } = client;
    const { clientId } = await this.insert(await this.rowOf({ ...client, secret }, false));
    return { clientId, secret };
  }

  /** Makes a public client, which has no secret; resolves with its id. @throws InvalidInputError, NotFoundError, ClientIdTakenError */
  async createPublic(client: Omit<NewClient, 'secret'>): Promise<string> {
    return (await this.insert(await this.rowOf(client, true))).clientId;
  }

  /**
   * The client is afterwards as it is described, whether it existed or not: the secret that an operator has configured
   * is the one that works; without one it is public. @throws InvalidInputError, NotFoundError
   */
  async ensure(client: NewClient & Required<Pick<NewClient, 'clientId'>>): Promise<void> {
    await this.clients.upsert(await this.rowOf(client, client.secret === undefined), ['clientId']);
  }

  /**
   * The client of this id, if the secret is its own, or none was sent and it is public; null otherwise, and for a disabled
   * one. Which of it was wrong shows neither in the answer nor in its time.
   */
  async authenticate(clientId: string, secret: string | null): Promise<OauthClientEntity | null> {
    const client = await this.find(clientId);
    const matches = secretMatches(secret ?? '', client?.secretHash ?? null);
    return client && (client.isPublic ? secret === null : matches) ? client : null;
  }

  /** The client of this id; null when there is none, or it is disabled. */
  async find(clientId: string): Promise<OauthClientEntity | null> {
    if (!CLIENT_ID.test(clientId)) return null;
    return this.clients.findOneBy({ clientId, disabled: IsNull() });
  }

  /** Every client with the name of its account, also disabled ones, the oldest first. */
  async all(): Promise<ListedClient[]> {
    return this.clients
      .createQueryBuilder('c')
      .innerJoin(UserEntity, 'u', 'u.id = c.user_id')
      .select([
        'c.client_id AS "clientId"',
        'c.name AS name',
        'u.username AS username',
        'c.grants AS grants',
        'c.scopes AS scopes',
        'c.redirect_uris AS "redirectUris"',
        'c.is_public AS "isPublic"',
        'c.is_restricted AS "isRestricted"',
        'c.created AS created',
        'c.disabled AS disabled',
      ])
      .orderBy('c.created')
      .addOrderBy('c.client_id')
      .getRawMany<ListedClient>();
  }

  /** It gets nothing any more, and its tokens count no more. May be repeated. @throws NotFoundError */
  async disable(clientId: string): Promise<void> {
    const { affected } = await this.clients.update({ clientId }, { disabled: () => 'coalesce(disabled, now())' });
    if (!affected) throw new ClientNotFoundError(clientId);
    this.known.forget();
  }

  /** Another secret in place of the old one, which ends. @throws NotFoundError, also for a public client, which has none */
  async rotateSecret(clientId: string): Promise<ClientWithSecret> {
    const secret = makeSecret();
    const { affected } = await this.clients.update({ clientId, isPublic: false }, { secretHash: hashSecret(secret) });
    if (!affected) throw new ClientNotFoundError(clientId);
    return { clientId, secret };
  }

  private async rowOf(client: NewClient, isPublic: boolean): Promise<ClientRow> {
    const { secret, ...row } = completeClient(client, isPublic);
    const user = await this.accounts.findByUsername(client.username);
    if (!user) throw new AccountNotFoundError(client.username);
    return { ...row, secretHash: secret === null ? null : hashSecret(secret), userId: user.id };
  }

  private async insert(row: ClientRow): Promise<ClientRow> {
    try {
      await this.clients.insert(row);
      return row;
    } catch (error) {
      if (violates(error, 'pk_oauth_clients')) throw new ClientIdTakenError(row.clientId, error);
      throw error;
    }
  }
}
