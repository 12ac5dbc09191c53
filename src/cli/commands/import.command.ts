import { Command, InvalidArgumentError } from 'commander';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { CommandIo } from '../command-io.js';
import type { ImportOptions } from '../import-course.js';

const HELP = `
Takes what Studio exports (.tar.gz), a .zip of the same, or the unpacked folder. All of it is imported or, when it fails
or is interrupted, nothing. A second import of the same archive changes nothing. The report lists blocks by type, assets,
drafts, and every oddity by file and line.

Examples:
  $ npx courseware import course.tar.gz
  $ npx courseware import ./course-folder --course-key course-v1:Org+Number+Run --message "from Studio"
  $ npx courseware import course.zip --dry-run --json | tail -n 1`;

/** `courseware import <archive or folder>` (SPEC O-3, C-10). */
export function importCommand(io: CommandIo): Command {
  return new Command('import')
    .description('import a course from an archive or a folder of OLX')
    .argument('<archive or folder>', 'a .tar.gz or .zip file, or a folder that holds course.xml')
    .option('--course-key <key>', 'import it as this course, whatever the archive says', courseKey)
    .option('--branch <branch>', 'import it into this branch alone')
    .option('--message <message>', 'why; kept with the versions that the import makes')
    .option('--dry-run', 'read and check everything, report, and write nothing')
    .option('--json', 'JSON lines, also on a terminal')
    .addHelpText('after', HELP)
    .action(async (path: string, options: ImportOptions) =>
      (await import('../import-course.js')).importCourse(io, path, options),
    );
}

function courseKey(text: string): CourseKey {
  const key = CourseKey.tryParse(text, { allowDeprecated: false });
  // The branch is another option; a version is what an import makes.
  if (!key?.isCourse || String(key) !== String(key.withoutBranchAndVersion()))
    throw new InvalidArgumentError('It must be a course key such as course-v1:Org+Number+Run.');
  return key;
}
