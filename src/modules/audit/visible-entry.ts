import type { AuditEntryEntity } from '../../common/audit/audit-entry.entity.js';

/** An entry as one caller may see it. */
export interface VisibleEntry {
  readonly entry: AuditEntryEntity;
  /** Whether the caller sees from where it was done: the actor, and global staff. */
  readonly withAddress: boolean;
}
