import { Command } from 'commander';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { ClientsService } from '../../modules/accounts/index.js';
import type { CommandIo } from '../command-io.js';
import { withService } from '../service-context.js';

interface CreateOptions {
  readonly user: string;
  readonly scope: string[];
  readonly id?: string;
  readonly secret?: string;
  readonly json?: boolean;
}

const HELP = `
Prints the client's id and secret. The secret is kept as a digest only: this is the one time that it can be seen.

Examples:
  $ npx courseware clients create "Course search" --user robin
  $ npx courseware clients create "Course search" --user robin --scope read --scope profile`;

/** `courseware clients create <name>`: an OAuth2 client that acts as an account (SPEC section 13). */
export function clientsCommand(io: CommandIo): Command {
  const clients = new Command('clients').description('make OAuth2 clients');
  clients
    .command('create')
    .description('make a confidential client for the client credentials grant')
    .argument('<name>', 'what people call it')
    .requiredOption('--user <username>', 'the account that it acts as')
    .option('--scope <scope>', 'a scope that its tokens may carry; may be repeated', collect, [])
    .option('--id <id>', 'its id; made up when absent')
    .option('--secret <secret>', 'its secret; made up when absent, which is better')
    .option('--json', 'a JSON line, also on a terminal')
    .addHelpText('after', HELP)
    .action((name: string, options: CreateOptions) => create(io, name, options));
  return clients;
}

function collect(scope: string, before: string[]): string[] {
  return [...before, ...scope.split(/[\s,]+/).filter(Boolean)];
}

async function create(io: CommandIo, name: string, options: CreateOptions): Promise<void> {
  await withService(async ({ service }) => {
    const scopes = options.scope.length > 0 ? options.scope : undefined;
    const { clientId, secret } = await service
      .get(ClientsService)
      .create({ name, username: options.user, scopes, clientId: options.id, secret: options.secret });
    const tokenUrl = service.get(ApiUrls).token();
    if (io.speaksJson(options.json)) io.event('client_created', { client_id: clientId, client_secret: secret, token_url: tokenUrl });
    else io.say(`Made the client "${name}", which acts as ${options.user}. Keep the secret: it is not shown again.\n\n  client_id      ${clientId}\n  client_secret  ${secret}\n\nTokens: POST ${tokenUrl}`);
  });
}
