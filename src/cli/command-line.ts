import { Command, CommanderError } from 'commander';
import { API_VERSION } from '../common/openapi/api-version.js';
import type { CommandIo } from './command-io.js';
import { clientsCommand } from './commands/clients.command.js';
import { exportCommand } from './commands/export.command.js';
import { importCommand } from './commands/import.command.js';
import { keysCommand } from './commands/keys.command.js';
import { migrateCommand } from './commands/migrate.command.js';
import { organizationsCommand } from './commands/organizations.command.js';
import { tokenCommand } from './commands/token.command.js';
import { tokensCommand } from './commands/tokens.command.js';
import { usersCommand } from './commands/users.command.js';
import { EXIT } from './exit-code.js';

const EPILOGUE = `
Commands read the same environment as the service (.env.example lists it), and may run beside it: without DATABASE_URL
they share its embedded database under DATA_DIR. On a terminal they print words, otherwise one JSON object a line, each
with an "event"; what goes wrong is on stderr, too.

Exit codes:
  0    done
  1    failed; nothing was changed
  2    the command line is wrong
  130  ended by Ctrl-C; 143: by SIGTERM; nothing was changed

Examples:
  $ npx courseware import ../course.tar.gz
  $ npx courseware users create robin --email robin@example.org --staff
  $ curl -H "Authorization: Bearer $(npx courseware token robin)" http://localhost:8000/api/`;

/** Runs one command and resolves with its exit code. Never rejects. */
export async function runCommandLine(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    await commandLine(io).parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    // Commander has said what it has to say, help included.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return await reportFailure(error, io, args.includes('--json'));
  }
}

/**
 * Only what the help needs is loaded here; each command loads the service when it is its turn, so that a typing error
 * costs a tenth of a second and not two.
 */
function commandLine(io: CommandIo): Command {
  const program = new Command('courseware')
    .description('Courseware: the course-content service for the Open edX world.')
    .version(API_VERSION)
    .exitOverride()
    .showHelpAfterError('(add --help to see how it is used)')
    .configureOutput({ writeErr: (text) => io.stderr.write(text) })
    .addHelpText('after', EPILOGUE);
  for (const command of [
    importCommand(io),
    exportCommand(io),
    usersCommand(io),
    clientsCommand(io),
    organizationsCommand(io),
    tokenCommand(io),
    tokensCommand(io),
    keysCommand(io),
    migrateCommand(io),
  ]) {
    program.addCommand(inheriting(command, program));
  }
  return program;
}

/** `addCommand` does not hand settings down, unlike `command`. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const inner of command.commands) inheriting(inner as Command, command);
  return command;
}

async function reportFailure(error: unknown, io: CommandIo, json: boolean): Promise<number> {
  const { describeFailure, detailsOf } = await import('./failure.js');
  const { errorCode, message, exitCode } = describeFailure(error);
  io.complain(message);
  const details = detailsOf(error);
  if (details) io.complain(details);
  if (io.speaksJson(json)) io.event('failed', { error_code: errorCode, message });
  return exitCode;
}
