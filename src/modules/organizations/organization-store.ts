import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { violates } from '../../common/database/database-errors.js';
import { OrganizationInUseError, OrganizationTakenError, ParentMissingError } from './organizations.errors.js';
import { ORGANIZATION_COLUMNS, type OrganizationDetails, type StoredOrganization } from './stored-organization.js';

/** The rows of organizations. Codes are given in any case: lower case is made by the database alone, so that there is one rule. */
@Injectable()
export class OrganizationStore {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Null when there is none. */
  find(code: string): Promise<StoredOrganization | null> {
    return select(this.dataSource.manager, code, '');
  }

  /** The same, and nobody else changes or deletes it until the transaction ends. */
  lock(manager: EntityManager, code: string): Promise<StoredOrganization | null> {
    return select(manager, code, 'FOR UPDATE OF o');
  }

  /** The id that the organization above this code has, whether or not there is one; null for a code of the top. */
  async parentIdOf(code: string): Promise<string | null> {
    const [row] = await this.dataSource.query<[{ parent: string | null }]>(
      'SELECT (organization_chain($1))[cardinality(organization_chain($1)) - 1] AS parent',
      [code],
    );
    return row.parent;
  }

  /** @throws OrganizationTakenError, ParentMissingError */
  async insert(
    manager: EntityManager,
    code: string,
    { name, description, logoUrl }: OrganizationDetails,
  ): Promise<StoredOrganization> {
    try {
      await manager.query(
        `INSERT INTO organizations (id, parent_id, code, name, description, logo_url)
         SELECT chain[cardinality(chain)], chain[cardinality(chain) - 1], $1, $2, $3, $4 FROM organization_chain($1) AS chain`,
        [code, name, description, logoUrl],
      );
    } catch (error) {
      if (violates(error, 'pk_organizations')) throw new OrganizationTakenError(code, error);
      if (violates(error, 'fk_organizations_parent')) throw new ParentMissingError(code);
      throw error;
    }
    return (await select(manager, code, ''))!;
  }

  async update(
    manager: EntityManager,
    { id, code }: StoredOrganization,
    { name, description, logoUrl }: OrganizationDetails,
  ): Promise<StoredOrganization> {
    await manager.query('UPDATE organizations SET name = $2, description = $3, logo_url = $4 WHERE id = $1', [
      id,
      name,
      description,
      logoUrl,
    ]);
    return (await select(manager, code, ''))!;
  }

  /** Its delegates and course creators go with it. @throws OrganizationInUseError */
  async remove(manager: EntityManager, { id, code }: StoredOrganization): Promise<void> {
    try {
      await manager.query('DELETE FROM organizations WHERE id = $1', [id]);
    } catch (error) {
      if (violates(error, 'fk_courses_organization')) throw new OrganizationInUseError(code, 'courses', error);
      if (violates(error, 'fk_organizations_parent'))
        throw new OrganizationInUseError(code, 'sub-organizations', error);
      throw error;
    }
  }
}

async function select(
  manager: EntityManager,
  code: string,
  lock: 'FOR UPDATE OF o' | '',
): Promise<StoredOrganization | null> {
  const rows = await manager.query<StoredOrganization[]>(
    `SELECT ${ORGANIZATION_COLUMNS} FROM organizations o LEFT JOIN organizations p ON p.id = o.parent_id
      WHERE o.id = lower($1) ${lock}`,
    [code],
  );
  return rows[0] ?? null;
}
