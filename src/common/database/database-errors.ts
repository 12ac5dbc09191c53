import { isNativeError } from 'node:util/types';
import { QueryFailedError } from 'typeorm';
import { AppError } from '../errors/app-error.js';

/**
 * PostgreSQL's verdicts on values that came from a client (operations.md fact 10): the DTOs stop them first, and what
 * slips through is still the client's fault, never a 500.
 */
const INPUT_FAULTS: Readonly<Record<string, string>> = {
  '22021': 'A text has a character that cannot be stored, such as NUL.',
  '22P05': 'A text has a character that cannot be stored, such as NUL.',
  '22P02': 'A value does not have the form that its type needs.',
  '22003': 'A number is out of range.',
  '22007': 'A date does not have the form of a date.',
  '22008': 'A date does not exist.',
  '22001': 'A text is too long.',
};

/** Connection lost or refused, server starting or stopping, too many connections, cancelled by a timeout. */
const UNAVAILABLE = /^(08|57|53)|^55P03$|^ECONN|^ETIMEDOUT$|^EPIPE$/;

interface DriverError {
  readonly code?: string;
  readonly constraint?: string;
  readonly message?: string;
}

/** An error of the database as one of ours, or null when it is not the database's. */
export function translateDatabaseError(thrown: unknown): AppError | null {
  const driver = driverError(thrown);
  if (!driver) return null;
  const fault = INPUT_FAULTS[driver.code ?? ''];
  if (fault) return new AppError('invalid_input', `${fault} Check the values that were sent.`, { cause: thrown });
  if (
    UNAVAILABLE.test(driver.code ?? '') ||
    /timeout|connection terminated|not queryable/i.test(driver.message ?? '')
  ) {
    return new AppError('service_unavailable', 'The database does not answer at the moment. Try again shortly.', {
      headers: { 'retry-after': '2' },
      cause: thrown,
    });
  }
  return null;
}

/** True when PostgreSQL refused a write because of the named constraint (unique, foreign key or check). */
export function violates(error: unknown, constraint: string): boolean {
  return driverError(error)?.constraint === constraint;
}

/** The driver's own error inside TypeORM's, or the one that the pool or the connection threw; null for anything else. */
function driverError(thrown: unknown): DriverError | null {
  if (thrown instanceof QueryFailedError) return thrown.driverError as DriverError;
  // Not instanceof: Node's own errors may come from another realm.
  if (!isNativeError(thrown)) return null;
  const { code, message } = thrown as Error & { code?: unknown };
  if (typeof code === 'string') return /^[0-9A-Z]{5}$|^E(CONN|TIMEDOUT|PIPE)/.test(code) ? { code, message } : null;
  return /timeout exceeded when trying to connect|Connection terminated|is not queryable/.test(message)
    ? { message }
    : null;
}
