import { AppError, NotFoundError } from '../../../common/errors/app-error.js';

/** 404. */
export class CourseModeNotFoundError extends NotFoundError {
  constructor(courseKey: string, slug: string) {
    super(`mode "${slug}" of ${courseKey}`);
  }
}

/** 409: a course has a mode once. */
export class CourseModeTakenError extends AppError {
  constructor(courseKey: string, slug: string, cause?: unknown) {
    super(
      'conflict',
      `${courseKey} has the mode ${slug} already. Change it by PATCH, or replace it by PUT, at /api/course_modes/v1/courses/${courseKey}/${slug}/.`,
      { cause },
    );
  }
}
