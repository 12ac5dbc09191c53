import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A row of a bulk enrollment that could not be done. It goes with its task. PII: usernames and e-mail addresses as they were sent. */
@Entity('bulk_enrollment_problems')
export class BulkEnrollmentProblemEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_bulk_enrollment_problems' })
  @ForeignKey('TaskEntity', { name: 'fk_bulk_enrollment_problems_task', onDelete: 'CASCADE' })
  taskId: string;

  /** From 1; in a CSV file the first after the header. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_bulk_enrollment_problems' })
  rowNumber: number;

  /** As it was sent. PII. */
  @Column('text')
  identifier: string;

  @Column('text', { nullable: true })
  courseKey: string | null;

  @Column('text')
  errorCode: string;

  @Column('text')
  developerMessage: string;
}
