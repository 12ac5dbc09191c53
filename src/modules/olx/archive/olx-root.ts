import { InvalidArchiveError, shownName } from './invalid-archive-error.js';
import type { ArchiveNotice } from './olx-files.js';

/** What was found to be the root, and what of the archive is not under it. */
export interface OlxRoot {
  /** `''` or a path without a final slash. */
  readonly root: string;
  readonly notices: readonly ArchiveNotice[];
}

const ROOT_FILE = /^(?:(.*)\/)?(?:course|library)\.xml$/s;

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

/**
 * The folder that holds course.xml or library.xml (OLX rule 3). edX takes the first that a directory walk meets, which depends
 * on the file system's order; here it is the shallowest, and of equally deep ones the first by name.
 * @throws InvalidArchiveError `no_course_found`
 */
export function findRoot(paths: Iterable<string>): OlxRoot {
  const all = [...paths];
  const folders = new Set<string>();
  for (const path of all) {
    const match = ROOT_FILE.exec(path);
    if (match) folders.add(match[1] ?? '');
  }
  const [root, ...others] = [...folders].sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : Number(a > b)));
  if (root === undefined) {
    throw new InvalidArchiveError(
      'no_course_found',
      'The archive holds neither a course.xml nor a library.xml. Pack the folder that has it.',
    );
  }
  const notices: ArchiveNotice[] = [];
  const beside = others.filter((folder) => !isUnder(folder, root));
  if (beside.length > 0) {
    const named = beside.slice(0, 5).map(shownName).join(', ');
    notices.push({
      code: 'two_roots',
      file: beside[0] ?? '',
      message: `The archive holds more than one course: ${shownName(root)} was taken, ${named} was not. Import each from an archive of its own.`,
    });
  }
  const outside = all.filter((path) => !isUnder(path, root));
  if (outside.length > 0) {
    const named = outside.slice(0, 5).map(shownName).join(', ');
    notices.push({
      code: 'outside_root',
      file: outside[0] ?? '',
      message: `${outside.length} file(s) lie outside the course's folder and were not read: ${named}${outside.length > 5 ? ', …' : ''}.`,
    });
  }
  return { root, notices };
}

/** Whether a file or folder lies in `root` or below. */
function isUnder(path: string, root: string): boolean {
  return root === '' || path.startsWith(`${root}/`);
}
