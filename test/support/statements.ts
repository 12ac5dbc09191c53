import pg from 'pg';
import { AccessChanges } from '../../src/common/auth/access-changes.js';
import type { TestApp } from './app.js';

/** Statements that no request sends: the task runner, the schedule, the feed and webhooks look for work at their own pace. */
const BACKGROUND_STATEMENTS = /\b(tasks|scheduled_publications|number_events)\b|webhook/;
/** Authentication reads the account, and notes when it was last seen, once in a few seconds. */
const OF_AUTHENTICATION = /\busers\b|SET last_seen/;

interface Counting {
  /** What the caller may do is believed for two seconds (ADR 0021): true to count with what is believed now. */
  readonly remembering?: boolean;
  /** Which statements are of no interest beside those that no request sends; null: all are. */
  readonly without?: RegExp | null;
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
  const runner = Object.getPrototypeOf(dataSource.createQueryRunner()) as Queried;
  const statements = (await sentBy(runner, work)).map(String);
  return without === null ? statements : statements.filter((statement) => !without.test(statement));
}

/** All that is sent to PostgreSQL while something is done, as the driver gets it: named statements are objects. */
export async function statementsSent(work: () => Promise<unknown>): Promise<unknown[]> {
  return sentBy(pg.Client.prototype as unknown as Queried, work);
}

interface Queried {
  query: (...args: unknown[]) => unknown;
}

async function sentBy(prototype: Queried, work: () => Promise<unknown>): Promise<unknown[]> {
  const { query } = prototype;
  const sent: { readonly connection: unknown; readonly statement: unknown }[] = [];
  prototype.query = function (this: unknown, ...args: unknown[]) {
    sent.push({ connection: this, statement: args[0] });
    return query.apply(this, args);
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  const connections = new Set(sent.map(({ connection }) => connection));
  const ofBackground = new Set(
    [...connections].flatMap((each) => backgroundOf(sent.filter(({ connection }) => connection === each))),
  );
  return sent.filter((each) => !ofBackground.has(each)).map(({ statement }) => statement);
}

/** What one connection sent in the background: statements, and the whole transactions that have one. */
function backgroundOf<Sent extends { readonly statement: unknown }>(sent: readonly Sent[]): Sent[] {
  const transactions: Sent[][] = [];
  let open: Sent[] | null = null;
  for (const each of sent) {
    const text = textOf(each.statement);
    if (/^(START TRANSACTION|BEGIN)/i.test(text)) open = [];
    if (open === null) transactions.push([each]);
    else open.push(each);
    if (open !== null && /^(COMMIT|ROLLBACK)\b(?! TO)/i.test(text)) {
      transactions.push(open);
      open = null;
    }
  }
  if (open !== null) transactions.push(open);
  return transactions
    .filter((all) => all.some(({ statement }) => BACKGROUND_STATEMENTS.test(textOf(statement))))
    .flat();
}

function textOf(statement: unknown): string {
  return typeof statement === 'object' && statement !== null && 'text' in statement
    ? String(statement.text)
    : String(statement);
}
