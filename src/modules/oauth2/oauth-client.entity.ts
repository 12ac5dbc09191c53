import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../accounts/index.js';

/** A confidential OAuth2 client. With client credentials it acts as its user (operations.md A7.5). No PII. */
@Entity('oauth_clients')
export class OauthClientEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_oauth_clients' })
  clientId: string;

  /** What people call it. */
  @Column('text')
  name: string;

  /** SHA-256 of the secret, hexadecimal: a secret of ours is random and long, so a slow hash adds nothing. */
  @Column('text')
  secretHash: string;

  @Column('bigint')
  @ForeignKey(() => UserEntity, { name: 'fk_oauth_clients_user', onDelete: 'CASCADE' })
  userId: number;

  /** Scopes that its tokens may carry. */
  @Column('text', { array: true })
  scopes: string[];

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;
}
