import { AppError } from '../errors/app-error.js';

/** One page of a collection, and how many there are in all. */
export class Page<T> {
  constructor(
    readonly items: readonly T[],
    readonly count: number,
    readonly page: number,
    readonly pageSize: number,
    /** Of the whole collection, where it has one: for `If-Match` of what acts on all of it. Null: no ETag is sent. */
    readonly version: string | null = null,
    /** What else decides about the bytes, apart from query and caller. */
    readonly circumstances: readonly string[] = [],
    /** Members of the envelope beside the usual ones: what the collection is about, as a whole. */
    readonly summary: object = {},
  ) {
    // Page 0 of an empty collection exists; any other page past the end does not (SPEC section 1).
    if (page > 0 && page >= this.numPages) {
      throw new AppError(
        'not_found',
        `There is no page ${page}: the last one is page ${this.numPages - 1} (pages count from 0).`,
      );
    }
  }

  /** At least 1, as Django REST framework counts. */
  get numPages(): number {
    return Math.max(1, Math.ceil(this.count / this.pageSize));
  }

  get start(): number {
    return this.page * this.pageSize;
  }

  map<U>(convert: (item: T) => U): Page<U> {
    return this.with(this.items.map(convert));
  }

  /** The same page with other items in the places of these. */
  with<U>(items: readonly U[]): Page<U> {
    return new Page(items, this.count, this.page, this.pageSize, this.version, this.circumstances, this.summary);
  }

  /** The same page of a collection that is in this version. */
  versioned(version: string, circumstances: readonly string[]): Page<T> {
    return new Page(this.items, this.count, this.page, this.pageSize, version, circumstances, this.summary);
  }

  /** The same page with members of its own in the envelope; the route names their class in `@ReturnsPage`. */
  withSummary(summary: object): Page<T> {
    return new Page(this.items, this.count, this.page, this.pageSize, this.version, this.circumstances, summary);
  }
}
