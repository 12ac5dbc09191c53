import type { ArchiveLimits } from './archive-limits.js';
import { InvalidArchiveError, shownName } from './invalid-archive-error.js';

const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/; // eslint-disable-line no-control-regex -- they are what is looked for
const DRIVE = /^[A-Za-z]:/;
/** What nearly every name of a course is: nothing in it needs a second look. */
const PLAIN = /^[A-Za-z0-9_-][\w.-]*(?:\/[A-Za-z0-9_-][\w.-]*)*$/;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function unsafe(name: string, why: string): InvalidArchiveError {
  return new InvalidArchiveError(
    'unsafe_member_name',
    `The archive member ${shownName(name)} ${why}. Pack the course again with paths relative to the course's folder.`,
    name,
  );
}

/**
 * The name of a member from its bytes.
 * @throws InvalidArchiveError `member_name_not_utf8`: what the name means would otherwise be a guess
 */
export function decodeMemberName(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    const shown = Buffer.from(bytes).toString('latin1');
    throw new InvalidArchiveError(
      'member_name_not_utf8',
      `The name of the archive member ${shownName(shown)} is not UTF-8. Rename the file, or pack with a tool that writes UTF-8 names.`,
      shown,
      cause,
    );
  }
}

/**
 * The path that a member's name stands for, without `.` parts and doubled slashes; `''` for the top folder.
 * No part of it ever reaches a file system, but it becomes asset names and report lines, so it is held to what is safe everywhere
 * (research: operations C6.2).
 * @throws InvalidArchiveError for names that are absolute, climb, carry control characters or backslashes, or are too long
 */
export function memberPath(name: string, limits: ArchiveLimits): string {
  // A folder takes at least two characters.
  const short = Math.min(limits.nameBytes, limits.pathBytes, 2 * limits.depth);
  if (name.length <= short && PLAIN.test(name)) return name;
  if (name.includes('\ufffd')) {
    throw new InvalidArchiveError(
      'member_name_not_utf8',
      `The name of the archive member ${shownName(name)} holds the replacement character: it was not UTF-8 when it was packed. Rename the file.`,
      name,
    );
  }
  if (CONTROL_CHARACTER.test(name)) throw unsafe(name, 'has a control character in its name');
  if (name.includes('\\')) throw unsafe(name, 'has a backslash in its name');
  if (name.startsWith('/')) throw unsafe(name, 'has an absolute path');
  if (DRIVE.test(name)) throw unsafe(name, 'begins with a drive letter');
  if (Buffer.byteLength(name) > limits.pathBytes) throw tooLong(name, `longer than ${limits.pathBytes} bytes`);
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw unsafe(name, 'climbs out of its folder with ".."');
  if (parts.length > limits.depth) throw tooLong(name, `more than ${limits.depth} folders deep`);
  if (parts.some((part) => Buffer.byteLength(part) > limits.nameBytes)) {
    throw tooLong(name, `longer than ${limits.nameBytes} bytes between two slashes`);
  }
  return parts.join('/');
}

function tooLong(name: string, how: string): InvalidArchiveError {
  return new InvalidArchiveError(
    'member_path_too_long',
    `The path of the archive member ${shownName(name)} is ${how}. Shorten it.`,
    name,
  );
}
