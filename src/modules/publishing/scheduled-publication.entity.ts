import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { BlockRef } from '../content/index.js';
import type { PublicationAction } from './publication.entity.js';

/** The last three are for good. */
export const SCHEDULE_STATES = ['scheduled', 'done', 'failed', 'cancelled'] as const;
export type ScheduleState = (typeof SCHEDULE_STATES)[number];

/** Something that is to be published, or taken off, at a time (SPEC C-5). PII: who asked for it. */
@Entity('scheduled_publications')
@Check('ck_scheduled_publications_action', `action IN ('publish', 'unpublish')`)
@Check('ck_scheduled_publications_state', `state IN ('scheduled', 'done', 'failed', 'cancelled')`)
@Check('ck_scheduled_publications_end', `(state = 'scheduled') = (finished IS NULL)`)
@Index('ix_scheduled_publications_at', ['courseId', 'at', 'id'])
@Index('ix_scheduled_publications_due', { synchronize: false })
@Index('ix_scheduled_publications_creator', ['creatorId'])
@ForeignKey('VersionEntity', ['courseId', 'version'], ['courseId', 'guid'], {
  name: 'fk_scheduled_publications_version',
  onDelete: 'CASCADE',
})
export class ScheduledPublicationEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_scheduled_publications' })
  @ForeignKey('CourseEntity', { name: 'fk_scheduled_publications_course', onDelete: 'CASCADE' })
  courseId: number;

  /** UUID. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_scheduled_publications' })
  id: string;

  @Column('text')
  action: PublicationAction;

  /** Whose subtrees; null: everything. */
  @Column('text', { array: true, nullable: true })
  blocks: BlockRef[] | null;

  /** Blocks that are left as they are, with all below them. */
  @Column('text', { array: true, default: '{}' })
  exclude: BlockRef[];

  /** Why, for the history. */
  @Column('text', { nullable: true })
  message: string | null;

  @Column('timestamptz')
  at: Date;

  @Column('text', { default: 'scheduled' })
  state: ScheduleState;

  /** How often it was tried in vain, for reasons that pass. */
  @Column('integer', { default: 0 })
  attempts: number;

  /** When its turn comes: `at`, and later after every attempt in vain. */
  @Column('timestamptz')
  nextAttempt: Date;

  /** The version that it made; null where it has not, or everything was so already. */
  @Column('text', { nullable: true })
  version: string | null;

  /** An error body (SPEC section 1), when it failed. */
  @Column('jsonb', { nullable: true })
  error: unknown;

  /** The account with whose rights it is done. PII. */
  @Column('bigint', { nullable: true })
  @ForeignKey('UserEntity', { name: 'fk_scheduled_publications_creator', onDelete: 'SET NULL' })
  creatorId: number | null;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  @Column('timestamptz', { nullable: true })
  finished: Date | null;

  @Column('integer', { default: 1 })
  revision: number;
}
