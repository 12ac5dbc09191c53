import { AppError, NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { MAX_CHECKLISTS } from './stored-checklist.js';

/** 404. */
export class ChecklistNotFoundError extends NotFoundError {
  constructor(courseKey: CourseKey, id: string) {
    super(`checklist "${id}" of ${courseKey}`, 'GET …/checklists/ lists those that there are.');
  }
}

/** 409: ids of lists are unique within their course. */
export class ChecklistTakenError extends AppError {
  constructor(courseKey: CourseKey, id: string) {
    super(
      'conflict',
      `${courseKey} has a checklist "${id}" already. Leave the id out to get a new one, or change that list by PATCH.`,
    );
  }
}

/** 409: so many, and no more. */
export class TooManyChecklistsError extends AppError {
  constructor(courseKey: CourseKey) {
    super(
      'conflict',
      `${courseKey} has ${MAX_CHECKLISTS} checklists, which is as many as there may be. Delete one first.`,
    );
  }
}
