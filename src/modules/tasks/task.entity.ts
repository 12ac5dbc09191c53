import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

export type TaskState = 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** A long job and how far it is. PII: who started it. */
@Entity('tasks')
@Check('ck_tasks_state', `state IN ('pending', 'running', 'succeeded', 'failed', 'cancelled')`)
@Index('ix_tasks_owner', ['ownerId', 'created'])
@Index('ix_tasks_created', ['created', 'id'])
@Index('ix_tasks_open', { synchronize: false })
export class TaskEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_tasks' })
  id: string;

  /** What it does: `course_import`, … */
  @Column('text')
  kind: string;

  @Column('text')
  state: TaskState;

  /** The course it works on, if it is one. */
  @Column('text', { nullable: true })
  courseKey: string | null;

  @Column('bigint', { nullable: true })
  @ForeignKey('UserEntity', { name: 'fk_tasks_owner', onDelete: 'SET NULL' })
  ownerId: number | null;

  @Column('bigint', { default: 0 })
  progressDone: number;

  /** Null while it is not known. */
  @Column('bigint', { nullable: true })
  progressTotal: number | null;

  @Column('text', { default: 'items' })
  progressUnit: string;

  @Column('json', { nullable: true })
  result: unknown;

  /** An error body (SPEC section 1), when it failed. */
  @Column('json', { nullable: true })
  error: unknown;

  @Column('boolean', { default: false })
  cancelRequested: boolean;

  /** The process that runs it. */
  @Column('text')
  worker: string;

  /** When that process last said that it is alive. */
  @Column('timestamptz', { default: () => 'now()' })
  heartbeat: Date;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  @Column('timestamptz', { nullable: true })
  started: Date | null;

  @Column('timestamptz', { nullable: true })
  finished: Date | null;
}
