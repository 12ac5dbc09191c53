/** How far a reader goes back in time. */
export interface ParseOptions {
  /**
   * Whether the older spellings are read: `org/course/run`, `slashes:`, `location:`, `i4x://`, `/c4x/`. True unless
   * said; canonical paths say false, because those spellings are 404 there (SPEC I-2).
   */
  readonly allowDeprecated?: boolean;
}
