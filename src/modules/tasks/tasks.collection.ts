import { Collection } from '../../common/pagination/collection.js';
import { type Sql, sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';
import type { OwnedTaskSummary } from './owned-task.js';
import type { TaskState } from './task.entity.js';

/** The columns of a task without its result; `u` is its owner. */
export const TASK_SUMMARY = `t.id, t.kind, t.state, t.course_key AS "courseKey", t.owner_id AS "ownerId", u.username AS owner,
  t.progress_done AS "progressDone", t.progress_total AS "progressTotal", t.progress_unit AS "progressUnit", t.error,
  t.cancel_requested AS "cancelRequested", t.worker, t.heartbeat, t.created, t.started, t.finished`;

export const TASK_OWNER = 'LEFT JOIN users u ON u.id = t.owner_id';

/** The account is looked up once, and its tasks by ix_tasks_owner. */
export const ownedBy = (username: string): Sql =>
  sql`t.owner_id = (SELECT id FROM users WHERE lower(username) = lower(${username}))`;

/** The tasks. The newest come first when no order is asked for: what somebody looks for has just been started. */
export const taskCollection = Collection.of<OwnedTaskSummary>()({
  from: 'tasks t',
  joins: TASK_OWNER,
  columns: TASK_SUMMARY,
  key: 't.id',
  orders: { created: 't.created', finished: 't.finished', kind: 't.kind', state: 't.state' },
  defaultOrder: '-created',
  search: substrings('the kind or the course key', `(t.kind || ' ' || coalesce(t.course_key, ''))`),
  filters: {
    kind: (kind: string) => sql`t.kind = ${kind}`,
    state: (state: TaskState) => sql`t.state = ${state}`,
    course: (key: string) => sql`t.course_key = ${key}`,
    user: ownedBy,
  },
});
