import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { CourseRole } from '../../common/auth/course-access.js';

/** A member of a course team. PII: says who works on a course. */
@Entity('course_roles')
@Index('ix_course_roles_user', ['userId'])
@Check('ck_course_roles_role', `role IN ('instructor', 'staff', 'editor', 'auditor', 'beta_tester')`)
export class CourseRoleEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_course_roles' })
  courseKey: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_course_roles' })
  @ForeignKey('UserEntity', { name: 'fk_course_roles_user', onDelete: 'CASCADE' })
  userId: number;

  @Column('text')
  role: CourseRole;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;
}
