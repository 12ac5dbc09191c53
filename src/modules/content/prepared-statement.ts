import type pg from 'pg';
import { type EntityManager, QueryFailedError } from 'typeorm';

/** SQL that every connection parses and plans once, under its name (SPEC P-4: planning anew adds a third to an edit). */
export interface PreparedStatement {
  /** Unique in the service. */
  readonly name: string;
  readonly text: string;
}

/**
 * Runs a named prepared statement on the manager's own connection; TypeORM itself has no way to name one.
 * @throws QueryFailedError as `manager.query` does
 */
export async function runPrepared<Row extends pg.QueryResultRow>(
  manager: EntityManager,
  statement: PreparedStatement,
  values: unknown[],
): Promise<Row[]> {
  const runner = manager.queryRunner;
  if (!runner) throw new Error(`The statement ${statement.name} needs a connection of its own.`);
  const client = (await runner.connect()) as pg.PoolClient;
  try {
    return (await client.query<Row>({ ...statement, values })).rows;
  } catch (error) {
    throw new QueryFailedError(statement.text, values, error as Error);
  }
}
