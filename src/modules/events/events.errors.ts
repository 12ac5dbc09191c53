import { InvalidInputError, NotFoundError } from '../../common/errors/app-error.js';

/** 404. */
export class EventNotFoundError extends NotFoundError {
  constructor(id: string) {
    super(`event "${id}"`, 'Check the id: GET /api/event/v1/events/ lists the events that you see.');
  }
}

/** 400: no cursor of this feed. */
export class InvalidCursorError extends InvalidInputError {
  constructor(parameter: string) {
    super({
      [parameter]: [
        `${parameter} must be a cursor as an answer of GET /api/event/v1/events/ has it, or "latest" for the end of the feed. Leave it out for the beginning.`,
      ],
    });
  }
}
