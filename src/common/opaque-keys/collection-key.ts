import { CourseKey } from './course-keys.js';
import { readLibraryV2Collection } from './grammar.js';
import { InvalidKeyError } from './invalid-key-error.js';
import { A_SLUG, checked } from './rules.js';

const PREFIX = 'lib-collection:';

/** A collection in a v2 library: `lib-collection:ORG:SLUG:ID`. Immutable. */
export class CollectionKey {
  readonly namespace = 'lib-collection';

  private constructor(
    /** The v2 library. */
    readonly libraryKey: CourseKey,
    readonly collectionId: string,
  ) {
    Object.freeze(this);
  }

  /** @throws InvalidKeyError */
  static parse(text: string): CollectionKey {
    const key = CollectionKey.tryParse(text);
    if (!key) throw new InvalidKeyError(text, 'a collection key, as lib-collection:ORG:SLUG:ID');
    return key;
  }

  /** As {@link parse}, with null for a text that is no collection key. */
  static tryParse(text: string): CollectionKey | null {
    if (typeof text !== 'string' || !text.startsWith(PREFIX)) return null;
    const parts = readLibraryV2Collection(text.slice(PREFIX.length));
    return parts && new CollectionKey(CourseKey.ofLibraryV2(parts.org, parts.slug), parts.id);
  }

  /** @throws InvalidKeyError for an id that would not be read back, and for the key of anything but a v2 library */
  static of(libraryKey: CourseKey, collectionId: string): CollectionKey {
    if (libraryKey.namespace !== 'lib') throw new InvalidKeyError(libraryKey.toString(), 'lib:ORG:SLUG');
    return new CollectionKey(libraryKey, checked(collectionId, A_SLUG));
  }

  equals(other: CollectionKey | null | undefined): boolean {
    return !!other && this.collectionId === other.collectionId && this.libraryKey.equals(other.libraryKey);
  }

  toString(): string {
    return `${PREFIX}${this.libraryKey.body}:${this.collectionId}`;
  }

  /** A key is a string in JSON. */
  toJSON(): string {
    return this.toString();
  }
}
