/** Opening exported courses: a folder, a .tar.gz or a .zip becomes random access to files that were all checked first. */
export { DEFAULT_ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.js';
export { InvalidArchiveError, shownName, type InvalidArchiveCode } from './invalid-archive-error.js';
export type { ArchiveNotice, OlxFiles } from './olx-files.js';
export { openArchive, openPath, type OpenArchiveOptions } from './open-archive.js';
export { openFolder } from './open-folder.js';
