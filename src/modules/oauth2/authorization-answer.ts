/** Where the answer to an authorization request goes, and what it repeats. */
export interface ReturnAddress {
  readonly redirectUri: string;
  /** Exactly as it was sent; undefined when it was not. */
  readonly state: string | undefined;
}

/**
 * The address that an answer is sent to (RFC 6749 4.1.2): what was registered, byte for byte, with the answer behind it, the
 * state as it was sent, and who answers (RFC 9207), so that a client of several providers cannot mix them up.
 */
export function answerUrl(
  { redirectUri, state }: ReturnAddress,
  issuer: string,
  answer: Readonly<Record<string, string>>,
): string {
  const parameters = new URLSearchParams({ ...answer, ...(state !== undefined && { state }), iss: issuer });
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${parameters.toString()}`;
}
