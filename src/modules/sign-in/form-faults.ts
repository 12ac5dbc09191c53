import { type AppError, InvalidInputError } from '../../common/errors/app-error.js';
import type { Language } from '../../common/i18n/languages.js';
import { errorMessage, fieldMessage } from '../../common/i18n/messages.js';
import { AccountTakenError } from '../accounts/index.js';
import type { Faults } from './account-pages.js';

/** What a form says of an error, in the reader's language. */
export interface FormFaults {
  readonly fault?: string;
  readonly faults: Faults;
}

/** An error as the form that was refused shows it: beside the fields, or above them all. */
export function formFaults(error: AppError | undefined, language: Language): FormFaults {
  if (!error) return { faults: {} };
  const fields =
    error instanceof AccountTakenError
      ? { username: [{ message: error.message, rule: 'taken' as const }] }
      : error.fieldFaults;
  if (!fields) return { fault: errorMessage(error.code, language), faults: {} };
  const faults = Object.entries(fields).map(([name, found]) => [name, fieldMessage(found, language)] as const);
  return { fault: errorMessage('invalid_input', language), faults: Object.fromEntries(faults) };
}

/** Who they are is known, so this is no 401: what they entered is wrong. */
export function wrongPassword(): AppError {
  return new InvalidInputError({ current_password: ['current_password is not the present password of the account.'] });
}
