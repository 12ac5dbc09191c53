import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { CourseRole } from '../../common/auth/course-access.js';

/** A member of a course team. PII: says who works on a course. */
@Entity('course_roles')
@Index('ix_course_roles_user', ['userId'])
@Index('ix_course_roles_created', ['courseKey', 'created', 'userId'])
@Check('ck_course_roles_role', `role IN ('instructor', 'staff', 'editor', 'auditor', 'beta_tester')`)
export class CourseRoleEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_course_roles' })
  courseKey: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_course_roles' })
  @ForeignKey('UserEntity', { name: 'fk_course_roles_user', onDelete: 'CASCADE' })
  userId: number;

  /** The last instructor of a course can neither lose this nor be deleted: a trigger holds it (ck_course_roles_last_instructor). */
  @Column('text')
  role: CourseRole;

  /** Since when the person has been on the team. */
  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** When the person got the role that they have now. */
  @Column('timestamptz', { default: () => 'now()' })
  granted: Date;

  /** Username of who gave it; null for an operator, or where nobody noted it. PII. */
  @Column('text', { nullable: true })
  grantedBy: string | null;

  /** Counts the changes; a trigger does. */
  @Column('integer', { default: 1 })
  revision: number;
}
