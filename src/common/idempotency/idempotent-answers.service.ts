import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { IdempotencyKeyInUseError, IdempotencyKeyReusedError } from './idempotency.errors.js';
import { RequestFingerprints } from './request-fingerprints.js';
import { SealedAnswer } from './sealed-answer.js';

/** Which request it is. */
export interface RequestIdentity {
  /** Username, or empty. */
  readonly caller: string;
  readonly key: string;
  /** Everything that was asked; of this only a fingerprint is kept. */
  readonly asked: string;
}

/** Runs the effect of a request at most once for each key (SPEC R-13). */
@Injectable()
export class IdempotentAnswers {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly fingerprints: RequestFingerprints,
  ) {}

  /**
   * In one transaction: the effect, and the answer that it leads to; or the first answer, if there is one.
   * @param identity null for a request without a key, whose answer is not kept
   * @throws IdempotencyKeyInUseError, IdempotencyKeyReusedError
   */
  async answer(
    identity: RequestIdentity | null,
    effect: (manager: EntityManager) => Promise<SealedAnswer>,
  ): Promise<SealedAnswer> {
    return this.dataSource.transaction(async (manager) => {
      if (identity === null) return effect(manager);
      const first = await this.first(manager, identity);
      if (first) return first.replayed();
      const answer = await effect(manager);
      await manager.query(
        `INSERT INTO idempotent_answers (caller, key, fingerprint, status, headers, body) VALUES ($1, $2, $3, $4, $5, $6)`,
        [
          identity.caller,
          identity.key,
          this.fingerprints.of(identity.asked),
          answer.status,
          JSON.stringify(answer.headers),
          answer.body,
        ],
      );
      return answer;
    });
  }

  /**
   * The first answer to this very request; null when it has had none.
   * @throws IdempotencyKeyReusedError
   */
  async replay(identity: RequestIdentity): Promise<SealedAnswer | null> {
    const row = await kept(this.dataSource.manager, identity);
    if (row) this.refuseAnother(row, identity);
    return row && this.fingerprints.isOf(row.fingerprint, identity.asked) ? answerOf(row).replayed() : null;
  }

  /** Forgets the answers that are older than so many hours. */
  async forget(hours: number): Promise<void> {
    await this.dataSource.query(`DELETE FROM idempotent_answers WHERE created < now() - $1 * interval '1 hour'`, [
      hours,
    ]);
  }

  /** The first answer. Whoever comes while it is being made is told so and does not wait: that could take a minute. */
  private async first(manager: EntityManager, identity: RequestIdentity): Promise<SealedAnswer | null> {
    const { caller, key } = identity;
    // Two statements: the row of a transaction that ended between them would not be in the snapshot of one.
    const [lock] = await manager.query<{ free: boolean }[]>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0)) AS free`,
      [caller, key],
    );
    if (!lock!.free) throw new IdempotencyKeyInUseError(key);
    const row = await kept(manager, identity);
    if (!row) return null;
    this.refuseAnother(row, identity);
    return answerOf(row);
  }

  private refuseAnother({ fingerprint }: KeptAnswer, { key, asked }: RequestIdentity): void {
    if (this.fingerprints.isOfAnother(fingerprint, asked)) throw new IdempotencyKeyReusedError(key);
  }
}

interface KeptAnswer {
  readonly fingerprint: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

async function kept(manager: EntityManager, { caller, key }: RequestIdentity): Promise<KeptAnswer | undefined> {
  const [row] = await manager.query<KeptAnswer[]>(
    'SELECT fingerprint, status, headers, body FROM idempotent_answers WHERE caller = $1 AND key = $2',
    [caller, key],
  );
  return row;
}

function answerOf({ status, headers, body }: KeptAnswer): SealedAnswer {
  return new SealedAnswer(status, headers, body);
}
