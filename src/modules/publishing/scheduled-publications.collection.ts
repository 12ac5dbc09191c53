import { Collection } from '../../common/pagination/collection.js';
import { sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';
import type { ScheduledPublicationEntity } from './scheduled-publication.entity.js';

/** With the name of whoever asked for it. */
export type ScheduledRow = ScheduledPublicationEntity & { readonly creator: string | null };

const COLUMNS = `s.course_id AS "courseId", s.id, s.action, s.blocks, s.exclude, s.message, s.at, s.state, s.attempts,
  s.next_attempt AS "nextAttempt", s.version, s.error, s.creator_id AS "creatorId", s.created, s.finished, s.revision, u.username AS creator`;

/** A statement that reads scheduled publications `s` with their creators. */
export const SCHEDULED_SQL = `SELECT ${COLUMNS} FROM scheduled_publications s LEFT JOIN users u ON u.id = s.creator_id`;

/** What is to be published, was, or could not be; the next one due first. */
export const scheduledPublicationCollection = Collection.of<ScheduledRow>()({
  from: 'scheduled_publications s LEFT JOIN users u ON u.id = s.creator_id',
  columns: COLUMNS,
  key: 's.id',
  orders: { at: 's.at', created: 's.created' },
  defaultOrder: 'at',
  search: substrings('the message or the username', `concat_ws(' ', s.message, u.username)`),
  filters: {
    state: (state: string) => sql`s.state = ${state}`,
    user: (username: string) => sql`lower(u.username) = lower(${username})`,
  },
});
