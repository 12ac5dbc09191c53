import { noteForAudit } from '../common/audit/audit-trail.js';
import { ApiUrls } from '../common/hypermedia/api-urls.js';
import { ClientsService } from '../modules/oauth2/index.js';
import type { CommandIo } from './command-io.js';
import { withService } from './service-context.js';

/** The options of `courseware clients create`. */
export interface CreateClientOptions {
  readonly user: string;
  readonly scope: string[];
  readonly id?: string;
  readonly secret?: string;
  readonly json?: boolean;
}

/** Makes an OAuth2 client and shows its secret, this once. */
export async function createClient(io: CommandIo, name: string, options: CreateClientOptions): Promise<void> {
  await withService(
    async ({ service }) => {
      const scopes = options.scope.length > 0 ? options.scope : undefined;
      const { clientId, secret } = await service
        .get(ClientsService)
        .create({ name, username: options.user, scopes, clientId: options.id, secret: options.secret });
      noteForAudit({ details: { created_client: clientId } });
      const tokenUrl = service.get(ApiUrls).token();
      if (io.speaksJson(options.json))
        io.event('client_created', { client_id: clientId, client_secret: secret, token_url: tokenUrl });
      else {
        io.say(`Made the client "${name}", which acts as ${options.user}. Keep the secret: it is not shown again.\n`);
        io.say(`  client_id      ${clientId}\n  client_secret  ${secret}\n\nTokens: POST ${tokenUrl}`);
      }
    },
    { name: 'clients create', username: options.user },
  );
}
