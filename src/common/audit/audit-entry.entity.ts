import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One write: who, for whom, what, which version, in which request. Never changed, and deleted only by retention; triggers
 * see to both. Names and ids are kept as they were and refer to nothing, so that an entry outlives what it tells of.
 * PII: usernames, addresses, and who acted on whose things.
 */
@Entity('audit_entries')
@Check('ck_audit_entries_via', `via IN ('request', 'task', 'command_line')`)
@Check('ck_audit_entries_status', 'status BETWEEN 400 AND 499')
@Check('ck_audit_entries_details', `jsonb_typeof(details) = 'object'`)
@Index('ix_audit_entries_at', ['at', 'id'])
@Index('ix_audit_entries_actor', { synchronize: false })
@Index('ix_audit_entries_on_behalf_of', { synchronize: false })
@Index('ix_audit_entries_course', { synchronize: false })
@Index('ix_audit_entries_request', { synchronize: false })
export class AuditEntryEntity {
  /** UUID of version 7: by time. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_audit_entries' })
  id: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at: Date;

  /** What began it: `request`, `task` or `command_line`. */
  @Column('text')
  via: string;

  /** Username of whoever acted; null for nobody in particular and for an operator. PII. */
  @Column('text', { nullable: true })
  actor: string | null;

  /** Another account of the same name later on is somebody else. */
  @Column('bigint', { nullable: true })
  actorId: number | null;

  /** Username of the person whose thing it is, when that is not the actor. PII. */
  @Column('text', { nullable: true })
  onBehalfOf: string | null;

  @Column('bigint', { nullable: true })
  onBehalfOfId: number | null;

  /** The OAuth2 client that acted for the actor. */
  @Column('text', { nullable: true })
  clientId: string | null;

  /** How the actor showed who they are. */
  @Column('text')
  credential: string;

  /** operationId of the request, kind of the task, name of the command. */
  @Column('text')
  action: string;

  /** The permission that the route takes. */
  @Column('text', { nullable: true })
  permission: string | null;

  @Column('text', { nullable: true })
  method: string | null;

  /** Path, without query. */
  @Column('text', { nullable: true })
  target: string | null;

  @Column('text', { nullable: true })
  courseKey: string | null;

  /** GUID of the version of content that was made. */
  @Column('text', { nullable: true })
  version: string | null;

  @Column('text', { nullable: true })
  requestId: string | null;

  /** IP address of the client. PII. */
  @Column('text', { nullable: true })
  address: string | null;

  /** HTTP status of a sign-in that was refused; null for what was done. */
  @Column('smallint', { nullable: true })
  status: number | null;

  /** What the service that wrote has added. */
  @Column('jsonb', { default: {} })
  details: Record<string, unknown>;
}
