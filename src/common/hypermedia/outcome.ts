import type { ResourceResponse, Unlinked } from './links.js';

/**
 * A representation whose version is known before it is made: a client that has it gets its 304 without the work
 * (SPEC R-12), and a PATCH that nobody wants an answer to does not make one.
 */
export class Versioned<T extends ResourceResponse> {
  constructor(
    /** Version as the route's link builder would tell it. */
    readonly version: string,
    /** What else decides about the bytes, apart from query and caller: the caller's role, another version. */
    readonly circumstances: readonly string[],
    readonly make: () => Promise<Unlinked<T>>,
    /** Whether it can never change under this URL. */
    readonly immutable = false,
  ) {}
}

/** What a PUT made where there was nothing: 201 with its `Location` (SPEC section 1). */
export class Created<T extends ResourceResponse> {
  constructor(readonly resource: Unlinked<T>) {}
}

/** What a write would do (`dry_run`, ADR 0022), or found done already: 200, and nothing was made or changed. */
export class NothingDone<T extends ResourceResponse> {
  constructor(readonly resource: Unlinked<T>) {}
}

/** What a route with a representation may return. */
export type Outcome<T extends ResourceResponse> = Unlinked<T> | Versioned<T> | Created<T> | NothingDone<T>;
