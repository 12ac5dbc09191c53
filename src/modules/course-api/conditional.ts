/** An answer that is made only when the client does not have it yet (SPEC R-12): a 304 must not cost the body. */
export class Conditional<T> {
  /**
   * @param version what the body shows
   * @param state everything else, besides the request's query, that the body depends on
   */
  constructor(
    readonly version: string,
    readonly state: string,
    readonly make: () => Promise<T>,
  ) {}
}
