import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import type { RotateOptions } from '../manage-keys.js';

const HELP = `
A new key is published at once and signs ten minutes later (OAUTH2_KEY_LEAD), so that services which keep a copy of
/oauth2/jwks know it by then. The old one goes on verifying until it is retired.

After a theft:
  $ npx courseware keys rotate --now
  $ npx courseware keys retire <the stolen key>`;

/** `courseware keys …`: what tokens are signed with (operations.md A4.10). */
export function keysCommand(io: CommandIo): Command {
  const keys = new Command('keys').description('the keys that tokens are signed with');
  keys
    .command('list')
    .description('list them, the newest first')
    .option('--json', 'JSON lines, also on a terminal')
    .action(async (options: { json?: boolean }) => (await import('../manage-keys.js')).listKeys(io, options));
  keys
    .command('rotate')
    .description('make a further key, which takes over in a while')
    .option('--now', 'sign with it at once', false)
    .option('--json', 'a JSON line, also on a terminal')
    .addHelpText('after', HELP)
    .action(async (options: RotateOptions) => (await import('../manage-keys.js')).rotateKeys(io, options));
  keys
    .command('retire')
    .description('end a key: what it has signed counts no more')
    .argument('<kid>')
    .option('--json', 'a JSON line, also on a terminal')
    .action(async (kid: string, options: { json?: boolean }) =>
      (await import('../manage-keys.js')).retireKey(io, kid, options),
    );
  return keys;
}
