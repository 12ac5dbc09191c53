import type { DataSource, EntityManager } from 'typeorm';

/**
 * One write of one caller: all or nothing. A service does its checks first and then hands its work over. Who called
 * decides what else belongs to the transaction, such as the stored answer of a request with an Idempotency-Key (SPEC R-13).
 *
 * Nothing inside `work` may use another connection than its manager: requests that each hold one connection and wait for
 * a second would empty the pool for good.
 */
export interface UnitOfWork<Result, Answer = Result> {
  /** Runs the work in a transaction. Does not run it when its answer is known already. */
  run(work: (manager: EntityManager) => Promise<Result>): Promise<Answer>;
}

/** A plain transaction, for callers that want the result itself. */
export function inTransaction<Result>(dataSource: DataSource): UnitOfWork<Result> {
  return { run: (work) => dataSource.transaction(work) };
}
