import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import type { CreateClientOptions } from '../manage-clients.js';

const HELP = `
Prints the client's id and secret. The secret is kept as a digest only: this is the one time that it can be seen.

Without --grant, a client with redirect URIs may use authorization_code and refresh_token, and any other
client_credentials. A client with both needs all three named.

Examples:
  $ npx courseware clients create "Course search" --user robin
  $ npx courseware clients create "Course search" --user robin --scope read --scope profile
  $ npx courseware clients create "Studio" --user robin --redirect-uri https://studio.example.org/complete --skip-authorization
  $ npx courseware clients create "Phone" --user robin --public --redirect-uri http://127.0.0.1/done --scope courses:read`;

/** `courseware clients …`: OAuth2 clients (SPEC section 13). */
export function clientsCommand(io: CommandIo): Command {
  const clients = new Command('clients').description('make and manage OAuth2 clients');
  addCreate(clients, io);
  clients
    .command('list')
    .description('list OAuth2 clients')
    .option('--json', 'JSON lines, also on a terminal')
    .action(async (options: { json?: boolean }) => (await import('../manage-clients.js')).listClients(io, options));
  clients
    .command('disable')
    .description('turn a client off; its tokens count no more')
    .argument('<client-id>')
    .option('--json', 'a JSON line, also on a terminal')
    .action(async (clientId: string, options: { json?: boolean }) =>
      (await import('../manage-clients.js')).disableClient(io, clientId, options),
    );
  clients
    .command('rotate-secret')
    .description('give a client another secret; the old one ends at once')
    .argument('<client-id>')
    .option('--json', 'a JSON line, also on a terminal')
    .action(async (clientId: string, options: { json?: boolean }) =>
      (await import('../manage-clients.js')).rotateSecret(io, clientId, options),
    );
  return clients;
}

function addCreate(clients: Command, io: CommandIo): void {
  clients
    .command('create')
    .description('make a client')
    .argument('<name>', 'what people call it')
    .requiredOption('--user <username>', 'the account that it belongs to, and acts as with client credentials')
    .option('--scope <scope>', 'a scope that its tokens may carry; may be repeated', collect, [])
    .option('--redirect-uri <uri>', 'where codes may be sent, compared as a string; may be repeated', collect, [])
    .option('--grant <grant>', 'a way to its tokens; may be repeated', collect, [])
    .option('--org <org>', 'an organization to whose courses it is limited; may be repeated', collect, [])
    .option('--public', 'it cannot keep a secret, and gets none', false)
    .option('--restricted', 'an application of somebody outside, held to its scopes and organizations', false)
    .option('--skip-authorization', 'one of your own: people are not asked whether they allow it', false)
    .option('--no-pkce', 'it cannot send a code challenge; never for a public client')
    .option('--id <id>', 'its id; made up when absent')
    .option('--secret <secret>', 'its secret; made up when absent, which is better')
    .option('--json', 'a JSON line, also on a terminal')
    .addHelpText('after', HELP)
    .action(async (name: string, options: CreateClientOptions) =>
      (await import('../manage-clients.js')).createClient(io, name, options),
    );
}

function collect(values: string, before: string[]): string[] {
  return [...before, ...values.split(/[\s,]+/).filter(Boolean)];
}
