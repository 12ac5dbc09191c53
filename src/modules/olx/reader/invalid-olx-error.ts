/** Stable names of the reasons for which a course is refused as a whole. */
export type InvalidOlxCode =
  'malformed_root' | 'root_missing' | 'url_name_missing' | 'illegal_course_key' | 'dtd_refused' | 'too_many_blocks';

/** The course cannot be read at all: the caller answers 400. The message names file and line, and how to mend it. */
export class InvalidOlxError extends Error {
  constructor(
    readonly code: InvalidOlxCode,
    message: string,
    readonly file: string,
    readonly line: number | null = null,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'InvalidOlxError';
  }
}

/** Why one file, and with it one block, cannot be read. The rest of the course can (OLX rule 10). */
export type UnreadableCode = 'missing_file' | 'malformed_xml' | 'file_too_large' | 'cycle';

/** One file cannot be read: its block is left out, and the report says so. */
export class UnreadableFileError extends Error {
  constructor(
    readonly code: UnreadableCode,
    message: string,
    readonly file: string,
    readonly line: number | null = null,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'UnreadableFileError';
  }
}
