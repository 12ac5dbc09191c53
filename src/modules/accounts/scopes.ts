/**
 * What a token may be asked for (operations.md A4.9). `email` and `profile` decide which claims it carries; `read` and
 * `write` say what its client is meant for.
 */
export const SCOPES = ['read', 'write', 'email', 'profile'] as const;
export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}
