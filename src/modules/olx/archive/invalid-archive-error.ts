/** Stable names of the reasons for which an archive or folder is refused as a whole. */
export type InvalidArchiveCode =
  | 'unknown_archive_type'
  | 'archive_type_mismatch'
  | 'archive_corrupt'
  | 'archive_encrypted'
  | 'archive_too_large'
  | 'too_many_members'
  | 'member_too_large'
  | 'compression_ratio'
  | 'trailing_data'
  | 'unsafe_member_name'
  | 'member_name_not_utf8'
  | 'member_path_too_long'
  | 'duplicate_member'
  | 'link_in_archive'
  | 'special_file_in_archive'
  | 'link_leaves_folder'
  | 'no_course_found';

/** Hostile names reach logs and answers, so they are quoted with every odd character escaped, and cut. */
const SHOWN_NAME_LENGTH = 200;

/**
 * `name` as a message may show it.
 */
export function shownName(name: string): string {
  const cut = name.length > SHOWN_NAME_LENGTH ? `${name.slice(0, SHOWN_NAME_LENGTH)}…` : name;
  return JSON.stringify(cut).replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * The archive is refused and nothing of it was kept: the caller answers 400. The message says what is wrong with
 * which member, and how to mend it.
 */
export class InvalidArchiveError extends Error {
  constructor(
    readonly code: InvalidArchiveCode,
    message: string,
    /** The member as the archive names it, or null if the archive as a whole is at fault. */
    readonly member: string | null = null,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'InvalidArchiveError';
  }
}
