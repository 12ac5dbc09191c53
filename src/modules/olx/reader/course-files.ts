import { InvalidArchiveError, shownName, type OlxFiles } from '../archive/index.js';
import { UnreadableFileError } from './invalid-olx-error.js';

/** The files of a course, and which of them were read: what was not is reported in the end. */
export class CourseFiles {
  private readonly used = new Set<string>();

  constructor(readonly files: OlxFiles) {}

  has(path: string): boolean {
    return this.files.has(path);
  }

  list(prefix: string): string[] {
    return this.files.list(prefix);
  }

  /** @throws UnreadableFileError if there is no such file, or it is too large for a document */
  read(path: string): Promise<Buffer> {
    this.markRead(path);
    return this.peek(path);
  }

  /** As {@link read}, for a look that says nothing of whether the file belongs to the course. */
  async peek(path: string): Promise<Buffer> {
    try {
      return await this.files.read(path);
    } catch (error) {
      if (!this.files.has(path)) {
        throw new UnreadableFileError('missing_file', `There is no file ${shownName(path)} in the archive.`, path);
      }
      if (!(error instanceof InvalidArchiveError)) throw error;
      throw new UnreadableFileError('file_too_large', error.message, path, null, error);
    }
  }

  markRead(path: string): void {
    this.used.add(path);
  }

  wasRead(path: string): boolean {
    return this.used.has(path);
  }
}
