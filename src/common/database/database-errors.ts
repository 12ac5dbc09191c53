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
  '22023': 'A value is not one that is possible here.',
  '22025': 'A text ends in the middle of an escape.',
  '2201B': 'A pattern cannot be read.',
  '54000': 'A value is too large or too deeply nested.',
  '54001': 'A value is too large or too deeply nested.',
};

/**
 * Another transaction came first, twice in a row as a rule, for services repeat what can be repeated: serialisation
 * failure and deadlock. Nothing was changed, and the same request can succeed a moment later.
 */
const LOST_RACE = /^40(001|P01)$/;

/** Connection lost or refused, server starting or stopping, too many connections, cancelled by a timeout, just demoted. */
const UNAVAILABLE = /^(08|57|53)|^55P03$|^25006$|^ECONN|^ETIMEDOUT$|^EPIPE$/;

interface DriverError {
  readonly code?: string;
  readonly constraint?: string;
  readonly message?: string;
}

/**
 * An error of the database as one of ours, or null when it is not the database's. A violated constraint is not
 * translated here: services catch the constraints that input can violate by name ({@link violates}) and say which value
 * it was; any other violation is a mistake of ours, to be seen in the log and not to be taken for the client's.
 */
export function translateDatabaseError(thrown: unknown): AppError | null {
  const driver = driverError(thrown);
  if (!driver) return null;
  const fault = INPUT_FAULTS[driver.code ?? ''];
  if (fault) return new AppError('invalid_input', `${fault} Check the values that were sent.`, { cause: thrown });
  if (LOST_RACE.test(driver.code ?? '')) {
    return new AppError('service_unavailable', 'Another write came first, and nothing was changed. Send it again.', {
      headers: { 'retry-after': '1' },
      cause: thrown,
    });
  }
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
