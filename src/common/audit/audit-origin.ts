import type { Credential } from '../auth/principal.js';

/** Small facts of a write, chosen by the service that writes: never a body, a token, a password or a text of a person. */
export type AuditDetails = Readonly<
  Record<string, string | number | boolean | null | Readonly<Record<string, string>>>
>;

/** What only the service that writes knows of a write. */
export interface AuditNote {
  /** Username of whoever turned out to act, where the request came without an account: a sign-in, a token. */
  readonly actor?: string;
  /** Username of the person whose thing it is. A name that no account has is not kept: it may be a password typed in the wrong field. */
  readonly onBehalfOf?: string;
  /** The OAuth2 client that turned out to act. Only one that exists. */
  readonly clientId?: string;
  /** The course that was written to, where the path does not name it. */
  readonly courseKey?: string;
  /** GUID of the version of content that was made. */
  readonly version?: string;
  /** Added to those that are noted already. */
  readonly details?: AuditDetails;
}

/** Who acts and what is asked for, as it is known before anything is done. */
export interface AuditOrigin extends AuditNote {
  /** What began it. */
  readonly via: 'request' | 'task' | 'command_line';
  /** How the caller showed who they are. */
  readonly credential: Credential | 'operator';
  /** `operationId` of a request, kind of a task, name of a command. */
  readonly action: string;
  /** The permission that the route takes. */
  readonly permission?: string;
  readonly method?: string;
  /** Path of what is written to, without query and without secrets. */
  readonly target?: string;
  readonly requestId?: string;
  /** IP address of the client. */
  readonly address?: string;
}
