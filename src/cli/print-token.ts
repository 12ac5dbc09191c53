import { AccessTokens } from '../modules/oauth2/index.js';
import type { CommandIo } from './command-io.js';
import { withService } from './service-context.js';

/** Prints an access token and nothing else, on a terminal and off it, so that it can stand in a command substitution. */
export async function printToken(io: CommandIo, username: string): Promise<void> {
  const audited = { name: 'token', username };
  io.say(await withService(({ service }) => service.get(AccessTokens).issueFor(username), audited));
}
