import type { KnownAccount } from '../accounts/index.js';

/** Where a request comes from. */
export interface Device {
  readonly address: string;
  readonly userAgent: string;
}

/** A session that is to begin. */
export interface NewSession extends Device {
  readonly uuid: string;
  /** SHA-256 of what the cookie holds, base64url. */
  readonly digest: string;
  readonly userId: number;
  /** `signInEpoch` of the account when its credentials were verified. */
  readonly epoch: number;
}

/** A session that counts. */
export interface Session extends Device {
  readonly uuid: string;
  readonly userId: number;
  readonly created: Date;
  /** At most {@link SEEN_SECONDS} behind. */
  readonly lastSeen: Date;
  readonly expires: Date;
}

/** The same, as a request needs it. */
export interface FoundSession extends Session {
  readonly account: KnownAccount;
}

/** Between two notes of the same session: a busy one must not write for every request. */
export const SEEN_SECONDS = 60;

/** Of one account; the one that was silent longest makes way for a new one. */
export const MOST_SESSIONS = 100;

/**
 * Port: where sessions are. Both stores find a session only while it has not expired, its account is active, and the
 * account's epoch is the one in which it began.
 */
export abstract class SessionStore {
  abstract add(session: NewSession): Promise<void>;
  /** At most one query of the database, the account included. Notes from where it was seen, now and then. */
  abstract find(digest: string, device: Device): Promise<FoundSession | null>;
  /** The sessions of one account, the one that was seen last first. */
  abstract ofAccount(userId: number): Promise<Session[]>;
  /** The session of this public name, whosever it is. */
  abstract named(uuid: string): Promise<Session | null>;
  /** Ends these sessions of one account; the others are nobody's business. */
  abstract remove(userId: number, uuids: readonly string[]): Promise<void>;
}
