import type { AppError } from './app-error.js';
import { ERROR_CATALOGUE, errorPageUrl, problemType } from './error-catalogue.js';
import type { ProblemResponse } from './problem.response.js';

/** An error body that may outlive its request, and so has no `request_id`. */
export type Problem = Omit<ProblemResponse, 'request_id'>;

/**
 * The one error body (SPEC section 1), the seeds' vocabulary and OEP-69's in one flat object.
 * @param instance path of what failed, without host and query
 */
export function problemBody(error: AppError, instance: string, publicUrl: string): Problem {
  const { status, title, userMessage } = ERROR_CATALOGUE[error.code];
  const { fieldErrors } = error;
  return {
    error_code: error.code,
    developer_message: `${error.message} More: ${errorPageUrl(error.code, publicUrl)}`,
    user_message: userMessage,
    ...(fieldErrors && {
      field_errors: mapValues(fieldErrors, (messages) => ({
        developer_message: messages.join(' '),
        user_message: userMessage,
      })),
    }),
    type: problemType(error.code, publicUrl),
    title,
    status,
    detail: error.message,
    instance,
    ...(fieldErrors && { errors: mapValues(fieldErrors, (messages) => [...messages]) }),
    ...error.extra,
  };
}

function mapValues<T, U>(object: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
