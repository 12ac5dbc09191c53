import { AppError, NotFoundError } from '../../common/errors/app-error.js';

/** The same for a task that is not there and for somebody else's (SPEC R-7). */
export class TaskNotFoundError extends NotFoundError {
  constructor(id: string) {
    super(`task "${id}"`);
  }
}

/** 409: what has ended cannot be cancelled. */
export class TaskFinishedError extends AppError {
  constructor(id: string, state: string) {
    super('conflict', `The task "${id}" has ended already (${state}), so there is nothing to cancel.`);
  }
}

/** 503: this process takes no more tasks now. */
export class TaskQueueFullError extends AppError {
  constructor(waiting: number) {
    super('service_unavailable', `${waiting} tasks are waiting already. Try again in a minute.`, {
      headers: { 'retry-after': '60' },
    });
  }
}

/** 503: the process that would run the task is about to end. */
export class TaskRunnerStoppingError extends AppError {
  constructor() {
    super(
      'service_unavailable',
      'This process is being stopped and starts no tasks any more. Send the request again.',
      {
        headers: { 'retry-after': '2' },
      },
    );
  }
}

/** How a task ends whose process ended first. Jobs are all or nothing, so to start anew is always right. */
export class TaskInterruptedError extends AppError {
  constructor() {
    super(
      'service_unavailable',
      'The task was interrupted because the process that ran it ended. Nothing of it was kept: start it again.',
    );
  }
}
