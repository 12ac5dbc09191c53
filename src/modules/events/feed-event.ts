import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockRef } from '../content/index.js';

/** A person as far as one caller may know of them. */
export interface EventUser {
  readonly username: string;
  /** Null for whom the caller may not know it of. */
  readonly email: string | null;
  readonly name: string | null;
  readonly isActive: boolean;
}

/** One event as one caller sees it. */
export interface FeedEvent {
  readonly id: string;
  readonly type: string;
  readonly position: number;
  readonly time: Date;
  readonly courseKey: CourseKey | null;
  /** The branch that was written to. */
  readonly branch: string | null;
  /** GUID of the version that shows the thing: of what was deleted, the last that has it. */
  readonly version: string | null;
  readonly block: BlockRef | null;
  readonly actor: string | null;
  /** Whom it is about; null for nobody, and for an account that is gone. */
  readonly user: EventUser | null;
  readonly details: EventDetails;
}

/** What else a row knows; which of it there is depends on the type. */
export interface EventDetails {
  readonly catalogInfo?: Readonly<Record<string, unknown>> | null;
  readonly role?: string;
  readonly mode?: string;
  readonly isActive?: boolean;
  readonly course?: { readonly displayName: string | null; readonly start: Date | null; readonly end: Date | null };
  readonly enrolled?: Date | null;
}
