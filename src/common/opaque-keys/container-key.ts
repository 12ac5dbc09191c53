import { CourseKey } from './course-keys.js';
import { readLibraryV2Object } from './grammar.js';
import { InvalidKeyError } from './invalid-key-error.js';
import { A_SLUG, AN_ASCII_SLUG, checked } from './rules.js';

const PREFIX = 'lct:';

/** A container (unit, subsection, section) in a v2 library: `lct:ORG:SLUG:TYPE:ID`. Immutable. */
export class ContainerKey {
  readonly namespace = 'lct';

  private constructor(
    /** The v2 library. */
    readonly libraryKey: CourseKey,
    readonly containerType: string,
    readonly containerId: string,
  ) {
    Object.freeze(this);
  }

  /** @throws InvalidKeyError */
  static parse(text: string): ContainerKey {
    const key = ContainerKey.tryParse(text);
    if (!key) throw new InvalidKeyError(text, 'a container key, as lct:ORG:SLUG:TYPE:ID');
    return key;
  }

  /** As {@link parse}, with null for a text that is no container key. */
  static tryParse(text: string): ContainerKey | null {
    if (typeof text !== 'string' || !text.startsWith(PREFIX)) return null;
    const parts = readLibraryV2Object(text.slice(PREFIX.length));
    return parts && new ContainerKey(CourseKey.ofLibraryV2(parts.org, parts.slug), parts.type, parts.id);
  }

  /** @throws InvalidKeyError for parts that would not be read back, and for the key of anything but a v2 library */
  static of(libraryKey: CourseKey, containerType: string, containerId: string): ContainerKey {
    if (libraryKey.namespace !== 'lib') throw new InvalidKeyError(libraryKey.toString(), 'lib:ORG:SLUG');
    return new ContainerKey(libraryKey, checked(containerType, AN_ASCII_SLUG), checked(containerId, A_SLUG));
  }

  equals(other: ContainerKey | null | undefined): boolean {
    if (!other || this.containerId !== other.containerId || this.containerType !== other.containerType) return false;
    return this.libraryKey.equals(other.libraryKey);
  }

  toString(): string {
    return `${PREFIX}${this.libraryKey.body}:${this.containerType}:${this.containerId}`;
  }

  /** A key is a string in JSON. */
  toJSON(): string {
    return this.toString();
  }
}
