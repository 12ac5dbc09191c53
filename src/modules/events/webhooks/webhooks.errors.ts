import { AppError, InvalidInputError, NotFoundError, PermissionDeniedError } from '../../../common/errors/app-error.js';

/** The same for a webhook that is not there and for somebody else's (SPEC R-7). */
export class WebhookNotFoundError extends NotFoundError {
  constructor(id: string) {
    super(`webhook "${id}"`, 'GET /api/event/v1/webhooks/ lists yours.');
  }
}

/** 404. */
export class DeliveryNotFoundError extends NotFoundError {
  constructor(id: string) {
    super(`delivery "${id}"`, 'Deliveries are kept for 30 days.');
  }
}

/** 403. */
export class MayNotCreateWebhookError extends PermissionDeniedError {
  constructor(of: string) {
    super(
      `You may not make a webhook for ${of}. One for a course is for its instructors and staff and for delegates of its organization, one for an organization for its delegates, one for everything for global staff.`,
    );
  }
}

/** 400. */
export class UnknownScopeError extends InvalidInputError {
  constructor(member: 'course_key' | 'organization', value: string) {
    super({
      [member]: [`${member} is "${value}", but there is no such ${member === 'organization' ? member : 'course'}.`],
    });
  }
}

/** 400: a webhook is of one course, or of one organization. */
export class TwoScopesError extends InvalidInputError {
  constructor() {
    super({
      organization: ['organization and course_key cannot both be given: send one of them, or none for everything.'],
    });
  }
}

/** 409. */
export class TooManyWebhooksError extends AppError {
  constructor(most: number) {
    super('conflict', `You have ${most} webhooks already, which is as many as one account may have. Delete one first.`);
  }
}
