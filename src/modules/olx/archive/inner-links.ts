import { InvalidArchiveError, shownName } from './invalid-archive-error.js';
import type { ArchiveNotice } from './olx-files.js';

/** What is said of a link that is refused. */
export function linkRefused(name: string): InvalidArchiveError {
  return new InvalidArchiveError(
    'link_in_archive',
    `The archive member ${shownName(name)} is a link. Links of any kind are refused: pack the files themselves (tar --dereference --hard-dereference).`,
    name,
  );
}

/** The path within the archive to which a link at `path` leads, or null if it leads out of it. */
function targetOf(path: string, link: string): string | null {
  if (link === '' || link.startsWith('/') || /[\\\0]|^[A-Za-z]:/.test(link)) return null;
  const parts = path.split('/').slice(0, -1);
  for (const part of link.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/**
 * The symbolic links of one archive. edX accepts those that stay inside it (OLX rule 2); we refuse every link that leads
 * anywhere. One that stays inside and leads to nothing gives access to nothing: course repositories packed without the folders
 * around them have such links, and are read without them.
 */
export class InnerLinks {
  private readonly targets = new Map<string, string>();

  /** @throws InvalidArchiveError if the link leads out of the archive */
  add(path: string, link: string): void {
    const target = targetOf(path, link);
    if (target === null) throw linkRefused(path);
    this.targets.set(path, target);
  }

  /**
   * To be called when all members are known.
   * @throws InvalidArchiveError if a link leads to a member, or to a folder of members
   */
  check(members: Iterable<string>): ArchiveNotice[] {
    if (this.targets.size === 0) return [];
    const reachable = new Set<string>(['']);
    for (const member of [...members, ...this.targets.keys()]) {
      for (let path = member; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/'))))
        reachable.add(path);
    }
    return [...this.targets].map(([path, target]) => {
      if (reachable.has(target)) throw linkRefused(path);
      return {
        code: 'link_skipped' as const,
        file: path,
        message: `A link to ${shownName(target)}, which the archive does not hold: there is nothing to import. Pack the file itself in its place.`,
      };
    });
  }
}
