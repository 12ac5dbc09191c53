import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * An organization: the `org` of course keys. Its dots are its place: `UTx.chem` stands under `UTx`, which must exist, so
 * that there are no cycles. Courses make the organizations that they need (trigger tg_courses_organization). No PII.
 */
@Entity('organizations')
@Index('ix_organizations_parent', ['parentId', 'id'])
@Index('ix_organizations_name', ['name', 'id'])
@Index('ix_organizations_created', ['created', 'id'])
@Check('ck_organizations_id', 'id = lower(code)')
@Check('ck_organizations_code', `code ~ '^[^.]+([.][^.]+)*$' AND length(code) <= 255`)
@Check('ck_organizations_parent', `parent_id IS NOT DISTINCT FROM substring(id FROM '^(.+)[.][^.]+$')`)
export class OrganizationEntity {
  /** The code in lower case: two that differ only in case are one organization. Never leaves the service. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_organizations' })
  id: string;

  /** The id without its last label; null at the top. */
  @Column('text', { nullable: true })
  @ForeignKey('OrganizationEntity', { name: 'fk_organizations_parent' })
  parentId: string | null;

  /** As its maker spelled it; never changes. */
  @Column('text')
  code: string;

  @Column('text')
  name: string;

  @Column('text', { default: '' })
  description: string;

  /** Where its logo is; http or https. */
  @Column('text', { nullable: true })
  logoUrl: string | null;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** Counts the changes; a trigger does. */
  @Column('integer', { default: 1 })
  revision: number;
}
