import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import type { CreateClientOptions } from '../create-client.js';

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
    .action(async (name: string, options: CreateClientOptions) =>
      (await import('../create-client.js')).createClient(io, name, options),
    );
  return clients;
}

function collect(scope: string, before: string[]): string[] {
  return [...before, ...scope.split(/[\s,]+/).filter(Boolean)];
}
