import { Check, Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../accounts/index.js';

/** The ways to a token that a client may be allowed. */
export const GRANTS = ['authorization_code', 'refresh_token', 'client_credentials'] as const;
export type GrantType = (typeof GRANTS)[number];

/** An OAuth2 client. With client credentials it acts as its user (operations.md A7.5). No PII. */
@Entity('oauth_clients')
@Check('ck_oauth_clients_secret', 'is_public = (secret_hash IS NULL)')
@Check(
  'ck_oauth_clients_grants',
  `grants <@ '{authorization_code,refresh_token,client_credentials}'
      AND NOT (is_public AND ('client_credentials' = ANY (grants) OR NOT require_pkce))
      AND ('authorization_code' = ANY (grants)) = (redirect_uris <> '{}')`,
)
export class OauthClientEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_oauth_clients' })
  clientId: string;

  /** What people call it. */
  @Column('text')
  name: string;

  /** SHA-256 of the secret, hexadecimal: a secret of ours is random and long, so a slow hash adds nothing. Null: public. */
  @Column('text', { nullable: true })
  secretHash: string | null;

  /** Cannot keep a secret (RFC 6749 2.1): an application on a telephone, or in a browser. */
  @Column('boolean', { default: false })
  isPublic: boolean;

  /** Whose it is, and whom it acts as with client credentials. */
  @Column('bigint')
  @ForeignKey(() => UserEntity, { name: 'fk_oauth_clients_user', onDelete: 'CASCADE' })
  userId: number;

  /** Scopes that its tokens may carry. */
  @Column('text', { array: true })
  scopes: string[];

  /** How it may come to tokens. */
  @Column('text', { array: true, default: '{client_credentials}' })
  grants: GrantType[];

  /** Where codes may be sent; compared as strings (RFC 9700 4.1.3). */
  @Column('text', { array: true, default: '{}' })
  redirectUris: string[];

  /** An application of somebody outside (operations.md A4.7). */
  @Column('boolean', { default: false })
  isRestricted: boolean;

  /** Organizations to whose courses its tokens are limited; empty: all. */
  @Column('text', { array: true, default: '{}' })
  organizations: string[];

  /** One of the operator's own, whose users are not asked. */
  @Column('boolean', { default: false })
  skipConsent: boolean;

  /** False only for a confidential client that cannot send a code challenge. */
  @Column('boolean', { default: true })
  requirePkce: boolean;

  /** Since when it gets nothing, and its tokens count no more; null while it works. */
  @Column('timestamptz', { nullable: true })
  disabled: Date | null;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** Null: an operator, on the command line. */
  @Column('bigint', { nullable: true })
  @ForeignKey(() => UserEntity, { name: 'fk_oauth_clients_created_by', onDelete: 'SET NULL' })
  createdBy: number | null;
}
