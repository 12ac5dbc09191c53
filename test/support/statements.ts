import { AccessChanges } from '../../src/common/auth/access-changes.js';
import type { TestApp } from './app.js';

/**
 * Statements that no request sends: the task runner, the schedule, the feed and webhooks look for work at their own pace. Whoever
 * counts statements leaves these out.
 */
export const BACKGROUND_STATEMENTS = /\b(tasks|scheduled_publications|number_events)\b|webhook/;
/** Authentication reads the account, and notes when it was last seen, once in a few seconds. */
const OF_AUTHENTICATION = /\busers\b|SET last_seen/;

interface Counting {
  /** What the caller may do is believed for two seconds (ADR 0021): true to count with what is believed now. */
  readonly remembering?: boolean;
  /** Which statements are of no interest beside those that no request sends. */
  readonly without?: RegExp;
}

/**
 * The SQL statements that the service sends while something is done. Unless told otherwise it has just forgotten what callers may
 * do, so that a count does not depend on what went before, or on how fast the machine is.
 */
export async function statementsWhile(
  { app, dataSource }: TestApp,
  work: () => Promise<unknown>,
  { remembering = false, without = OF_AUTHENTICATION }: Counting = {},
): Promise<string[]> {
  if (!remembering) app.get(AccessChanges).note();
  const runner = Object.getPrototypeOf(dataSource.createQueryRunner()) as { query: (...args: unknown[]) => unknown };
  const { query } = runner;
  const statements: string[] = [];
  runner.query = function (this: unknown, ...args: unknown[]) {
    statements.push(String(args[0]));
    return query.apply(this, args);
  };
  try {
    await work();
  } finally {
    runner.query = query;
  }
  return statements.filter((statement) => !BACKGROUND_STATEMENTS.test(statement) && !without.test(statement));
}
