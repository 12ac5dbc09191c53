import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/**
 * How many may take a course. Whoever takes a seat locks this row; a course that has never had a limit, also none of a
 * mode, has no row. PII: none.
 */
@Entity('enrollment_limits')
@Check('ck_enrollment_limits_seats', 'seats >= 0')
export class EnrollmentLimitsEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_enrollment_limits' })
  @ForeignKey('CourseEntity', 'courseKey', { name: 'fk_enrollment_limits_course', onDelete: 'CASCADE' })
  courseKey: string;

  /** Null: no limit. */
  @Column('integer', { nullable: true })
  seats: number | null;

  /** Counts the changes; a trigger does. */
  @Column('integer', { default: 1 })
  revision: number;
}
