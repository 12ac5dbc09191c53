import { translateDatabaseError } from '../../common/database/database-errors.js';
import { AppError } from '../../common/errors/app-error.js';
import { type Problem, problemBody } from '../../common/errors/problem-body.js';

/**
 * What a failed task says of its failure: as much as an HTTP answer would say, and no more. Of an error that is not
 * meant for clients only its existence is told; the log has it.
 */
export function taskProblem(thrown: unknown, taskUrl: string): Problem {
  const error =
    clientErrorOf(thrown) ??
    new AppError(
      'internal_error',
      'The task failed for a reason that lies with the service. Start it again; if it fails again, tell an operator.',
    );
  const { pathname, origin } = new URL(taskUrl);
  return problemBody(error, pathname, origin);
}

/** The error as a client may see it, or null when it is ours alone. */
export function clientErrorOf(thrown: unknown): AppError | null {
  return thrown instanceof AppError ? thrown : translateDatabaseError(thrown);
}
