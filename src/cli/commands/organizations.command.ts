import { Command } from 'commander';
import type { CreateOrganizationOptions, DelegateOptions } from '../change-organizations.js';
import type { CommandIo } from '../command-io.js';

const CREATE_HELP = `
The code is what course keys begin with: UTx in course-v1:UTx+Chem101+2026. A sub-organization, such as UTx.chem, needs the
one above it.

Examples:
  $ npx courseware organizations create UTx --name "University of Tides"
  $ npx courseware organizations create UTx.chem --name "Department of Chemistry"`;

const DELEGATE_HELP = `
A delegate manages the organization and all below it: sub-organizations, their delegates, and who makes courses in them.

Examples:
  $ npx courseware organizations delegate UTx robin
  $ npx courseware organizations delegate UTx robin --remove`;

/** `courseware organizations …`: what an operator needs at first; delegates do the rest over HTTP (SPEC E-3). */
export function organizationsCommand(io: CommandIo): Command {
  const organizations = new Command('organizations').description('make organizations and say who manages them');
  organizations
    .command('create')
    .description('make an organization')
    .argument('<code>', 'as in course keys')
    .option('--name <name>', 'what people call it; the code when absent')
    .option('--json', 'a JSON line, also on a terminal')
    .addHelpText('after', CREATE_HELP)
    .action(async (code: string, options: CreateOrganizationOptions) =>
      (await import('../change-organizations.js')).createOrganization(io, code, options),
    );
  organizations
    .command('delegate')
    .description('make an account a delegate of an organization')
    .argument('<code>')
    .argument('<username>')
    .option('--remove', 'take the right back instead', false)
    .option('--json', 'a JSON line, also on a terminal')
    .addHelpText('after', DELEGATE_HELP)
    .action(async (code: string, username: string, options: DelegateOptions) =>
      (await import('../change-organizations.js')).delegateOrganization(io, code, username, options),
    );
  return organizations;
}
