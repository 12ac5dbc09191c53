import type { Readable } from 'node:stream';
import { InvalidArchiveError, shownName } from './invalid-archive-error.js';

export type ArchiveType = 'tar.gz' | 'zip';

/** Bytes that tell the types apart. */
export const MAGIC_LENGTH = 4;

const GZIP = [0x1f, 0x8b];
const ZIP_HEADERS = [
  [0x50, 0x4b, 0x03, 0x04],
  // An empty zip file begins with its directory's end.
  [0x50, 0x4b, 0x05, 0x06],
];

const ACCEPTED = 'A course is imported from a .tar.gz or .zip archive (OLX rule 1)';

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((value, at) => bytes[at] === value);
}

function typeOfName(fileName: string): ArchiveType | null {
  if (/\.(?:tar\.gz|tgz)$/i.test(fileName)) return 'tar.gz';
  return /\.zip$/i.test(fileName) ? 'zip' : null;
}

/**
 * The type of an archive by its first bytes, which must agree with the extension of `fileName` if that is known:
 * edX goes by the name alone (OLX rule 1), and then fails in the middle.
 * @throws InvalidArchiveError
 */
export function archiveType(head: Uint8Array, fileName?: string): ArchiveType {
  const type = startsWith(head, GZIP) ? 'tar.gz' : ZIP_HEADERS.some((magic) => startsWith(head, magic)) ? 'zip' : null;
  const named = fileName === undefined ? type : typeOfName(fileName);
  if (named === null && fileName !== undefined) {
    throw new InvalidArchiveError(
      'unknown_archive_type',
      `The file name ${shownName(fileName)} ends in neither .tar.gz, .tgz nor .zip. ${ACCEPTED}.`,
    );
  }
  if (type === null) {
    throw new InvalidArchiveError('unknown_archive_type', `The upload is neither gzip nor zip. ${ACCEPTED}.`);
  }
  if (named !== type) {
    throw new InvalidArchiveError(
      'archive_type_mismatch',
      `The file name ${shownName(fileName ?? '')} says ${named ?? 'nothing'}, but the content is ${type}. Name the file after what it is.`,
    );
  }
  return type;
}

/** The first bytes of a stream, which still delivers them afterwards; fewer if there are no more. */
export async function peek(input: Readable, length = MAGIC_LENGTH): Promise<Buffer> {
  for (;;) {
    const head = input.read(length) as Buffer | null;
    if (head !== null) {
      input.unshift(head);
      return head;
    }
    if (input.errored) throw input.errored;
    if (input.readableEnded || input.destroyed) return Buffer.alloc(0);
    await somethingHappens(input);
  }
}

const EVENTS = ['readable', 'end', 'close', 'error'] as const;

function somethingHappens(input: Readable): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      for (const event of EVENTS) input.off(event, wake);
      resolve();
    };
    for (const event of EVENTS) input.on(event, wake);
  });
}
