import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AccessChanges } from '../../common/auth/access-changes.js';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { InvalidInputError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { EVERY_ROW } from '../../common/pagination/collection.js';
import type { Page } from '../../common/pagination/page.js';
import type { ListOrganizationsQuery } from './dto/list-organizations.query.js';
import { HeldRights } from './held-rights.service.js';
import { isOrganizationCode } from './organization-code.js';
import type { OrganizationRights } from './organization-rights.js';
import { OrganizationStore } from './organization-store.js';
import { organizationCollection } from './organizations.collection.js';
import {
  NotDelegateError,
  OrganizationNotFoundError,
  OrganizationTakenError,
  parentCodeOf,
} from './organizations.errors.js';
import type { OrganizationDetails, StoredOrganization } from './stored-organization.js';

/** An organization, and what the caller may do there. */
export interface VisibleOrganization {
  readonly organization: StoredOrganization;
  readonly rights: OrganizationRights;
}

/** An organization after a PUT. */
export interface ReplacedOrganization extends VisibleOrganization {
  readonly isNew: boolean;
}

/**
 * Organizations (SPEC E-3). They are public; delegates manage theirs and those below, and global staff all of them. Rights
 * are decided before the transaction, by the code alone; the row is locked in it before anything is compared with it.
 */
@Injectable()
export class OrganizationsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: OrganizationStore,
    private readonly held: HeldRights,
    private readonly changes: AccessChanges,
  ) {}

  async page(principal: Principal, query: ListOrganizationsQuery): Promise<Page<VisibleOrganization>> {
    const rights = await this.held.of(principal);
    const page = await organizationCollection.page(this.dataSource.manager, query, EVERY_ROW);
    return page.map((organization) => ({ organization, rights }));
  }

  /** @throws OrganizationNotFoundError */
  async get(principal: Principal, code: string): Promise<VisibleOrganization> {
    const [organization, rights] = [await this.store.find(code), await this.held.of(principal)];
    if (!organization) throw new OrganizationNotFoundError(code);
    return { organization, rights };
  }

  /** @throws NotDelegateError, OrganizationTakenError, ParentMissingError */
  async create<Answer>(
    principal: Principal,
    code: string,
    details: OrganizationDetails,
    unit: UnitOfWork<VisibleOrganization, Answer>,
  ): Promise<Answer> {
    const rights = await this.checkMayMake(principal, code);
    return unit.run(async (manager) => ({ organization: await this.store.insert(manager, code, details), rights }));
  }

  /**
   * Replaces the whole; makes it if there is none. The code keeps the spelling that it has.
   * @throws NotDelegateError, ParentMissingError, PreconditionFailedError
   */
  async replace(
    principal: Principal,
    code: string,
    details: OrganizationDetails,
    preconditions: Preconditions,
  ): Promise<ReplacedOrganization> {
    const existing = await this.store.find(code);
    const rights = existing ? await this.checkMayEdit(principal, existing) : await this.checkMayMake(principal, code);
    return this.dataSource.transaction(async (manager) => {
      const current = existing && (await this.store.lock(manager, code));
      if (current) return { ...(await this.write(manager, current, details, rights, preconditions)), isNew: false };
      // It has been deleted since: whoever edits it need not be one who may make it.
      if (existing) throw new OrganizationNotFoundError(code);
      preconditions.check(null);
      return { organization: await this.store.insert(manager, code, details), rights, isNew: true };
    });
  }

  /** What is undefined stays. @throws OrganizationNotFoundError, NotDelegateError, PreconditionFailedError */
  async change(
    principal: Principal,
    code: string,
    changes: Partial<OrganizationDetails>,
    preconditions: Preconditions,
  ): Promise<VisibleOrganization> {
    const rights = await this.checkMayEdit(principal, await this.existing(code));
    return this.dataSource.transaction(async (manager) => {
      const current = await this.lockExisting(manager, code);
      const details = {
        name: changes.name ?? current.name,
        description: changes.description ?? current.description,
        logoUrl: changes.logoUrl === undefined ? current.logoUrl : changes.logoUrl,
      };
      return this.write(manager, current, details, rights, preconditions);
    });
  }

  /** @throws OrganizationNotFoundError, NotDelegateError, OrganizationInUseError, PreconditionFailedError */
  async remove(principal: Principal, code: string, preconditions: Preconditions): Promise<void> {
    const { parentId, parent } = await this.existing(code);
    if (!(await this.held.of(principal)).may('organizations.delete_organization', parentId))
      throw new NotDelegateError(`delete "${code}"`, parent);
    await this.dataSource.transaction(async (manager) => {
      const current = await this.lockExisting(manager, code);
      preconditions.check(String(current.revision));
      await this.store.remove(manager, current);
    });
    this.changes.note();
  }

  /**
   * For operators and the service itself, whom nothing holds back.
   * @throws InvalidInputError, OrganizationTakenError, ParentMissingError
   */
  async establish(code: string, details: Partial<OrganizationDetails> = {}): Promise<StoredOrganization> {
    if (!isOrganizationCode(code))
      throw new InvalidInputError({ code: [`code is "${code}", and must be such as UTx or UTx.chem.`] });
    const all = {
      name: details.name || code,
      description: details.description ?? '',
      logoUrl: details.logoUrl ?? null,
    };
    return this.dataSource.transaction((manager) => this.store.insert(manager, code, all));
  }

  /** As {@link establish}; one that exists is left as it is. */
  async ensure(code: string, details: Partial<OrganizationDetails> = {}): Promise<StoredOrganization> {
    const existing = await this.store.find(code);
    if (existing) return existing;
    try {
      return await this.establish(code, details);
    } catch (error) {
      // Another process was faster.
      const made = error instanceof OrganizationTakenError ? await this.store.find(code) : null;
      if (made) return made;
      throw error;
    }
  }

  private async write(
    manager: EntityManager,
    current: StoredOrganization,
    details: OrganizationDetails,
    rights: OrganizationRights,
    preconditions: Preconditions,
  ): Promise<VisibleOrganization> {
    preconditions.check(String(current.revision));
    return { organization: await this.store.update(manager, current, details), rights };
  }

  private async checkMayMake(principal: Principal, code: string): Promise<OrganizationRights> {
    const rights = await this.held.of(principal);
    if (!rights.may('organizations.create_organization', await this.store.parentIdOf(code)))
      throw new NotDelegateError(`make "${code}"`, parentCodeOf(code));
    return rights;
  }

  private async checkMayEdit(principal: Principal, { id, code }: StoredOrganization): Promise<OrganizationRights> {
    const rights = await this.held.of(principal);
    if (!rights.may('organizations.edit_organization', id)) throw new NotDelegateError(`change "${code}"`, code);
    return rights;
  }

  private async existing(code: string): Promise<StoredOrganization> {
    const organization = await this.store.find(code);
    if (!organization) throw new OrganizationNotFoundError(code);
    return organization;
  }

  private async lockExisting(manager: EntityManager, code: string): Promise<StoredOrganization> {
    const current = await this.store.lock(manager, code);
    if (!current) throw new OrganizationNotFoundError(code);
    return current;
  }
}
