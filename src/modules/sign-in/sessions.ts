import { hash, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { KnownAccounts } from '../accounts/index.js';
import { OauthGrants } from '../oauth2/index.js';
import { type Device, type FoundSession, type Session, SessionStore } from './session-store.js';

const SECRET_BYTES = 32;
/** As for accounts (known-accounts.ts): another process notices an end after at most as long. */
const BELIEVED_MS = 2_000;
const MOST_KEPT = 10_000;

/** For whom a session begins. */
export interface SessionOwner {
  readonly id: number;
  readonly signInEpoch: number;
}

/** Begins, finds and ends sessions. What the browser holds is a secret; what is stored is its digest. */
@Injectable()
export class Sessions {
  private readonly hot = new LRUCache<string, { found: FoundSession; changes: number }>({
    max: MOST_KEPT,
    ttl: BELIEVED_MS,
  });
  /** Counts the ends in this process, so that a session which was being read meanwhile is not kept. */
  private ends = 0;

  constructor(
    private readonly store: SessionStore,
    private readonly accounts: KnownAccounts,
    private readonly grants: OauthGrants,
  ) {}

  /** Always a new one: a session that was there before signing in must not become somebody's (C3.2: fixation). @returns the secret */
  async begin(owner: SessionOwner, device: Device): Promise<string> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    await this.store.add({
      uuid: randomUUID(),
      digest: digestOf(secret),
      userId: owner.id,
      epoch: owner.signInEpoch,
      ...device,
    });
    return secret;
  }

  /** The session of a secret; null when there is none, or it counts no more. */
  async find(secret: string, device: Device): Promise<FoundSession | null> {
    const digest = digestOf(secret);
    const { changes } = this;
    const kept = this.hot.get(digest);
    if (kept?.changes === changes) return kept.found;
    const found = await this.store.find(digest, device);
    if (found && changes === this.changes) this.hot.set(digest, { found, changes });
    return found;
  }

  /** Those of one account, the one that was seen last first. */
  async ofAccount(userId: number): Promise<Session[]> {
    return this.store.ofAccount(userId);
  }

  /** The session of this public name, whosever it is; null when there is none that counts. */
  async named(uuid: string): Promise<Session | null> {
    return this.store.named(uuid);
  }

  async end(userId: number, uuids: readonly string[]): Promise<void> {
    await this.store.remove(userId, uuids);
    await this.grants.endSessions(uuids);
    this.ends += 1;
  }

  /** Another number means: what was read before is not to be believed. */
  private get changes(): number {
    return this.ends + this.accounts.changes;
  }
}

function digestOf(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
