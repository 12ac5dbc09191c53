import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditNote, AuditOrigin } from './audit-origin.js';
import { type AuditRecord, newRecord } from './audit-record.js';

const STORAGE = new AsyncLocalStorage<AuditTrail | null>();

/**
 * What one request, task or command leaves in the audit log: at most one entry, in the transaction of its effect
 * (ADR 0019). It follows the work through every `await`, so that no service has to hand it on.
 */
export class AuditTrail {
  private noted: AuditOrigin;
  /** The connection in whose open transaction the entry stands; true once it is committed. */
  private state: object | true | null = null;

  constructor(origin: AuditOrigin) {
    this.noted = origin;
  }

  /** The one of the work that is going on; null for work that nobody asked for, such as the first start. */
  static get current(): AuditTrail | null {
    return STORAGE.getStore() ?? null;
  }

  /** Runs the work under this trail, or, with null, apart from any: housekeeping that a request happened to set off. */
  static run<T>(trail: AuditTrail | null, work: () => T): T {
    return STORAGE.run(trail, work);
  }

  /** The trail of something that has an entry of its own, beside that of the request which happened to set it off. */
  static beside(origin: Omit<AuditOrigin, 'via' | 'credential'>): AuditTrail {
    const { current } = AuditTrail;
    if (current === null) return new AuditTrail({ via: 'request', credential: 'none', ...origin });
    const trail = current.followedBy({ via: 'request', action: origin.action });
    trail.note(origin);
    return trail;
  }

  /** A trail for what goes on after this one, by the same actor and request. */
  followedBy(origin: Pick<AuditOrigin, 'via' | 'action' | 'target' | 'courseKey'>): AuditTrail {
    const { actor, clientId, credential, permission, requestId, address } = this.noted;
    return new AuditTrail({ actor, clientId, credential, permission, requestId, address, ...origin });
  }

  note({ details, ...facts }: AuditNote): void {
    this.noted = { ...this.noted, ...facts, details: { ...this.noted.details, ...details } };
  }

  /** Whether the entry is there, or about to be. */
  get isEntered(): boolean {
    return this.state !== null;
  }

  /** The entry is in the transaction that this connection is about to commit. */
  enteredBy(connection: object): void {
    this.state = connection;
  }

  /** The transaction of this connection is over: with it the entry is there for good, or was never there. */
  ended(connection: object, committed: boolean): void {
    if (this.state === connection) this.state = committed || null;
  }

  /** The entry was written and committed. */
  entered(): void {
    this.state = true;
  }

  /** What is stored. @param refusal the HTTP status of a request that was refused; null for what was done */
  record(refusal: number | null = null): AuditRecord {
    return newRecord(this.noted, refusal);
  }
}

/**
 * Adds to the entry of the write that is going on what only its service knows. Call it before the transaction commits;
 * it costs nothing, and does nothing where no write is being followed.
 *
 * ```ts
 * noteForAudit({ courseKey, onBehalfOf: username });
 * ```
 */
export function noteForAudit(note: AuditNote): void {
  AuditTrail.current?.note(note);
}
