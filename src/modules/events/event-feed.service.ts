import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/auth/principal.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { PUBLISHED } from '../content/index.js';
import { CONTENT } from './event.entity.js';
import { eventIdOf, type FeedPosition, positionInId } from './event-position.js';
import { type BlockChangeRow, EventRows, type EventRow, type FeedFilters } from './event-rows.js';
import { XBLOCK_CREATED, XBLOCK_DELETED, XBLOCK_PUBLISHED, XBLOCK_UPDATED, type XblockType } from './event-types.js';
import { EventNotFoundError } from './events.errors.js';
import type { EventDetails, EventUser, FeedEvent } from './feed-event.js';
import { VisibleBlocks } from './visible-blocks.js';

/** Part of the feed, and where it goes on. */
export interface FeedPage {
  readonly events: readonly FeedEvent[];
  /** Up to here everything is told. */
  readonly at: FeedPosition;
  /** Whether there may be more already. */
  readonly hasMore: boolean;
}

/** Rows that are read at once. */
const CHUNK = 25;
/** Statements of one page at most, whatever the caller does not see: then it ends early, and the next goes on. */
const MOST_ROUNDS = 10;
/** More blocks than a course has. */
const ALL = 1_000_000;

/** One row with its events. */
interface OpenedRow {
  readonly row: EventRow;
  readonly events: readonly FeedEvent[];
  /** The last block that was looked at, when there are more. */
  readonly cutAt: string | null;
}

/**
 * The feed as one caller sees it, in the order of commits (ADR 0023). Events of blocks are worked out from the immutable rows of the
 * content store whenever they are read, so that a version of 100,000 blocks is one row of the feed and many pages of events.
 */
@Injectable()
export class EventFeed {
  constructor(
    private readonly rows: EventRows,
    private readonly blocks: VisibleBlocks,
  ) {}

  /** The next events after a place. @param most of them */
  async page(principal: Principal, filters: FeedFilters, since: FeedPosition, most: number): Promise<FeedPage> {
    const events: FeedEvent[] = [];
    let at = since;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const window = await this.rows.after(at, principal, filters, CHUNK);
      let isCut = false;
      for (const opened of await this.open(window.rows, { principal, filters, at, most: most - events.length + 1 })) {
        for (const event of opened.events) {
          if (events.length === most) return { events, at, hasMore: true };
          events.push(event);
          at = { position: event.position, block: event.block };
        }
        const { position } = opened.row;
        isCut = opened.cutAt !== null;
        at = { position, block: opened.cutAt };
        if (isCut) break;
      }
      if (isCut || window.rows.length === CHUNK) continue;
      at = { position: window.end ?? at.position, block: null };
      if (!window.isFull) return { events, at, hasMore: false };
    }
    return { events, at, hasMore: true };
  }

  /** One event. @throws EventNotFoundError, the same for what the caller does not see */
  async get(principal: Principal, id: string, filters: FeedFilters = {}): Promise<FeedEvent> {
    const position = positionInId(id);
    if (position === null || position === 0) throw new EventNotFoundError(id);
    const before = { position: position - 1, block: null };
    const { events } = await this.page(principal, { ...filters, until: position }, before, ALL);
    const event = events.find((one) => one.id === id);
    if (!event) throw new EventNotFoundError(id);
    return event;
  }

  /** The place behind everything that there is now. */
  async end(): Promise<FeedPosition> {
    return { position: await this.rows.last(), block: null };
  }

  private async open(
    rows: readonly EventRow[],
    { principal, filters, at, most }: { principal: Principal; filters: FeedFilters; at: FeedPosition; most: number },
  ): Promise<OpenedRow[]> {
    const content = rows.filter(({ type }) => type === CONTENT);
    const after = new Map(at.block === null ? [] : [[at.position, at.block] as const]);
    const changes = await this.rows.changes(content, after, most);
    const sees = await this.blocks.of(principal, content, changes);
    const byRow = Map.groupBy(changes, ({ position }) => position);
    return rows.map((row) => {
      if (row.type !== CONTENT) return { row, events: [eventOf(row, principal)], cutAt: null };
      const own = byRow.get(row.position) ?? [];
      const shown = own.filter((change) => sees.get(row.position)!(change)).map((change) => blockEventOf(row, change));
      return {
        row,
        events: shown.filter(({ type }) => filters.types?.has(type) ?? true),
        cutAt: own.length === most ? own.at(-1)!.block : null,
      };
    });
  }
}

/** A row that is one event. */
function eventOf(row: EventRow, principal: Principal): FeedEvent {
  const { position, time, type, actor } = row;
  return {
    id: eventIdOf({ position, time, block: null }),
    type,
    position,
    time,
    courseKey: row.course_key === null ? null : CourseKey.parse(row.course_key),
    branch: null,
    version: null,
    block: null,
    actor,
    user: userOf(row, principal),
    details: detailsOf(row),
  };
}

function blockEventOf(row: EventRow, { block, change }: BlockChangeRow): FeedEvent {
  const { position, time, branch, actor } = row;
  return {
    id: eventIdOf({ position, time, block }),
    type: typeOfChange(change, branch!),
    position,
    time,
    courseKey: CourseKey.parse(row.course_key!),
    branch,
    version: change === 'deleted' ? row.previous : row.version,
    block,
    actor,
    user: null,
    details: {},
  };
}

/** On the published branch all that is there was published; what is not there any more is deleted on every branch. */
function typeOfChange(change: BlockChangeRow['change'], branch: string): XblockType {
  if (change === 'deleted') return XBLOCK_DELETED;
  if (branch === PUBLISHED) return XBLOCK_PUBLISHED;
  return change === 'created' ? XBLOCK_CREATED : XBLOCK_UPDATED;
}

/** Name and address are for the person and for global staff, as everywhere (SPEC E-1). */
function userOf(row: EventRow, principal: Principal): EventUser | null {
  if (row.username === null) return null;
  const seesAll = principal.isGlobalStaff || principal.userId === row.user_id;
  return {
    username: row.username,
    email: seesAll ? row.email : null,
    name: seesAll ? row.name : null,
    isActive: row.user_is_active ?? false,
  };
}

function detailsOf({ data, display_name: displayName, start, end, enrolled }: EventRow): EventDetails {
  return {
    catalogInfo: data,
    role: data?.role as string | undefined,
    mode: data?.mode as string | undefined,
    isActive: data?.is_active as boolean | undefined,
    course: { displayName, start, end },
    enrolled,
  };
}
