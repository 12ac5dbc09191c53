import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An archive of a course that can be downloaded until it expires; its bytes are in the export store. PII: who asked for it. */
@Entity('course_exports')
@Check('ck_course_exports_sha256', `sha256 ~ '^[0-9a-f]{64}$'`)
@Index('ix_course_exports_course', ['courseKey', 'created'])
@Index('ix_course_exports_expires', ['expires'])
@Index('ix_course_exports_sha256', ['sha256'])
export class CourseExportEntity {
  /** That of the task which made it. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_course_exports' })
  id: string;

  @Column('text')
  @ForeignKey('CourseEntity', 'courseKey', { name: 'fk_course_exports_course', onDelete: 'CASCADE' })
  courseKey: string;

  /** Null: the published tree with the drafts beside it. */
  @Column('text', { nullable: true })
  branch: string | null;

  /** Branch → the version that was written. */
  @Column('json')
  versions: Record<string, string>;

  @Column('text')
  format: string;

  @Column('text')
  fileName: string;

  /** Bytes. */
  @Column('bigint')
  size: number;

  /** Hash of the bytes, lower-case hexadecimal: their name in the store and their strong ETag. */
  @Column('text')
  sha256: string;

  @Column('integer')
  blocks: number;

  @Column('integer')
  files: number;

  /** How much could not be written as it stands; the task's result has them one by one. */
  @Column('integer')
  oddities: number;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** PII. Null once the account is gone, or where the service itself exported. */
  @Column('bigint', { nullable: true })
  @ForeignKey('UserEntity', { name: 'fk_course_exports_created_by', onDelete: 'SET NULL' })
  createdById: number | null;

  @Column('timestamptz')
  expires: Date;
}
