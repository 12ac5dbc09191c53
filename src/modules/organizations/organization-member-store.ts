import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { violates } from '../../common/database/database-errors.js';
import { OrganizationNotFoundError } from './organizations.errors.js';
import type { OrganizationRole } from './organization-role.entity.js';
import { MEMBER_COLUMNS, type StoredOrganizationMember } from './stored-organization-member.js';
import type { StoredOrganization } from './stored-organization.js';

const ROWS = `organization_roles r JOIN users u ON u.id = r.user_id JOIN organizations o ON o.id = r.organization_id`;

/** One right of one person in one organization. */
export interface MemberPlace {
  readonly organization: StoredOrganization;
  readonly role: OrganizationRole;
  readonly username: string;
}

/** The rows of those who have rights in organizations. */
@Injectable()
export class OrganizationMemberStore {
  /** Null when the person does not have this right there. @param lock whoever else changes it waits until the transaction ends */
  async find(
    manager: EntityManager,
    { organization, role, username }: MemberPlace,
    lock: 'FOR UPDATE OF r' | '' = '',
  ): Promise<StoredOrganizationMember | null> {
    const rows = await manager.query<StoredOrganizationMember[]>(
      `SELECT ${MEMBER_COLUMNS} FROM ${ROWS}
        WHERE r.organization_id = $1 AND r.role = $2 AND lower(u.username) = lower($3) ${lock}`,
      [organization.id, role, username],
    );
    return rows[0] ?? null;
  }

  /** Whoever has it keeps it as it is. @returns false when there is no such account that may be used */
  async insert(
    manager: EntityManager,
    { organization, role, username }: MemberPlace,
    grantedBy: string | null,
  ): Promise<boolean> {
    try {
      const rows = await manager.query<{ found: boolean }[]>(
        `WITH u AS (SELECT id FROM users WHERE lower(username) = lower($3) AND is_active),
              made AS (INSERT INTO organization_roles (organization_id, role, user_id, granted_by)
                       SELECT $1, $2, id, $4 FROM u ON CONFLICT ON CONSTRAINT pk_organization_roles DO NOTHING)
         SELECT true AS found FROM u`,
        [organization.id, role, username, grantedBy],
      );
      return rows.length > 0;
    } catch (error) {
      // Somebody has deleted the organization meanwhile.
      if (violates(error, 'fk_organization_roles_organization')) throw new OrganizationNotFoundError(organization.code);
      throw error;
    }
  }

  async remove(manager: EntityManager, { organization, role, username }: MemberPlace): Promise<void> {
    await manager.query(
      `DELETE FROM organization_roles USING users u
        WHERE organization_id = $1 AND role = $2 AND user_id = u.id AND lower(u.username) = lower($3)`,
      [organization.id, role, username],
    );
  }
}
