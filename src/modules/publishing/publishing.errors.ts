import { AppError, NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';

/** 404: nobody has published this, or the block is not published. */
export class PublicationNotFoundError extends NotFoundError {
  constructor(id: string) {
    super(
      `publication "${id}"`,
      'Name a version of the published branch, as the list of publications does, or a block that is published.',
    );
  }
}

/** 404: nothing is scheduled under this id. */
export class ScheduledPublicationNotFoundError extends NotFoundError {
  constructor(id: string) {
    super(`scheduled publication "${id}"`, 'The list of scheduled publications has their ids.');
  }
}

/** 404: draft and published are the same here. */
export class NoUnpublishedChangeError extends NotFoundError {
  constructor(key: UsageKey) {
    super(`unpublished change of "${key}" or of anything below it`, 'The draft is what is published.');
  }
}

/** 409: a publication is history. */
export class PublicationStaysError extends AppError {
  constructor(id: string) {
    super(
      'conflict',
      `The publication ${id} is history and stays. To take a block off the published branch, name its usage key in place of the publication; to take changes back, publish an older state again.`,
    );
  }
}

/** 409: what is scheduled has come to its end. */
export class ScheduleOverError extends AppError {
  constructor(id: string, state: string) {
    super('conflict', `The scheduled publication ${id} is ${state}: it cannot be changed any more. Make a new one.`);
  }
}

/** 409: publishing takes its states from the draft and nowhere else. */
export class NotTheDraftError extends AppError {
  constructor(key: CourseKey) {
    super(
      'conflict',
      `What is published comes from the draft, not from ${key}. Leave branch and version out of the key, or name +branch@draft, if you like with the version of its head that you have seen.`,
    );
  }
}

/** 409: there is nothing that the draft could go back to. */
export class NeverPublishedError extends AppError {
  constructor(key: UsageKey) {
    super(
      'conflict',
      `The block "${key}" was never published, so there is no state to go back to. To be rid of it, delete it: DELETE its own address.`,
    );
  }
}
