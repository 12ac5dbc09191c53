import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from '../accounts/index.js';
import { OauthClientEntity } from './oauth-client.entity.js';

/** What a person has allowed an application; deleting it ends everything that came of it. PII: which applications somebody uses. */
@Entity('oauth_authorizations')
@Unique('uq_oauth_authorizations_user_client', ['userId', 'clientId'])
@Index('ix_oauth_authorizations_client', ['clientId'])
export class OauthAuthorizationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_oauth_authorizations' })
  id: string;

  @Column('bigint')
  @ForeignKey(() => UserEntity, { name: 'fk_oauth_authorizations_user', onDelete: 'CASCADE' })
  userId: number;

  @Column('text')
  @ForeignKey(() => OauthClientEntity, 'clientId', { name: 'fk_oauth_authorizations_client', onDelete: 'CASCADE' })
  clientId: string;

  /** Everything that was ever allowed and not taken back. */
  @Column('text', { array: true })
  scopes: string[];

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** When the application last got a token; null before its first. */
  @Column('timestamptz', { nullable: true })
  lastUsed: Date | null;
}

/** What came of one code: a family of tokens, which is revoked as one (RFC 9700 4.14.2). No PII. */
@Entity('oauth_grants')
@Index('ix_oauth_grants_authorization', ['authorizationId'])
@Index('ix_oauth_grants_expires', ['expires'])
@Index('ix_oauth_grants_session', ['sessionId'], { where: 'session_id IS NOT NULL' })
export class OauthGrantEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_oauth_grants' })
  id: string;

  @Column('uuid')
  @ForeignKey(() => OauthAuthorizationEntity, { name: 'fk_oauth_grants_authorization', onDelete: 'CASCADE' })
  authorizationId: string;

  /** Public id of the session in which it was allowed. */
  @Column('text', { nullable: true })
  sessionId: string | null;

  /** `signInEpoch` of the account when it was allowed; it ends with that epoch, as sessions do. */
  @Column('integer')
  epoch: number;

  @Column('text', { array: true })
  scopes: string[];

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** Nothing comes of it from then on, however often it was refreshed. */
  @Column('timestamptz')
  expires: Date;

  @Column('timestamptz', { nullable: true })
  revoked: Date | null;
}

/** An authorization code. No PII. */
@Entity('oauth_codes')
@Index('ix_oauth_codes_grant', ['grantId'])
export class OauthCodeEntity {
  /** SHA-256, hexadecimal: the code itself is in the client's hands alone. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_oauth_codes' })
  codeHash: string;

  @Column('uuid')
  @ForeignKey(() => OauthGrantEntity, { name: 'fk_oauth_codes_grant', onDelete: 'CASCADE' })
  grantId: string;

  /** As the client sent it. */
  @Column('text')
  redirectUri: string;

  /** S256 (RFC 7636 4.2); null for a client that is registered to go without. */
  @Column('text', { nullable: true })
  codeChallenge: string | null;

  @Column('timestamptz')
  expires: Date;

  /** When it was presented; a second time revokes the grant (RFC 6749 4.1.2). */
  @Column('timestamptz', { nullable: true })
  used: Date | null;
}

/** A refresh token of a grant. No PII. */
@Entity('oauth_refresh_tokens')
@Index('ix_oauth_refresh_tokens_grant', ['grantId'])
export class OauthRefreshTokenEntity {
  /** SHA-256, hexadecimal. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_oauth_refresh_tokens' })
  tokenHash: string;

  @Column('uuid')
  @ForeignKey(() => OauthGrantEntity, { name: 'fk_oauth_refresh_tokens_grant', onDelete: 'CASCADE' })
  grantId: string;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** When it was exchanged for another. */
  @Column('timestamptz', { nullable: true })
  used: Date | null;
}

/** An access token that was revoked by itself and has not expired yet. No PII. */
@Entity('oauth_revoked_tokens')
@Index('ix_oauth_revoked_tokens_expires', ['expires'])
export class OauthRevokedTokenEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_oauth_revoked_tokens' })
  jti: string;

  @Column('timestamptz')
  expires: Date;
}
