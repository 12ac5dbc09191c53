import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** The type of a row that stands for the events of all blocks that one move of a branch's head has changed. */
export const CONTENT = 'content';

/**
 * One thing that happened, written by triggers in the transaction that made it happen (operations.md D11; ADR 0023). Never
 * changed but for its position, which it gets after the commit. PII: who did it, and whom it is about, by id alone.
 */
@Entity('events')
@Index('ix_events_unnumbered', { synchronize: false })
@Index('uq_events_position', { synchronize: false })
@Index('ix_events_course', { synchronize: false })
export class EventEntity {
  /** The order of writing; never leaves the service. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_events',
  })
  number: number;

  /** Place in the feed; null until it is given one (`number_events`). */
  @Column('bigint', { nullable: true })
  position: number | null;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  time: Date;

  /** Name of the event, or {@link CONTENT}. */
  @Column('text')
  type: string;

  /** Of a head that moved, until the row is numbered. Refers to nothing, so that an edit need not wait for a look. */
  @Column('bigint', { nullable: true })
  courseId: number | null;

  /** Of a head that moved it is there from the numbering on. */
  @Column('text', { nullable: true })
  courseKey: string | null;

  /** The branch whose head moved. */
  @Column('text', { nullable: true })
  branch: string | null;

  /** GUID of the head before; null for a new branch. */
  @Column('text', { nullable: true })
  previous: string | null;

  /** GUID of the head after. */
  @Column('text', { nullable: true })
  version: string | null;

  /** Whom it is about. Refers to nothing, so that it outlives the account. */
  @Column('bigint', { nullable: true })
  userId: number | null;

  /** Username of who did it, where the version does not say. PII. */
  @Column('text', { nullable: true })
  actor: string | null;

  /** What the thing was like then, as far as nobody could say later. */
  @Column('jsonb', { nullable: true })
  data: Record<string, unknown> | null;
}
