import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** Whose account somebody's at an external LMS is: by `iss` and `sub`, which are never given to another person (ASVS 10.3.3). */
@Entity('external_identities')
@Unique('uq_external_identities_user', ['userId', 'issuer'])
export class ExternalIdentityEntity {
  /** `iss` of the LMS's tokens. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_external_identities' })
  issuer: string;

  /** `sub`. PII: stands for a person, without naming them. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_external_identities' })
  subject: string;

  @Column('bigint')
  @ForeignKey('UserEntity', { name: 'fk_external_identities_user', onDelete: 'CASCADE' })
  userId: number;

  /** When the newest token was made whose claims the account has: an older one takes nothing back. */
  @Column('timestamptz')
  claimsAt: Date;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;
}
