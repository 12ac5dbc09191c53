import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/**
 * A course run: its key, and the course information as its published root block has it (the draft's while nothing is
 * published), so that lists need no tree. Written only together with the root block, in one transaction.
 */
@Entity('courses')
@Unique('uq_courses_course_key', ['courseKey'])
@Index('uq_courses_key_in_any_case', { synchronize: false })
@Index('ix_courses_org', { synchronize: false })
@Index('ix_courses_organization', ['organizationId', 'courseKey'])
@Index('ix_courses_display_name', ['displayName', 'courseKey'])
@Index('ix_courses_start', ['start', 'courseKey'])
@Index('ix_courses_edited', ['edited', 'courseKey'])
@Index('ix_courses_text', { synchronize: false })
@Index('ix_courses_deleted', ['deleted'], { where: 'deleted IS NOT NULL' })
@Check('ck_courses_deleted', 'deleted IS NOT NULL OR deleted_by IS NULL')
@Check('ck_courses_organization', 'organization_id = lower(org)')
export class CourseEntity {
  /** Internal; never leaves the service (SPEC I-1). Leads every content table (SPEC O-4). */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_courses',
  })
  id: number;

  /** `course-v1:org+number+run`: chosen once, never reused. */
  @Column('text')
  courseKey: string;

  @Column('text')
  org: string;

  /** The organization of `org`; a trigger finds or makes it. Null where `org` is no organization's code, such as `a..b`. */
  @Column('text', { nullable: true })
  @ForeignKey('OrganizationEntity', { name: 'fk_courses_organization' })
  organizationId: string | null;

  @Column('text')
  number: string;

  @Column('text')
  run: string;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** When any branch of it last changed. */
  @Column('timestamptz', { default: () => 'now()' })
  edited: Date;

  /** Username. PII. */
  @Column('text', { nullable: true })
  editedBy: string | null;

  /** Since when its content is read-only; null: it is not. */
  @Column('timestamptz', { nullable: true })
  archived: Date | null;

  /** Since when there is no such course, but for those who may restore it (SPEC C-7); null: there is. */
  @Column('timestamptz', { nullable: true })
  deleted: Date | null;

  /** Username of who deleted it. PII. */
  @Column('text', { nullable: true })
  deletedBy: string | null;

  @Column('text')
  displayName: string;

  @Column('timestamptz', { nullable: true })
  start: Date | null;

  @Column('timestamptz', { nullable: true })
  end: Date | null;

  @Column('timestamptz', { nullable: true })
  enrollmentStart: Date | null;

  @Column('timestamptz', { nullable: true })
  enrollmentEnd: Date | null;

  @Column('text', { nullable: true })
  shortDescription: string | null;

  /** The about page, HTML as the author wrote it. */
  @Column('text', { nullable: true })
  overview: string | null;

  @Column('text', { nullable: true })
  effort: string | null;

  /** Language code. */
  @Column('text', { nullable: true })
  language: string | null;

  @Column('boolean', { default: false })
  selfPaced: boolean;

  @Column('boolean', { default: false })
  invitationOnly: boolean;

  @Column('boolean', { default: false })
  mobileAvailable: boolean;

  /** `both`, `about` or `none`: where the course is shown to people who do not know it yet. */
  @Column('text', { default: 'both' })
  catalogVisibility: string;

  /** File name of the course's picture among its assets. */
  @Column('text', { nullable: true })
  courseImage: string | null;
}
