import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A learner's place in a course run. PII: says which course a person takes. */
@Entity('enrollments')
@Index('ix_enrollments_user', ['userId'])
@Unique('uq_enrollments_uuid', ['uuid'])
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
}
