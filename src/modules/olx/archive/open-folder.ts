import { constants, createReadStream } from 'node:fs';
import { lstat, open, opendir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { DEFAULT_ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.js';
import { IndexedFiles, type PlaceReader } from './indexed-files.js';
import { InvalidArchiveError, shownName } from './invalid-archive-error.js';
import { MemberIndex } from './member-index.js';
import type { OlxFiles } from './olx-files.js';

interface FolderPlace {
  /** Absolute, with every link resolved. */
  readonly path: string;
  readonly size: number;
}

/** Folders in which version control keeps its own; they belong to no course. */
const SKIPPED_FOLDERS = new Set(['.git', '.hg', '.svn']);

const folderReader: PlaceReader<FolderPlace> = {
  sizeOf: (place) => place.size,
  async read(place) {
    // The path was resolved when the folder was walked: a link in its stead now was put there since.
    const handle = await open(place.path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  },
  stream: (place): Readable =>
    createReadStream(place.path, { flags: (constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)) as unknown as string }),
  close: () => Promise.resolve(),
};

class FolderWalk {
  constructor(
    private readonly top: string,
    private readonly index: MemberIndex<FolderPlace>,
    private readonly signal?: AbortSignal,
  ) {}

  /** @param folders the resolved paths of the folder and of those it lies in, by the way they were reached */
  async walk(folder: string, prefix: string, folders: readonly string[]): Promise<void> {
    for await (const entry of await opendir(folder)) {
      this.signal?.throwIfAborted();
      if (entry.isDirectory() && SKIPPED_FOLDERS.has(entry.name)) continue;
      const path = this.index.admit(prefix + entry.name);
      const real = entry.isSymbolicLink()
        ? await this.follow(join(folder, entry.name), path)
        : join(folder, entry.name);
      if (real !== null) await this.enter(real, path, folders);
    }
  }

  private async enter(real: string, path: string, folders: readonly string[]): Promise<void> {
    const found = await lstat(real);
    if (found.isDirectory()) {
      if (folders.includes(real)) this.passOver(path, 'leads back to a folder that it lies in');
      else await this.walk(real, `${path}/`, [...folders, real]);
      return;
    }
    if (!found.isFile()) {
      throw new InvalidArchiveError(
        'special_file_in_archive',
        `${shownName(path)} is neither a file nor a folder. Remove it from the course's folder.`,
        path,
      );
    }
    this.index.checkSize(path, found.size);
    this.index.add(path, { path: real, size: found.size });
  }

  /** Where a link leads, or null if nowhere. @throws InvalidArchiveError if it leads out of the folder */
  private async follow(link: string, path: string): Promise<string | null> {
    let real: string;
    try {
      real = await realpath(link);
    } catch {
      this.passOver(path, 'leads nowhere');
      return null;
    }
    if (real === this.top || real.startsWith(this.top + sep)) return real;
    throw new InvalidArchiveError(
      'link_leaves_folder',
      `The link ${shownName(path)} leads out of the course's folder. Put the file itself in its place.`,
      path,
    );
  }

  private passOver(path: string, why: string): void {
    this.index.notices.push({ code: 'link_skipped', file: path, message: `The link ${why}; it was passed over.` });
  }
}

/**
 * The files of a course that lies unpacked in a folder.
 * @throws InvalidArchiveError for links that leave it, special files, names and sizes beyond the limits, or no course in it
 */
export async function openFolder(
  folder: string,
  options: { readonly limits?: Partial<ArchiveLimits>; readonly signal?: AbortSignal } = {},
): Promise<OlxFiles> {
  const index = new MemberIndex<FolderPlace>({ ...DEFAULT_ARCHIVE_LIMITS, ...options.limits });
  const top = await realpath(folder);
  if (!(await stat(top)).isDirectory()) throw new Error(`${shownName(folder)} is not a folder.`);
  await new FolderWalk(top, index, options.signal).walk(top, '', [top]);
  return new IndexedFiles(index, folderReader);
}
