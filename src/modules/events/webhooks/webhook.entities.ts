import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  ForeignKey,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from 'typeorm';

/** Where somebody wants to be told of events. PII: who. The secrets are kept in the clear: they must be signed with. */
@Entity('webhooks')
@Index('ix_webhooks_owner', ['ownerId', 'created'])
@Index('ix_webhooks_created', ['created', 'uuid'])
@Check('ck_webhooks_scope', 'course_key IS NULL OR organization_id IS NULL')
@Check('ck_webhooks_event_types', 'cardinality(event_types) BETWEEN 1 AND 50')
export class WebhookEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_webhooks' })
  uuid: string;

  /** Whose rights decide what is sent. */
  @Column('bigint')
  @ForeignKey('UserEntity', { name: 'fk_webhooks_owner', onDelete: 'CASCADE' })
  ownerId: number;

  @Column('text')
  url: string;

  /** Names of events; `*` stands for any characters. */
  @Column('text', { array: true })
  eventTypes: string[];

  @Column('text', { nullable: true })
  @ForeignKey('CourseEntity', 'courseKey', { name: 'fk_webhooks_course', onDelete: 'CASCADE' })
  courseKey: string | null;

  /** Its courses and those of the organizations below it. */
  @Column('text', { nullable: true })
  @ForeignKey('OrganizationEntity', { name: 'fk_webhooks_organization', onDelete: 'CASCADE' })
  organizationId: string | null;

  @Column('text', { default: '' })
  description: string;

  @Column('boolean', { default: true })
  isActive: boolean;

  /** Why the service has ended it; null where its owner has. */
  @Column('text', { nullable: true })
  disabledReason: string | null;

  /** `whsec_…` (Standard Webhooks). Never shown again, never logged. */
  @Column('text')
  secret: string;

  /** The one before, which signs as well for a day after it was replaced. */
  @Column('text', { nullable: true })
  previousSecret: string | null;

  @Column('timestamptz', { nullable: true })
  previousSecretUntil: Date | null;

  /** Position in the feed up to which jobs have been made. */
  @Column('bigint')
  position: number;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  /** Counts the changes of what the representation shows; a trigger does. */
  @Column('integer', { default: 1 })
  revision: number;
}

export type DeliveryKind = 'event' | 'redelivery' | 'ping';
export type DeliveryState = 'pending' | 'succeeded' | 'retrying' | 'failed';

/** One event sent to one webhook, or tried to. Kept for 30 days. No PII but what the receiver answered. */
@Entity('webhook_deliveries')
@Index('ix_webhook_deliveries_created', ['webhook', 'created', 'uuid'])
@Index('ix_webhook_deliveries_age', ['created'])
@Check('ck_webhook_deliveries_kind', `kind IN ('event', 'redelivery', 'ping')`)
@Check('ck_webhook_deliveries_state', `state IN ('pending', 'succeeded', 'retrying', 'failed')`)
export class WebhookDeliveryEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_webhook_deliveries' })
  uuid: string;

  @Column('uuid')
  @ForeignKey(() => WebhookEntity, { name: 'fk_webhook_deliveries_webhook', onDelete: 'CASCADE' })
  webhook: string;

  @Column('text')
  kind: DeliveryKind;

  /** Id of the event; null for a ping. */
  @Column('uuid', { nullable: true })
  event: string | null;

  @Column('text')
  eventType: string;

  @Column('text', { nullable: true })
  courseKey: string | null;

  @Column('text')
  state: DeliveryState;

  @Column('integer', { default: 0 })
  attempts: number;

  @Column('smallint', { nullable: true })
  responseStatus: number | null;

  /** The first bytes of the last answer. */
  @Column('text', { nullable: true })
  responseBody: string | null;

  /** Why there was no answer. */
  @Column('text', { nullable: true })
  error: string | null;

  /** Of the last attempt. */
  @Column('integer', { nullable: true })
  durationMs: number | null;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created: Date;

  @Column('timestamptz', { nullable: true })
  lastAttempt: Date | null;

  @Column('timestamptz', { nullable: true })
  nextAttempt: Date | null;
}

/** Something to be sent. Those of one lane go one after the other, whichever processes send them. No PII. */
@Entity('webhook_jobs')
@Index('ix_webhook_jobs_lane', ['webhook', 'lane', 'id'])
@Index('ix_webhook_jobs_due', ['due'])
@Check('ck_webhook_jobs_kind', `kind IN ('event', 'redelivery', 'ping')`)
export class WebhookJobEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_webhook_jobs',
  })
  id: number;

  @Column('uuid')
  @ForeignKey(() => WebhookEntity, { name: 'fk_webhook_jobs_webhook', onDelete: 'CASCADE' })
  webhook: string;

  @Column('text')
  kind: DeliveryKind;

  /** The course; what is of no course, a redelivery and a ping have lanes of their own. */
  @Column('text')
  lane: string;

  /** Row of the feed. */
  @Column('bigint', { nullable: true })
  position: number | null;

  /** The last block of that row that has been sent. */
  @Column('text', { nullable: true })
  afterBlock: string | null;

  /** The delivery that is being tried. */
  @Column('uuid', { nullable: true })
  delivery: string | null;

  /** How often what comes next has been tried. */
  @Column('integer', { default: 0 })
  attempts: number;

  @Column('timestamptz', { default: () => 'now()' })
  due: Date;

  /** Of whoever sends it now; whoever has died lets it run out. */
  @Column('uuid', { nullable: true })
  lease: string | null;

  @Column('timestamptz', { nullable: true })
  leasedUntil: Date | null;
}
