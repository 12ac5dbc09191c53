import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { StoredVisibility } from './access-policy.js';

/**
 * Who may see a course's information, its content, or one block; only where the team has said so. PII: usernames and the
 * domains of e-mail addresses.
 */
@Entity('access_policies')
@Check('ck_access_policies_visibility', `visibility IN ('open', 'authenticated', 'enrolled', 'restricted', 'inherit')`)
@Check('ck_access_policies_inherit', `visibility <> 'inherit' OR subject LIKE '_%@_%'`)
@Check(
  'ck_access_policies_lists',
  `visibility IN ('enrolled', 'restricted') OR (email_domains = '{}' AND usernames = '{}' AND applications = '{}' AND unlock_key_hash IS NULL)`,
)
@Check('ck_access_policies_window', 'opens < closes')
@Check('ck_access_policies_subject', `subject IN ('information', 'content') OR subject LIKE '_%@_%'`)
export class AccessPolicyEntity {
  /** Leads the key, so that a distributed database can spread by course (SPEC O-4). */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_access_policies' })
  @ForeignKey('CourseEntity', 'courseKey', { name: 'fk_access_policies_course', onDelete: 'CASCADE' })
  courseKey: string;

  /** `information`, `content`, or a block as `type@block_id`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_access_policies' })
  subject: string;

  @Column('text')
  visibility: StoredVisibility;

  /** In lower case. PII. */
  @Column('text', { array: true, default: '{}' })
  emailDomains: string[];

  /** In lower case; the accounts need not exist yet. PII. */
  @Column('text', { array: true, default: '{}' })
  usernames: string[];

  /** `salt:hash`; the key itself is not kept. */
  @Column('text', { nullable: true })
  unlockKeyHash: string | null;

  /** Client ids of OAuth2 applications. */
  @Column('text', { array: true, default: '{}' })
  applications: string[];

  /** From when on; before it nobody but the team. */
  @Column('timestamptz', { nullable: true })
  opens: Date | null;

  /** Until just before when. */
  @Column('timestamptz', { nullable: true })
  closes: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  edited: Date;

  /** Username. PII. */
  @Column('text', { nullable: true })
  editedBy: string | null;

  /** Why, in the author's words. */
  @Column('text', { nullable: true })
  message: string | null;
}
