import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Which course a course is a rerun of. */
@Entity('reruns')
@Index('ix_reruns_source', ['source', 'courseId'])
export class RerunEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_reruns' })
  @ForeignKey('CourseEntity', { name: 'fk_reruns_course', onDelete: 'CASCADE' })
  courseId: number;

  /** Course key of the one that it was made from, which need not be there any more. */
  @Column('text')
  source: string;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** Username. PII. */
  @Column('text', { nullable: true })
  createdBy: string | null;
}
