import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A browser in which somebody is signed in. */
@Entity('sessions')
@Unique('uq_sessions_digest', ['digest'])
@Check('ck_sessions_digest', 'length(digest) = 43')
@Check('ck_sessions_expires', 'expires > created')
@Index('ix_sessions_user', ['userId', 'lastSeen'])
@Index('ix_sessions_last_seen', ['lastSeen'])
export class SessionEntity {
  /** Its public name: opens nothing. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_sessions' })
  uuid: string;

  /** SHA-256 of what the cookie holds, base64url: a copy of the table lets nobody in. */
  @Column('text')
  digest: string;

  @Column('bigint')
  @ForeignKey('UserEntity', { name: 'fk_sessions_user', onDelete: 'CASCADE' })
  userId: number;

  /** `signInEpoch` of the account when it began; it ends with that epoch. */
  @Column('integer')
  epoch: number;

  /** Address of the last request that was noted. PII. */
  @Column('text')
  address: string;

  /** `User-Agent` of the same, cut. PII: tells of a person's device. */
  @Column('text')
  userAgent: string;

  @Column('timestamptz', { default: () => 'now()' })
  created: Date;

  /** At most a minute behind. PII: when somebody was here. */
  @Column('timestamptz', { default: () => 'now()' })
  lastSeen: Date;

  /** From then on it counts no more, however busy it is. */
  @Column('timestamptz')
  expires: Date;
}
