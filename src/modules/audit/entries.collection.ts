import { AuditEntryEntity } from '../../common/audit/audit-entry.entity.js';
import { Collection } from '../../common/pagination/collection.js';
import { sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';

/** The audit log, the newest first. */
export const entryCollection = Collection.of<AuditEntryEntity>()({
  from: 'audit_entries a',
  columns: { entity: AuditEntryEntity, alias: 'a' },
  key: 'a.id',
  orders: { at: 'a.at' },
  defaultOrder: '-at',
  search: substrings(
    'the action, the path or the usernames',
    `concat_ws(' ', a.action, a.target, a.actor, a.on_behalf_of)`,
  ),
  filters: {
    // By account, not by name: who has a name today need not be who had it then.
    user: (username: string) =>
      sql`(SELECT id FROM users WHERE lower(username) = lower(${username})) IN (a.actor_id, a.on_behalf_of_id)`,
    course: (key: string) => sql`a.course_key = ${key}`,
    action: (action: string) => sql`a.action = ${action}`,
    target: (path: string) => sql`a.target = ${path}`,
    request_id: (id: string) => sql`a.request_id = ${id}`,
    from: (at: Date) => sql`a.at >= ${at}`,
    until: (at: Date) => sql`a.at < ${at}`,
  },
});
