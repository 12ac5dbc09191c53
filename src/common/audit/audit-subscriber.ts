import type { EntitySubscriberInterface, QueryRunner } from 'typeorm';
import { enteringSql } from './audit-statement.js';
import { AuditTrail } from './audit-trail.js';

/**
 * Only a transaction that has written (or locked a row in order to) has a number: one that has only read leaves the entry
 * to the one that writes, and a request that is only the repeat of another (SPEC R-13) leaves none.
 */
const ENTER = `${enteringSql('$1', 'pg_current_xact_id_if_assigned() IS NOT NULL')} RETURNING 1`;

/** Writes the entry as the last statement of the transaction, just before it commits. */
export class AuditSubscriber implements EntitySubscriberInterface {
  async beforeTransactionCommit({ queryRunner }: { queryRunner: QueryRunner }): Promise<void> {
    const trail = AuditTrail.current;
    if (trail === null || trail.isEntered || !isOutermost(queryRunner)) return;
    // At once, so that another transaction of the same request, which commits meanwhile, writes no second one.
    trail.enteredBy(queryRunner);
    try {
      const rows = (await queryRunner.query(ENTER, [JSON.stringify(trail.record())])) as unknown[];
      if (rows.length === 0) trail.ended(queryRunner, false);
    } catch (error) {
      trail.ended(queryRunner, false);
      // What cannot be written down is not done.
      throw error;
    }
  }

  afterTransactionCommit({ queryRunner }: { queryRunner: QueryRunner }): void {
    if (isOver(queryRunner)) AuditTrail.current?.ended(queryRunner, true);
  }

  afterTransactionRollback({ queryRunner }: { queryRunner: QueryRunner }): void {
    if (isOver(queryRunner)) AuditTrail.current?.ended(queryRunner, false);
  }
}

/** TypeORM announces the end of a savepoint like that of a transaction, and does not say which it is. */
function isOutermost(queryRunner: QueryRunner): boolean {
  return (queryRunner as unknown as { transactionDepth: number }).transactionDepth === 1;
}

function isOver(queryRunner: QueryRunner): boolean {
  return !queryRunner.isTransactionActive;
}
