/** What the log says of an error. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly [fact: string]: unknown;
}

/**
 * Facts that name a thing and never hold a value. All others stay out: TypeORM's errors carry the parameters of their
 * statement, PostgreSQL's the row that was refused (`detail`), jose's the claims of a token.
 */
const FACTS = ['code', 'status', 'statusCode', 'syscall', 'severity', 'schema', 'table', 'column', 'constraint'];
/** As many causes of causes as help anybody. */
const MOST_CAUSES = 5;
/** PostgreSQL quotes the value that it cannot read behind a colon: `invalid input syntax for type uuid: "…"`. */
const QUOTED_VALUE = /: ".*"/gs;

/** An error as it may stand in the log: where it happened and why, without the values of whoever asked (operations.md A9.4). */
export function loggedError(thrown: unknown, depth = 0): LoggedError | unknown {
  if (!isError(thrown)) return typeof thrown === 'object' && thrown !== null ? { type: typeOf(thrown) } : thrown;
  const message = withoutValues(thrown);
  const { cause, errors } = thrown as { cause?: unknown; errors?: unknown };
  const goOn = depth < MOST_CAUSES;
  return {
    type: typeOf(thrown),
    message,
    stack: (thrown.stack ?? '').replace(thrown.message, () => message),
    ...factsOf(thrown),
    ...(goOn && cause !== undefined && cause !== null && { cause: loggedError(cause, depth + 1) }),
    ...(goOn && Array.isArray(errors) && { errors: errors.map((each) => loggedError(each, depth + 1)) }),
  };
}

function factsOf(thrown: object): Readonly<Record<string, unknown>> {
  const facts: Record<string, unknown> = {};
  // TypeORM copies what its driver says, and keeps the driver's error as well.
  const sources = [(thrown as { driverError?: unknown }).driverError, thrown];
  for (const source of sources)
    for (const name of FACTS) {
      const value = (source as Record<string, unknown> | undefined)?.[name];
      if (typeof value === 'string' || typeof value === 'number') facts[name] = value;
    }
  const { query } = thrown as { query?: unknown };
  // Statements are ours; values are handed over beside them.
  return typeof query === 'string' ? { ...facts, query } : facts;
}

function withoutValues(thrown: Error): string {
  return 'severity' in thrown || 'driverError' in thrown
    ? thrown.message.replace(QUOTED_VALUE, ': "…"')
    : thrown.message;
}

function typeOf(thrown: object): string {
  return thrown.constructor?.name ?? 'Object';
}

/** By what it has: an error may come from another realm. */
function isError(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && typeof (thrown as Error).message === 'string';
}
