import { byteLimitOf, shownBytes, type ArchiveLimits } from './archive-limits.js';
import { InvalidArchiveError, shownName } from './invalid-archive-error.js';
import { memberPath } from './member-path.js';
import type { ArchiveNotice } from './olx-files.js';

/** The most collisions that are reported one by one. */
const SHOWN_COLLISIONS = 100;

/** Text of which every normal form is itself. */
const ASCII = /^[ -~]*$/;

/**
 * The members of one archive by path, as far as they have been seen, held to the limits.
 * `Place` is where the content of a member lies.
 */
export class MemberIndex<Place> {
  readonly notices: ArchiveNotice[] = [];
  private readonly places = new Map<string, Place>();
  /** Normal form C → the path as written, only for paths that are not in that form already. */
  private readonly decomposed = new Map<string, string>();
  /** Lower case → the path as written, only for paths that are not in lower case already. */
  private readonly upperCase = new Map<string, string>();
  private members = 0;
  private bytes = 0;

  constructor(readonly limits: ArchiveLimits) {}

  /**
   * Counts a member and checks its name.
   * @returns its path, `''` for the top folder
   * @throws InvalidArchiveError
   */
  admit(name: string): string {
    this.members += 1;
    if (this.members > this.limits.members) {
      throw new InvalidArchiveError(
        'too_many_members',
        `The archive has more than ${this.limits.members} members. Leave out what does not belong to the course, or ask for a higher limit.`,
      );
    }
    return memberPath(name, this.limits);
  }

  /**
   * Checks what a file claims to hold, before any of it is unpacked.
   * @throws InvalidArchiveError
   */
  checkSize(path: string, size: number): void {
    const limit = byteLimitOf(path, this.limits);
    if (size > limit) {
      throw new InvalidArchiveError(
        'member_too_large',
        `The file ${shownName(path)} holds ${shownBytes(size)}; at most ${shownBytes(limit)} are taken. Host it elsewhere, or split it.`,
        path,
      );
    }
    this.bytes += size;
    if (this.bytes > this.limits.totalBytes) {
      throw new InvalidArchiveError(
        'archive_too_large',
        `The archive unpacks to more than ${shownBytes(this.limits.totalBytes)}. Leave out large assets, or ask for a higher limit.`,
        path,
      );
    }
  }

  /**
   * Enters a file. Two that differ only in case are both kept, and noticed: systems that cannot tell them apart exist,
   * but exports of such courses do as well.
   * @throws InvalidArchiveError if the path is taken: which of the two would count is a guess
   */
  add(path: string, place: Place): void {
    if (path === '') throw new InvalidArchiveError('archive_corrupt', 'A file of the archive has no name.');
    const normal = ASCII.test(path) ? path : path.normalize('NFC');
    if (this.places.has(normal) || this.decomposed.has(normal)) {
      throw new InvalidArchiveError(
        'duplicate_member',
        `The archive holds the file ${shownName(path)} twice. Pack it again with one of the two.`,
        path,
      );
    }
    this.noticeCollision(path);
    if (normal !== path) this.decomposed.set(normal, path);
    this.places.set(path, place);
  }

  get(path: string): Place | undefined {
    const place = this.places.get(path);
    if (place !== undefined) return place;
    const written = this.decomposed.get(path) ?? this.decomposed.get(path.normalize('NFC'));
    return this.places.get(written ?? path.normalize('NFC'));
  }

  paths(): IterableIterator<string> {
    return this.places.keys();
  }

  private noticeCollision(path: string): void {
    const lower = path.toLowerCase();
    const other = this.upperCase.get(lower) ?? (lower !== path && this.places.has(lower) ? lower : undefined);
    if (lower !== path) this.upperCase.set(lower, path);
    if (other === undefined || this.notices.length >= SHOWN_COLLISIONS) return;
    this.notices.push({
      code: 'case_collision',
      file: path,
      message: `This file and ${shownName(other)} differ only in upper and lower case. Both were kept; some systems cannot hold both.`,
    });
  }
}
