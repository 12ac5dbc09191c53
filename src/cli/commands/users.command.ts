import { Command } from 'commander';
import type { CreateAccountOptions, PasswordOptions } from '../change-accounts.js';
import type { CommandIo } from '../command-io.js';

const CREATE_HELP = `
Without --password it asks for one, or reads it from standard input: what stands on a command line, others on the
machine can see.

Examples:
  $ npx courseware users create robin --email robin@example.org
  $ npx courseware users create robin --email robin@example.org --staff < password.txt`;

const PASSWORD_HELP = `
Example:
  $ npx courseware users set-password robin`;

/** `courseware users …`: accounts (SPEC section 13). */
export function usersCommand(io: CommandIo): Command {
  const users = new Command('users').description('make and change accounts');
  users
    .command('create')
    .description('make an account')
    .argument('<username>')
    .requiredOption('--email <address>', 'its e-mail address')
    .option('--password <password>', 'its password; asked for when absent')
    .option('--name <name>', 'full name', '')
    .option('--staff', 'global staff: may do everything in every course', false)
    .option('--superuser', 'may do everything', false)
    .option('--json', 'a JSON line, also on a terminal')
    .addHelpText('after', CREATE_HELP)
    .action(async (username: string, options: CreateAccountOptions) =>
      (await import('../change-accounts.js')).createAccount(io, username, options),
    );
  users
    .command('set-password')
    .description('give an account another password')
    .argument('<username>')
    .option('--password <password>', 'the new password; asked for when absent')
    .option('--json', 'a JSON line, also on a terminal')
    .addHelpText('after', PASSWORD_HELP)
    .action(async (username: string, options: PasswordOptions) =>
      (await import('../change-accounts.js')).setPassword(io, username, options),
    );
  for (const verb of ['disable', 'enable'] as const) {
    users
      .command(verb)
      .description(verb === 'disable' ? 'lock an account out; what it made stays' : 'let a disabled account in again')
      .argument('<username>')
      .option('--json', 'a JSON line, also on a terminal')
      .action(async (username: string, options: { json?: boolean }) =>
        (await import('../change-accounts.js')).setActive(io, username, verb === 'enable', options),
      );
  }
  return users;
}
