/** A webhook as its row has it; without its secrets, which nobody needs who shows it. */
export interface StoredWebhook {
  readonly uuid: string;
  readonly ownerId: number;
  /** Username. */
  readonly owner: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly courseKey: string | null;
  readonly organizationId: string | null;
  /** Code of the organization, as it is spelled. */
  readonly organization: string | null;
  readonly description: string;
  readonly isActive: boolean;
  readonly disabledReason: string | null;
  readonly position: number;
  readonly created: Date;
  readonly revision: number;
}

/** Of `webhooks w`, `users u` and `organizations o`. */
export const WEBHOOK_COLUMNS = `w.uuid, w.owner_id AS "ownerId", u.username AS owner, w.url, w.event_types AS "eventTypes",
  w.course_key AS "courseKey", w.organization_id AS "organizationId", o.code AS organization, w.description,
  w.is_active AS "isActive", w.disabled_reason AS "disabledReason", w.position, w.created, w.revision`;

export const WEBHOOK_JOINS = 'JOIN users u ON u.id = w.owner_id LEFT JOIN organizations o ON o.id = w.organization_id';

/** What its owner says of it. */
export interface WebhookDetails {
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly description: string;
  readonly isActive: boolean;
}

/** Whose events it is told: of one course, of an organization and those below it, or of all. */
export interface WebhookScope {
  readonly courseKey: string | null;
  /** Code, in any case. */
  readonly organization: string | null;
}

export const versionOf = ({ revision }: Pick<StoredWebhook, 'revision'>): string => String(revision);
