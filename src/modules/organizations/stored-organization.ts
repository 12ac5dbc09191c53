/** What may be said of an organization. */
export interface OrganizationDetails {
  readonly name: string;
  readonly description: string;
  readonly logoUrl: string | null;
}

/** An organization as it is kept. */
export interface StoredOrganization extends OrganizationDetails {
  /** The code in lower case: what rights are compared by. */
  readonly id: string;
  readonly code: string;
  /** Code of the organization above it, as that is spelled; null at the top. */
  readonly parent: string | null;
  readonly parentId: string | null;
  readonly created: Date;
  readonly revision: number;
}

/** Of `organizations o LEFT JOIN organizations p`, its parent. */
export const ORGANIZATION_COLUMNS =
  'o.id, o.code, o.name, o.description, o.logo_url AS "logoUrl", o.parent_id AS "parentId", p.code AS parent, o.created, o.revision';
