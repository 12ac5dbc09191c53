import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A learner's place in a course run. PII: says which course a person takes. */
@Entity('enrollments')
@Index('ix_enrollments_user', ['userId'])
@Index('ix_enrollments_course', ['courseKey', 'uuid'])
@Index('ix_enrollments_created', ['created', 'uuid'])
@Index('ix_enrollments_seats', { synchronize: false })
@Index('ix_enrollments_course_created', { synchronize: false })
@Unique('uq_enrollments_uuid', ['uuid'])
@Check('ck_enrollments_deleted', 'deleted IS NULL OR NOT is_active')
export class EnrollmentEntity {
  /** Leads the key, so that a distributed database can spread by course (SPEC O-4). */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_enrollments' })
  courseKey: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_enrollments' })
  @ForeignKey('UserEntity', { name: 'fk_enrollments_user', onDelete: 'CASCADE' })
  userId: number;

  /** Public identifier (SPEC I-1). */
  @Column('uuid')
  uuid: string;

  /** Enrollment mode: `audit`, `honor`, `verified`, … */
  @Column('text', { default: 'audit' })
  mode: string;

  /** False after the learner has left; the row keeps the history. */
  @Column('boolean', { default: true })
  isActive: boolean;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** Counts the changes; a trigger does. Of a row that was deleted and comes back it goes on: no ETag ever means two states. */
  @Column('integer', { default: 1 })
  revision: number;

  /** When the resource was deleted; the row waits for whoever comes back, who keeps UUID and date (SPEC E-2). */
  @Column('timestamptz', { nullable: true })
  deleted: Date | null;
}
