import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * An account. Usernames are unique whatever their case, and so are e-mail addresses among those that were verified
 * (indexes on lower()): whoever registers with an address must not learn whether it has an account (operations.md C4.2).
 */
@Entity('users')
@Index('uq_users_username', { synchronize: false })
@Index('uq_users_email', { synchronize: false })
export class UserEntity {
  /** Internal; never leaves the service (SPEC I-1). */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_users',
  })
  id: number;

  /** Public name in URLs; never changes. PII: identifies a person. */
  @Column('text')
  username: string;

  /** PII: contact address; shown to the person and to global staff only. */
  @Column('text')
  email: string;

  /** Whether the person has shown that the address is theirs; an operator who made the account has vouched for it. */
  @Column('boolean', { default: true })
  emailVerified: boolean;

  /** Full name. PII. */
  @Column('text', { default: '' })
  name: string;

  /** argon2id, or a hash of Django that came along with an account, or null where the account signs in elsewhere. PII: none, but secret. */
  @Column('text', { nullable: true })
  passwordHash: string | null;

  /** A disabled account keeps its data and cannot sign in. */
  @Column('boolean', { default: true })
  isActive: boolean;

  /** Global staff: may do everything in every course. */
  @Column('boolean', { default: false })
  isStaff: boolean;

  /** May do everything. */
  @Column('boolean', { default: false })
  isSuperuser: boolean;

  /** When the person last signed in with a password or through another service; null for never. PII. */
  @Column('timestamptz', { nullable: true })
  lastLogin: Date | null;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /**
   * Sessions began in an epoch of their account and end with it: a new password begins another one, and so does disabling
   * (a trigger). Works whatever the sessions are kept in, and cannot be overtaken by a sign-in that is under way.
   */
  @Column('integer', { default: 1 })
  signInEpoch: number;

  /** Counts the changes of what the account's representation shows; a trigger does. */
  @Column('integer', { default: 1 })
  revision: number;
}
