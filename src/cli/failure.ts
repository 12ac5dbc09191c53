import { AppConfig, InvalidConfigError } from '../common/config/app-config.js';
import { DatabaseUnavailableError } from '../common/database/database.js';
import { translateDatabaseError } from '../common/database/database-errors.js';
import { EmbeddedPostgresError } from '../common/database/embedded-postgres.js';
import { AppError, InvalidInputError } from '../common/errors/app-error.js';
import { InterruptedError, UsageError } from './command-errors.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { showsDetails } from './service-context.js';

/** What a failed command tells: a person in plain words, a program by a code. */
export interface Failure {
  readonly exitCode: number;
  readonly errorCode: string;
  readonly message: string;
}

/** Errors that say all there is to say by themselves. */
const PLAIN = [InvalidConfigError, DatabaseUnavailableError, EmbeddedPostgresError];

/** The operating system's verdicts, with what to do about them. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist. Check the spelling; a relative path starts at the current folder.',
  EACCES: 'may not be used by this account. Check its permissions.',
  EPERM: 'may not be used by this account. Check its permissions.',
  EROFS: 'lies on a read-only disk.',
  ENOTDIR: 'has a file where a folder is needed.',
  EISDIR: 'is a folder where a file is needed.',
};

/** Puts an error into words. Stack traces are for those who set LOG_LEVEL=debug. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof InterruptedError) return failure('interrupted', error.message, exitCodeOf(error.signal));
  if (error instanceof UsageError) return failure('usage', error.message, EXIT.usage);
  const known = error instanceof AppError ? error : translateDatabaseError(error);
  if (known) return failure(known.code, wordsOf(known));
  if (PLAIN.some((kind) => error instanceof kind)) return failure('not_ready', (error as Error).message);
  return systemFailure(error) ?? unexpected(error);
}

function systemFailure(error: unknown): Failure | null {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOSPC')
    return failure(
      'disk_full',
      'The disk is full. Nothing was changed. Free some space, or set DATA_DIR to a folder on another disk.',
    );
  if (code === 'EPIPE' || !code || !path) return null;
  const advice = SYSTEM_ERRORS[code];
  return advice ? failure('file_unusable', `"${path}" ${advice}`) : null;
}

function unexpected(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return failure('internal_error', `Something unexpected went wrong: ${message}\nSet LOG_LEVEL=debug to see where.`);
}

function failure(errorCode: string, message: string, exitCode: number = EXIT.failed): Failure {
  return { errorCode, message, exitCode };
}

/** The message, unless it only points at the faults by field; those that it tells already are left out. */
function wordsOf(error: AppError): string {
  const faults = Object.entries(error.fieldErrors ?? {})
    .map(([field, messages]) => [field, messages.join(' ')] as const)
    .filter(([, text]) => !error.message.includes(text))
    .map(([field, text]) => (text.startsWith(field) ? text : `${field}: ${text}`));
  return (error instanceof InvalidInputError && faults.length > 0 ? faults : [error.message, ...faults]).join('\n');
}

/** The stack of an error, or null when nobody asked for it. */
export function detailsOf(error: unknown): string | null {
  try {
    return showsDetails(AppConfig.load()) && error instanceof Error ? (error.stack ?? null) : null;
  } catch {
    return null; // the configuration is what is wrong
  }
}
