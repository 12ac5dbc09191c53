import { Command } from 'commander';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { AccountsService } from '../../modules/accounts/index.js';
import type { CommandIo } from '../command-io.js';
import { withService } from '../service-context.js';

interface CreateOptions {
  readonly email: string;
  readonly password?: string;
  readonly name: string;
  readonly staff: boolean;
  readonly superuser: boolean;
  readonly json?: boolean;
}

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
    .action((username: string, options: CreateOptions) => create(io, username, options));
  users
    .command('set-password')
    .description('give an account another password')
    .argument('<username>')
    .option('--password <password>', 'the new password; asked for when absent')
    .option('--json', 'a JSON line, also on a terminal')
    .addHelpText('after', PASSWORD_HELP)
    .action((username: string, options: { password?: string; json?: boolean }) => setPassword(io, username, options));
  for (const verb of ['disable', 'enable'] as const) {
    users
      .command(verb)
      .description(verb === 'disable' ? 'lock an account out; what it made stays' : 'let a disabled account in again')
      .argument('<username>')
      .option('--json', 'a JSON line, also on a terminal')
      .action((username: string, options: { json?: boolean }) => setActive(io, username, verb === 'enable', options));
  }
  return users;
}

async function create(io: CommandIo, username: string, options: CreateOptions): Promise<void> {
  // Asked before the service is opened: nobody waits for a database in order to type.
  const password = options.password ?? (await io.readPassword());
  await withService(async ({ service }) => {
    const { email, name, staff: isStaff, superuser: isSuperuser } = options;
    const account = await service.get(AccountsService).create({ username, email, password, name, isStaff, isSuperuser });
    const url = service.get(ApiUrls).account(account.username);
    if (io.speaksJson(options.json)) io.event('user_created', { username: account.username, url });
    else io.say(`Made the account ${account.username}: ${url}`);
  });
}

async function setPassword(io: CommandIo, username: string, options: { password?: string; json?: boolean }): Promise<void> {
  const password = options.password ?? (await io.readPassword());
  await withService(({ service }) => service.get(AccountsService).setPassword(username, password));
  if (io.speaksJson(options.json)) io.event('password_set', { username });
  else io.say(`${username} has a new password.`);
}

async function setActive(io: CommandIo, username: string, isActive: boolean, options: { json?: boolean }): Promise<void> {
  await withService(({ service }) => service.get(AccountsService).setActive(username, isActive));
  if (io.speaksJson(options.json)) io.event(isActive ? 'user_enabled' : 'user_disabled', { username });
  else io.say(`${username} is ${isActive ? 'enabled' : 'disabled'}.`);
}
