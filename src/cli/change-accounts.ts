import { ApiUrls } from '../common/hypermedia/api-urls.js';
import { AccountsService } from '../modules/accounts/index.js';
import type { CommandIo } from './command-io.js';
import { withService } from './service-context.js';

/** The options of `courseware users create`. */
export interface CreateAccountOptions {
  readonly email: string;
  readonly password?: string;
  readonly name: string;
  readonly staff: boolean;
  readonly superuser: boolean;
  readonly json?: boolean;
}

/** The options of `courseware users set-password`. */
export interface PasswordOptions {
  readonly password?: string;
  readonly json?: boolean;
}

/** Makes an account. */
export async function createAccount(io: CommandIo, username: string, options: CreateAccountOptions): Promise<void> {
  // Asked before the service is opened: nobody waits for a database in order to type.
  const password = options.password ?? (await io.readPassword());
  await withService(
    async ({ service }) => {
      const { email, name, staff: isStaff, superuser: isSuperuser } = options;
      const account = await service
        .get(AccountsService)
        .create({ username, email, password, name, isStaff, isSuperuser });
      const url = service.get(ApiUrls).account(account.username);
      if (io.speaksJson(options.json)) io.event('user_created', { username: account.username, url });
      else io.say(`Made the account ${account.username}: ${url}`);
    },
    { name: 'users create', username },
  );
}

/** Gives an account another password. */
export async function setPassword(io: CommandIo, username: string, options: PasswordOptions): Promise<void> {
  const password = options.password ?? (await io.readPassword());
  await withService(({ service }) => service.get(AccountsService).setPassword(username, password), {
    name: 'users set-password',
    username,
  });
  if (io.speaksJson(options.json)) io.event('password_set', { username });
  else io.say(`${username} has a new password.`);
}

/** Disables an account, or enables it again. */
export async function setActive(
  io: CommandIo,
  username: string,
  isActive: boolean,
  options: { json?: boolean },
): Promise<void> {
  await withService(({ service }) => service.get(AccountsService).setActive(username, isActive), {
    name: isActive ? 'users enable' : 'users disable',
    username,
  });
  if (io.speaksJson(options.json)) io.event(isActive ? 'user_enabled' : 'user_disabled', { username });
  else io.say(`${username} is ${isActive ? 'enabled' : 'disabled'}.`);
}
