import { Collection } from '../../../common/pagination/collection.js';
import { substrings } from '../../../common/pagination/text-search.js';

/** What an enrollment was after a change. */
export interface HistoricState {
  readonly mode: string;
  readonly isActive: boolean;
  readonly isDeleted: boolean;
}

/** A change as it is read. */
export interface StoredChange extends HistoricState {
  readonly revision: number;
  readonly changed: Date;
  /** Username; null for the command line, and for who is gone. */
  readonly changedBy: string | null;
  readonly reason: string | null;
  readonly previousMode: string | null;
  readonly previousIsActive: boolean | null;
  readonly previousIsDeleted: boolean | null;
}

/** The changes of one enrollment, the latest first. */
export const historyCollection = Collection.of<StoredChange>()({
  from: 'enrollment_changes h',
  joins: 'LEFT JOIN users b ON b.id = h.changed_by',
  columns: `h.revision, h.changed, b.username AS "changedBy", h.reason, h.previous_mode AS "previousMode",
    h.previous_is_active AS "previousIsActive", h.previous_is_deleted AS "previousIsDeleted", h.mode,
    h.is_active AS "isActive", h.is_deleted AS "isDeleted"`,
  key: 'h.revision',
  orders: { changed: 'h.revision' },
  defaultOrder: '-changed',
  search: substrings('the reason or the mode', `(coalesce(h.reason, '') || ' ' || h.mode)`),
  filters: {},
});
