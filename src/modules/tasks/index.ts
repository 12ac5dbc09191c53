/** Everything other modules may use of tasks. Nothing else in this folder is theirs to import. */
export { TaskResponse } from './dto/task.response.js';
export type { OwnedTask } from './owned-task.js';
export { sayWhenToAskAgain } from './retry-after.js';
export { TaskEntity } from './task.entity.js';
export { TaskInterruptedError } from './tasks.errors.js';
export type { TaskContext } from './task-run.js';
export { type TaskJob, type TaskOptions, TaskRunner } from './task-runner.js';
export { TaskSweeper } from './task-sweeper.js';
export { taskLinks } from './tasks.links.js';
export { TasksModule } from './tasks.module.js';
