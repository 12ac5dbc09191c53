import { translateDatabaseError } from '../../common/database/database-errors.js';
import { AppError } from '../../common/errors/app-error.js';
import { ERROR_CATALOGUE, errorPageUrl, problemType } from '../../common/errors/error-catalogue.js';
import type { ProblemResponse } from '../../common/errors/problem.response.js';

/** An error body (SPEC section 1) that is kept: it outlives the request, so it has no `request_id`. */
export type TaskProblem = Omit<ProblemResponse, 'request_id'>;

/**
 * What a failed task says of its failure: as much as an HTTP answer would say, and no more. Of an error that is not
 * meant for clients only its existence is told; the log has it.
 */
export function taskProblem(thrown: unknown, taskUrl: string): TaskProblem {
  const error =
    clientErrorOf(thrown) ??
    new AppError(
      'internal_error',
      'The task failed for a reason that lies with the service. Start it again; if it fails again, tell an operator.',
    );
  const { pathname, origin } = new URL(taskUrl);
  const { status, title, userMessage } = ERROR_CATALOGUE[error.code];
  return {
    error_code: error.code,
    developer_message: `${error.message} More: ${errorPageUrl(error.code, origin)}`,
    user_message: userMessage,
    ...(error.fieldErrors && {
      field_errors: mapValues(error.fieldErrors, (messages) => ({
        developer_message: messages.join(' '),
        user_message: userMessage,
      })),
    }),
    type: problemType(error.code, origin),
    title,
    status,
    detail: error.message,
    instance: pathname,
    ...(error.fieldErrors && { errors: mapValues(error.fieldErrors, (messages) => [...messages]) }),
    ...error.extra,
  };
}

/** The error as a client may see it, or null when it is ours alone. */
export function clientErrorOf(thrown: unknown): AppError | null {
  return thrown instanceof AppError ? thrown : translateDatabaseError(thrown);
}

function mapValues<T, U>(object: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
