/** How much of a refused text a message repeats: enough to recognise it, too little to flood a log. */
const SHOWN = 200;

/**
 * A text, or a part of a key, that is not valid. A plain error without a status: whoever took the text from a path or
 * from a body decides between 404 and 400 (SPEC section 1, "bad key").
 */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';

  /** The refused text, whole. Of anything but a string, its type in brackets. */
  readonly key: string;

  /**
   * @param key what was refused; `unknown` because a caller without types can pass anything
   * @param expected the form that would have been right, as the end of the sentence "expected …"
   */
  constructor(key: unknown, expected: string) {
    const text = typeof key === 'string' ? key : `[${typeof key}]`;
    const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
    super(`${JSON.stringify(shown)} is not valid: expected ${expected}.`);
    this.key = text;
  }
}
