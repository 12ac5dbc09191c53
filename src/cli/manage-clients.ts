import { noteForAudit } from '../common/audit/audit-trail.js';
import { ApiUrls } from '../common/hypermedia/api-urls.js';
import { ClientsService, type ListedClient } from '../modules/oauth2/index.js';
import type { CommandIo } from './command-io.js';
import { printable } from './printable.js';
import { withService } from './service-context.js';

/** The options of `courseware clients create`. */
export interface CreateClientOptions {
  readonly user: string;
  readonly scope: string[];
  readonly redirectUri: string[];
  readonly grant: string[];
  readonly org: string[];
  readonly public: boolean;
  readonly restricted: boolean;
  readonly skipAuthorization: boolean;
  /** False for `--no-pkce`. */
  readonly pkce: boolean;
  readonly id?: string;
  readonly secret?: string;
  readonly json?: boolean;
}

interface Json {
  readonly json?: boolean;
}

/** Makes an OAuth2 client and shows its secret, this once. */
export async function createClient(io: CommandIo, name: string, options: CreateClientOptions): Promise<void> {
  await withService(
    async ({ service }) => {
      const { clientId, secret } = await make(service.get(ClientsService), name, options);
      noteForAudit({ details: { created_client: clientId } });
      const tokenUrl = service.get(ApiUrls).token();
      if (io.speaksJson(options.json))
        io.event('client_created', {
          client_id: clientId,
          ...(secret !== null && { client_secret: secret }),
          token_url: tokenUrl,
        });
      else io.say(describe(name, options.user, { clientId, secret, tokenUrl }));
    },
    { name: 'clients create', username: options.user },
  );
}

async function make(
  clients: ClientsService,
  name: string,
  options: CreateClientOptions,
): Promise<{ clientId: string; secret: string | null }> {
  const given = (values: readonly string[]) => (values.length > 0 ? values : undefined);
  const client = {
    name,
    username: options.user,
    scopes: given(options.scope),
    grants: given(options.grant),
    redirectUris: options.redirectUri,
    organizations: options.org,
    isRestricted: options.restricted,
    skipConsent: options.skipAuthorization,
    requirePkce: options.pkce,
    clientId: options.id,
    secret: options.secret,
  };
  if (options.public) return { clientId: await clients.createPublic(client), secret: null };
  return clients.create(client);
}

function describe(
  name: string,
  user: string,
  { clientId, secret, tokenUrl }: { clientId: string; secret: string | null; tokenUrl: string },
): string {
  const first =
    secret === null
      ? `Made the public client "${name}" of ${user}. It has no secret.\n`
      : `Made the client "${name}", which acts as ${user}. Keep the secret: it is not shown again.\n`;
  const lines = [
    `  client_id      ${clientId}`,
    ...(secret === null ? [] : [`  client_secret  ${secret}`]),
    '',
    `Tokens: POST ${tokenUrl}`,
  ];
  return [first, ...lines].join('\n');
}

/** Lists OAuth2 clients; a line each for a program. */
export async function listClients(io: CommandIo, { json }: Json): Promise<void> {
  const clients = await withService(({ service }) => service.get(ClientsService).all());
  if (io.speaksJson(json)) return clients.forEach((client) => io.event('client', asJson(client)));
  if (clients.length === 0) io.say('There are no clients.');
  for (const client of clients) io.say(inWords(client));
}

function asJson(client: ListedClient): object {
  return {
    client_id: client.clientId,
    name: client.name,
    user: client.username,
    public: client.isPublic,
    restricted: client.isRestricted,
    grants: client.grants,
    scopes: client.scopes,
    redirect_uris: client.redirectUris,
    created: client.created.toISOString(),
    disabled: client.disabled?.toISOString() ?? null,
  };
}

function inWords(client: ListedClient): string {
  const marks = [client.isPublic && 'public', client.isRestricted && 'restricted', client.disabled && 'disabled'];
  const about = [`of ${client.username}`, ...marks.filter(Boolean)].join(', ');
  const details = [`grants: ${client.grants.join(' ')}`, `scopes: ${client.scopes.join(' ')}`, ...client.redirectUris];
  return [`${client.clientId}  ${printable(client.name)} (${about})`, ...details.map((line) => `    ${line}`)].join(
    '\n',
  );
}

/** Turns a client off: it gets no more tokens, and those that it has count no more. */
export async function disableClient(io: CommandIo, clientId: string, { json }: Json): Promise<void> {
  await withService(
    async ({ service }) => {
      await service.get(ClientsService).disable(clientId);
      noteForAudit({ details: { disabled_client: clientId } });
    },
    { name: 'clients disable' },
  );
  if (io.speaksJson(json)) io.event('client_disabled', { client_id: clientId });
  else io.say(`${clientId} is disabled. Its tokens count no more.`);
}

/** Gives a client another secret; the old one ends at once. */
export async function rotateSecret(io: CommandIo, clientId: string, { json }: Json): Promise<void> {
  const { secret } = await withService(
    async ({ service }) => {
      const rotated = await service.get(ClientsService).rotateSecret(clientId);
      noteForAudit({ details: { client: clientId } });
      return rotated;
    },
    { name: 'clients rotate-secret' },
  );
  if (io.speaksJson(json)) io.event('secret_rotated', { client_id: clientId, client_secret: secret });
  else io.say(`The new secret of ${clientId}, which is not shown again:\n\n  client_secret  ${secret}`);
}
