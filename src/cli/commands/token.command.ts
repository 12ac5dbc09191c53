import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';

const HELP = `
Prints the token and nothing else. It is as good as the account's password for as long as it is valid (an hour).

Example:
  $ curl -H "Authorization: Bearer $(npx courseware token demo-instructor)" http://localhost:8000/api/`;

/** `courseware token <username>`: just the token (SPEC section 13), on a terminal and off it. */
export function tokenCommand(io: CommandIo): Command {
  return new Command('token')
    .description('print an access token of an account')
    .argument('<username>')
    .addHelpText('after', HELP)
    .action(async (username: string) => (await import('../print-token.js')).printToken(io, username));
}
