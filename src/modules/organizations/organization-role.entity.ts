import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

export const ORGANIZATION_ROLES = ['delegate', 'course_creator'] as const;

/** `delegate`: manages the organization and those below; `course_creator`: makes and deletes courses in them (SPEC E-3). */
export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number];

/** What somebody is in an organization and all below it. PII: says for whom a person works. */
@Entity('organization_roles')
@Index('ix_organization_roles_user', ['userId', 'organizationId'])
@Check('ck_organization_roles_role', `role IN ('delegate', 'course_creator')`)
export class OrganizationRoleEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_organization_roles' })
  @ForeignKey('OrganizationEntity', { name: 'fk_organization_roles_organization', onDelete: 'CASCADE' })
  organizationId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_organization_roles' })
  role: OrganizationRole;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_organization_roles' })
  @ForeignKey('UserEntity', { name: 'fk_organization_roles_user', onDelete: 'CASCADE' })
  userId: number;

  @Column('timestamptz', { default: () => 'now()' })
  granted: Date;

  /** Username of who gave it; null for an operator. PII. */
  @Column('text', { nullable: true })
  grantedBy: string | null;
}
