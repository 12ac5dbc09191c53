/** Longest name of a file that every file system takes, in bytes, with room for the ending. */
const MAXIMUM_BYTES = 240;
/** Deeper than any course, and far from what a file system refuses. */
const MAXIMUM_PARTS = 20;

// eslint-disable-next-line no-control-regex -- no name of a file may hold them
const FORBIDDEN = /[\0-\x1f\x7f\\]/;

/**
 * Whether a path may stand in an archive: relative, within it, and no surprise for whoever unpacks it on any system. Block
 * ids and names of files come from strangers' archives and from authors.
 */
export function isSafePath(path: string): boolean {
  const parts = path.split('/');
  return (
    parts.length <= MAXIMUM_PARTS &&
    !FORBIDDEN.test(path) &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..' && Buffer.byteLength(part) <= MAXIMUM_BYTES)
  );
}

/** `<tag>/<id with ':' as '/'>`: where the file of a block lies, without its ending (OLX rule 8). */
export function blockPath(type: string, id: string): string {
  return `${type}/${id.replaceAll(':', '/')}`;
}
