import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { CourseStore } from '../content/index.js';
import { CourseCreation } from '../courses/index.js';
import { type OwnedTask, type TaskContext, TaskRunner } from '../tasks/index.js';
import type { RerunWish } from './rerun-wish.js';
import { RerunWork } from './rerun-work.js';

/**
 * Reruns: the same course once more, under another key and at another time (SPEC C-7, C-9). The new course is there when it is
 * complete, and not before.
 */
@Injectable()
export class Reruns {
  constructor(
    private readonly tasks: TaskRunner,
    private readonly creation: CourseCreation,
    private readonly store: CourseStore,
    private readonly work: RerunWork,
    private readonly urls: ApiUrls,
  ) {}

  /** @throws NotFoundError for the source, PermissionDeniedError, CourseKeyTakenError */
  async start<Answer>(principal: Principal, wish: RerunWish, unit: UnitOfWork<OwnedTask, Answer>): Promise<Answer> {
    const { source, target } = wish;
    if (!(await this.store.find(source))) throw new NotFoundError(`course "${source}"`);
    await this.creation.checkMayCreate(principal, target);
    await this.creation.checkIsFree(target);
    return this.tasks.start(
      'course_rerun',
      { courseKey: source.withoutBranchAndVersion(), owner: principal, unit: 'blocks' },
      (context) => this.run(principal, wish, context),
      unit,
    );
  }

  private async run(principal: Principal, wish: RerunWish, context: TaskContext): Promise<object> {
    // The turn may have come long after the request.
    await this.creation.checkMayCreate(principal, wish.target);
    const result = await this.work.do(wish, principal.username, context);
    return {
      course_key: String(wish.target),
      url: this.urls.course(wish.target),
      source: String(wish.source),
      ...result,
    };
  }
}
