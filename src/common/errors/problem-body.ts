import { DEFAULT_LANGUAGE, type Language } from '../i18n/languages.js';
import { errorMessage, fieldMessage } from '../i18n/messages.js';
import type { AppError } from './app-error.js';
import { ERROR_CATALOGUE, errorPageUrl, problemType } from './error-catalogue.js';
import type { ProblemResponse } from './problem.response.js';

/** An error body that may outlive its request, and so has no `request_id`. */
export type Problem = Omit<ProblemResponse, 'request_id'>;

/**
 * The one error body (SPEC section 1), the seeds' vocabulary and OEP-69's in one flat object.
 * @param instance path of what failed, without host and query
 * @param language of the user messages; a body that outlives its request is kept in the default language, because
 *   nobody knows yet who will read it
 */
export function problemBody(
  error: AppError,
  instance: string,
  publicUrl: string,
  language: Language = DEFAULT_LANGUAGE,
): Problem {
  const { status, title } = ERROR_CATALOGUE[error.code];
  const { fieldErrors, fieldFaults } = error;
  return {
    error_code: error.code,
    developer_message: `${error.message} More: ${errorPageUrl(error.code, publicUrl)}`,
    user_message: errorMessage(error.code, language),
    ...(fieldFaults && {
      field_errors: mapValues(fieldFaults, (faults) => ({
        developer_message: faults.map(({ message }) => message).join(' '),
        user_message: fieldMessage(faults, language),
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
