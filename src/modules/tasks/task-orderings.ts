import { Orderings } from '../../common/pagination/ordering.js';

const columns = { created: 't.created', finished: 't.finished', kind: 't.kind', state: 't.state' };

/** The orders of tasks. The newest come first when none is asked for: what somebody looks for has just been started. */
export const taskOrderings = new Orderings(columns, '-created', 't.id');

/** The names that `sort_order` takes. */
export const TASK_SORT_ORDERS = Object.keys(columns);
