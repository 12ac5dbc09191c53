import { Command, InvalidArgumentError, Option } from 'commander';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { CommandIo } from '../command-io.js';
import type { ExportOptions } from '../export-course.js';

const HELP = `
Writes what Studio would export: the published course, with its drafts beside it. With --branch it is that branch alone,
plainly. Files that nobody has touched since they were imported come out as they went in. The same versions always give
the same bytes.

Examples:
  $ npx courseware export course-v1:Org+Number+Run
  $ npx courseware export course-v1:Org+Number+Run --branch draft -o draft.zip
  $ npx courseware export course-v1:Org+Number+Run -o ./folder
  $ npx courseware export course-v1:Org+Number+Run -o - | tar tz`;

/** `courseware export <course key>` (SPEC O-3, C-10). */
export function exportCommand(io: CommandIo): Command {
  return new Command('export')
    .description('export a course as an archive or a folder of OLX')
    .argument('<course key>', 'such as course-v1:Org+Number+Run; library-v1:Org+Library for a library', courseKey)
    .option('--branch <branch>', 'this branch alone; published and draft when absent')
    .option('-o, --output <path>', 'a file, a folder that exists, or - for standard output; <run>.tar.gz when absent')
    .addOption(new Option('--format <format>', 'of the archive').choices(['tar.gz', 'zip']))
    .option('--json', 'JSON lines, also on a terminal')
    .addHelpText('after', HELP)
    .action(async (key: CourseKey, options: ExportOptions) =>
      (await import('../export-course.js')).exportCourse(io, key, options),
    );
}

function courseKey(text: string): CourseKey {
  const key = CourseKey.tryParse(text, { allowDeprecated: false });
  if (key === null || String(key) !== String(key.withoutBranchAndVersion()))
    throw new InvalidArgumentError('It must be a course key such as course-v1:Org+Number+Run.');
  return key;
}
