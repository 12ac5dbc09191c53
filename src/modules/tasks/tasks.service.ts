import { Injectable } from '@nestjs/common';
import type { Preconditions } from '../../common/http/preconditions.js';
import type { Principal } from '../../common/auth/principal.js';
import { usernameOf } from '../../common/pagination/key-parameters.js';
import type { Page } from '../../common/pagination/page.js';
import type { TaskQuery } from './dto/task.query.js';
import type { OwnedTask, OwnedTaskSummary } from './owned-task.js';
import { TaskRunner } from './task-runner.js';
import { TaskStore } from './task-store.js';
import { TaskFinishedError, TaskNotFoundError } from './tasks.errors.js';

/** Tasks as their owners see them. Global staff see everybody's; for others a foreign task does not exist (SPEC R-7). */
@Injectable()
export class TasksService {
  constructor(
    private readonly store: TaskStore,
    private readonly runner: TaskRunner,
  ) {}

  /** Newest first unless another order is asked for. */
  async page(principal: Principal, query: TaskQuery): Promise<Page<OwnedTaskSummary>> {
    const asked = { ...query, user: usernameOf(query.user, principal) };
    return this.store.page(asked, principal.isGlobalStaff ? null : principal.username);
  }

  /** @throws TaskNotFoundError */
  async get(principal: Principal, id: string): Promise<OwnedTask> {
    const task = await this.store.find(id);
    if (!task || !mayUse(principal, task)) throw new TaskNotFoundError(id);
    return task;
  }

  /**
   * Asks the task to end. It may take a moment, and a task that is just ending may still succeed: its state says.
   * @throws TaskNotFoundError, TaskFinishedError, PreconditionFailedError
   */
  async cancel(principal: Principal, id: string, preconditions: Preconditions): Promise<void> {
    const task = await this.get(principal, id);
    preconditions.check(task.state);
    if (!(await this.store.requestCancel(id)))
      throw new TaskFinishedError(id, (await this.store.find(id))?.state ?? task.state);
    this.runner.cancel(id);
  }
}

function mayUse(principal: Principal, task: OwnedTask): boolean {
  return principal.isGlobalStaff || (task.owner !== null && task.owner === principal.username);
}
