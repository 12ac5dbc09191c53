import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

export type MailedLinkPurpose = 'verify_email' | 'reset_password';

/** A link that was mailed to somebody: the last of each kind counts, once, for a while. */
@Entity('mailed_links')
@Unique('uq_mailed_links_digest', ['digest'])
@Check('ck_mailed_links_digest', 'length(digest) = 43')
@Check('ck_mailed_links_purpose', `purpose IN ('verify_email', 'reset_password')`)
export class MailedLinkEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_mailed_links' })
  @ForeignKey('UserEntity', { name: 'fk_mailed_links_user', onDelete: 'CASCADE' })
  userId: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_mailed_links' })
  purpose: MailedLinkPurpose;

  /** SHA-256 of the secret in the link, base64url. */
  @Column('text')
  digest: string;

  /** Where it was sent; it proves nothing about any other address. PII. */
  @Column('text')
  email: string;

  @Column('timestamptz')
  expires: Date;
}
