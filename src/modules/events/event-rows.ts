import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Principal } from '../../common/auth/principal.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { readsDraftsOf } from '../access/index.js';
import type { BlockRef } from '../content/index.js';
import { CONTENT } from './event.entity.js';
import { visibleEvents } from './event-conditions.js';
import type { FeedPosition } from './event-position.js';
import { XBLOCK_TYPES } from './event-types.js';

/** What somebody asks of the feed. */
export interface FeedFilters {
  /** Course key without branch and version. */
  readonly course?: string;
  /** An organization's id: its courses, and those of the organizations below it. */
  readonly organization?: string;
  readonly branch?: string;
  /** Names of events; all when absent. */
  readonly types?: ReadonlySet<string>;
  /** The last position to look at. */
  readonly until?: number;
}

/** A row of `events`, with what stands beside it today. */
export interface EventRow {
  readonly position: number;
  readonly time: Date;
  readonly type: string;
  readonly course_id: number | null;
  readonly course_key: string | null;
  readonly branch: string | null;
  readonly previous: string | null;
  readonly version: string | null;
  readonly actor: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly user_id: number | null;
  readonly username: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly user_is_active: boolean | null;
  readonly display_name: string | null;
  readonly start: Date | null;
  readonly end: Date | null;
  readonly enrolled: Date | null;
  /** Whether the caller reads drafts of the course, and so everything. */
  readonly is_whole: boolean;
}

/** Part of the feed: the rows that the caller sees, and how far was looked. */
export interface RowWindow {
  readonly rows: readonly EventRow[];
  /** The last position that was looked at; null when there was nothing. */
  readonly end: number | null;
  /** Whether there may be more behind it. */
  readonly isFull: boolean;
}

/** A block that a move of a head has changed. */
export interface BlockChangeRow {
  readonly position: number;
  readonly block: BlockRef;
  readonly change: 'created' | 'updated' | 'deleted';
}

/**
 * Most rows that one statement looks through for those that the caller sees: whoever sees little of a long feed gets there
 * page by page, and none of the pages is dear.
 */
const WINDOW = 1_000;
/** The same of one course, whose rows an index has together. */
const WINDOW_OF_COURSE = 10_000;

const COLUMNS = Sql.text(`e.position, e.time, e.type, e.course_key, e.branch, e.previous, e.version, e.data, e.user_id,
  c.id AS course_id, c.display_name, c.start, c."end", u.username, u.email, u.name, u.is_active AS user_is_active,
  n.created AS enrolled,
  coalesce(e.actor, CASE WHEN v.branch = e.branch AND v.previous IS NOT DISTINCT FROM e.previous THEN v.created_by END) AS actor`);

/** The feed as the database has it. Each method is one statement. */
@Injectable()
export class EventRows {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The next rows that the caller sees. @param most how many */
  async after(at: FeedPosition, principal: Principal, filters: FeedFilters, most: number): Promise<RowWindow> {
    const size = filters.course === undefined ? WINDOW : WINDOW_OF_COURSE;
    const { text, values } = sql`
      WITH seen AS MATERIALIZED (SELECT * FROM events e WHERE ${within(at, filters)} ORDER BY e.position LIMIT ${size})
      SELECT w.*, r.*
        FROM (SELECT max(position) AS window_end, count(*)::int AS window_size,
                     (SELECT max(position) FROM events WHERE position IS NOT NULL) AS feed_end FROM seen) w
        LEFT JOIN LATERAL (
          SELECT ${COLUMNS}, coalesce(${readsDraftsOf(principal)}, false) AS is_whole
            FROM seen e
            LEFT JOIN courses c ON c.course_key = e.course_key
            LEFT JOIN users u ON u.id = e.user_id
            LEFT JOIN versions v ON v.guid = e.version
            LEFT JOIN enrollments n ON n.course_key = e.course_key AND n.user_id = e.user_id
           WHERE ${visibleEvents(principal)} AND ${narrowing(filters)}
           ORDER BY e.position LIMIT ${most}) r ON true
       ORDER BY r.position`.render();
    const found = await this.dataSource.query<(WindowRow & EventRow)[]>(text, values);
    // There is one row at least: that of the window.
    const { window_end: windowEnd, window_size: windowSize, feed_end: feedEnd } = found[0]!;
    const isFull = windowSize === size;
    // Where nothing is left, the end of the whole feed: that of one course would tell that something happens in it.
    const end = isFull ? windowEnd : (filters.until ?? feedEnd);
    return { rows: found.filter(({ position }) => position !== null), end, isFull };
  }

  /** What these moves of heads have changed, in the order of positions and names. @param most for each of them */
  async changes(
    rows: readonly EventRow[],
    after: ReadonlyMap<number, BlockRef>,
    most: number,
  ): Promise<BlockChangeRow[]> {
    if (rows.length === 0) return [];
    return this.dataSource.query<BlockChangeRow[]>(
      `SELECT w.position, d.block, d.change
         FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[]) AS w (position, course_id, previous, version, after_block)
        CROSS JOIN LATERAL head_changes(w.course_id, w.previous, w.version, w.after_block, $6) d
        ORDER BY w.position, d.block COLLATE "C"`,
      [
        rows.map(({ position }) => position),
        rows.map(({ course_id: id }) => id),
        rows.map(({ previous }) => previous),
        rows.map(({ version }) => version),
        rows.map(({ position }) => after.get(position) ?? ''),
        most,
      ],
    );
  }

  /** The last position that there is; 0 for none. */
  async last(): Promise<number> {
    const [row] = await this.dataSource.query<[{ last: number }]>(
      'SELECT coalesce(max(position), 0) AS last FROM events WHERE position IS NOT NULL',
    );
    return row.last;
  }
}

interface WindowRow {
  readonly window_end: number | null;
  readonly window_size: number;
  readonly feed_end: number | null;
}

/** Which rows to look at: what an index finds. */
function within({ position, block }: FeedPosition, { course, until }: FeedFilters): Sql {
  return Sql.all([
    block === null ? sql`e.position > ${position}` : sql`e.position >= ${position}`,
    ...(until === undefined ? [] : [sql`e.position <= ${until}`]),
    ...(course === undefined ? [] : [sql`e.course_key = ${course}`]),
  ]);
}

function narrowing({ organization, branch, types }: FeedFilters): Sql {
  const isBlocks = types === undefined || XBLOCK_TYPES.some((type) => types.has(type));
  return Sql.all([
    // A course that an operator has deleted for good has taken its versions along.
    sql`(e.type <> ${CONTENT} OR c.id IS NOT NULL)`,
    ...(types === undefined ? [] : [sql`e.type = ANY (${[...types, ...(isBlocks ? [CONTENT] : [])]}::text[])`]),
    ...(branch === undefined ? [] : [sql`e.branch = ${branch}`]),
    ...(organization === undefined
      ? []
      : [sql`(c.organization_id = ${organization} OR starts_with(c.organization_id, ${organization} || '.'))`]),
  ]);
}
