import type { TaskEntity } from './task.entity.js';

/** A task and the username of whoever started it; null once the account is gone. */
export interface OwnedTask extends TaskEntity {
  readonly owner: string | null;
}

/** A task as a collection shows it: a result may be a report of thousands of lines. */
export type OwnedTaskSummary = Omit<OwnedTask, 'result'>;
