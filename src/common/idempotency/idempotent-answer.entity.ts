import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The answer that a POST with an `Idempotency-Key` got (SPEC R-13), written in the transaction of its effect: either both
 * exist or neither. PII: an answer may hold what its caller was told of people; it is dropped after a day.
 */
@Entity('idempotent_answers')
@Index('ix_idempotent_answers_created', ['created'])
@Check('ck_idempotent_answers_status', 'status BETWEEN 200 AND 299')
export class IdempotentAnswerEntity {
  /** Username of the caller, or empty for anonymous ones: keys of different callers never meet. PII. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_idempotent_answers' })
  caller: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_idempotent_answers' })
  key: string;

  /** Of what was asked: method, address, query and body ({@link RequestFingerprints}). */
  @Column('text')
  fingerprint: string;

  @Column('smallint')
  status: number;

  /** Headers of the answer that belong to it, such as Location and ETag. */
  @Column('json')
  headers: Record<string, string>;

  @Column('text')
  body: string;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;
}
