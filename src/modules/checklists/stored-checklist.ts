import type { CourseKey } from '../../common/opaque-keys/index.js';

/** What there is to say of an item, apart from its id and place. */
export interface ItemText {
  readonly shortDescription: string;
  readonly longDescription: string;
  /** A symbolic name, an http(s) URL, or nothing: see checklist-actions.ts. */
  readonly actionUrl: string;
  readonly actionText: string;
  /** The computed check that speaks of the same thing. */
  readonly check: string | null;
}

/** One thing to do. Its place is that in its list. */
export interface ChecklistItem extends ItemText {
  readonly id: string;
  /** Since when it is ticked; null: it is not. */
  readonly checkedAt: Date | null;
  /** Username; null where nobody is known, or it is not ticked. */
  readonly checkedBy: string | null;
}

/** A checklist, as it is kept. */
export interface StoredChecklist {
  readonly id: string;
  readonly shortDescription: string;
  /** Among the lists of the course, from 0. */
  readonly position: number;
  readonly created: Date;
  readonly edited: Date;
  readonly editedBy: string | null;
  readonly revision: number;
  /** In their order. */
  readonly items: readonly ChecklistItem[];
}

/** A checklist and whose it is. */
export interface CourseChecklist extends StoredChecklist {
  /** Without branch and version: the lists are the team's, whatever it works on. */
  readonly courseKey: CourseKey;
}

/** Most lists of a course, and most items of a list: so that every list fits into one JSON body. */
export const MAX_CHECKLISTS = 100;
export const MAX_ITEMS = 500;

/** Ids of lists and items. */
export const CHECKLIST_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Version for the ETag. A list that is made anew under an old id is another one: revisions alone would begin again. */
export const versionOf = ({ created, revision }: StoredChecklist): string => `${created.getTime()}-${revision}`;
