import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { EnrollmentEntity } from '../enrollment.entity.js';

/**
 * One change of an enrollment, written by a trigger in the same transaction, whatever statement makes it. Never changed.
 * PII: who took which course when, and who decided it.
 */
@Entity('enrollment_changes')
@ForeignKey(() => EnrollmentEntity, ['courseKey', 'userId'], ['courseKey', 'userId'], {
  name: 'fk_enrollment_changes_enrollment',
  onDelete: 'CASCADE',
})
export class EnrollmentChangeEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_enrollment_changes' })
  courseKey: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_enrollment_changes' })
  userId: number;

  /** The revision of the enrollment that it made. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_enrollment_changes' })
  revision: number;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  changed: Date;

  /** Null for the command line and what was done by hand. */
  @Column('bigint', { nullable: true })
  @ForeignKey('UserEntity', { name: 'fk_enrollment_changes_changed_by', onDelete: 'SET NULL' })
  changedBy: number | null;

  @Column('text', { nullable: true })
  reason: string | null;

  /** Null when it is the first. */
  @Column('text', { nullable: true })
  previousMode: string | null;

  @Column('boolean', { nullable: true })
  previousIsActive: boolean | null;

  @Column('boolean', { nullable: true })
  previousIsDeleted: boolean | null;

  @Column('text')
  mode: string;

  @Column('boolean')
  isActive: boolean;

  @Column('boolean')
  isDeleted: boolean;
}
