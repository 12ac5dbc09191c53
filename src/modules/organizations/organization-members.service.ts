import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AccessChanges } from '../../common/auth/access-changes.js';
import { isGivenTo } from '../../common/auth/permissions.js';
import type { Principal } from '../../common/auth/principal.js';
import { AccountNotFoundError } from '../../common/errors/app-error.js';
import { Preconditions } from '../../common/http/preconditions.js';
import { usernameInAddress } from '../../common/pagination/key-parameters.js';
import type { Page } from '../../common/pagination/page.js';
import { sql } from '../../common/pagination/sql.js';
import type { ListOrganizationMembersQuery } from './dto/list-organization-members.query.js';
import { HeldRights } from './held-rights.service.js';
import { type MemberPlace, OrganizationMemberStore } from './organization-member-store.js';
import { organizationMemberCollection } from './organization-members.collection.js';
import { isOneself } from './organization-rights.js';
import type { OrganizationRole } from './organization-role.entity.js';
import { OrganizationStore } from './organization-store.js';
import {
  NotDelegateError,
  OrganizationMemberNotFoundError,
  OrganizationNotFoundError,
} from './organizations.errors.js';
import { MEMBER_GROUPS, type StoredOrganizationMember, versionOf } from './stored-organization-member.js';
import type { StoredOrganization } from './stored-organization.js';

/** How a request names one right of one person. */
export interface MemberAddress {
  readonly code: string;
  readonly role: OrganizationRole;
  /** In any case; `me` is the caller. */
  readonly username: string;
}

/** One right of one person, and whether the caller may take it back. */
export interface VisibleMember {
  readonly member: StoredOrganizationMember;
  readonly mayManage: boolean;
}

/**
 * Delegates and course creators (SPEC E-3, seeds/003: "delegate the permission granting"). A delegate gives and takes both in
 * the organization and below it, never beside or above it. The last delegate may go: global staff remain.
 */
@Injectable()
export class OrganizationMembers {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly organizations: OrganizationStore,
    private readonly store: OrganizationMemberStore,
    private readonly held: HeldRights,
    private readonly changes: AccessChanges,
  ) {}

  /** @throws OrganizationNotFoundError, NotDelegateError */
  async page(
    principal: Principal,
    { code, role }: Omit<MemberAddress, 'username'>,
    query: ListOrganizationMembersQuery,
  ): Promise<Page<VisibleMember>> {
    const organization = await this.existing(code);
    const rights = await this.held.of(principal);
    if (!rights.may('organizations.view_members', organization.id))
      throw new NotDelegateError(`see the ${MEMBER_GROUPS[role]} of "${organization.code}"`, organization.code);
    const visible = sql`r.organization_id = ${organization.id} AND r.role = ${role}`;
    const page = await organizationMemberCollection.page(this.dataSource.manager, query, visible);
    const mayManage = rights.may('organizations.manage_members', organization.id);
    return page.map((member) => ({ member, mayManage }));
  }

  /**
   * For delegates, and for the person. For others it does not exist, whether or not it does.
   * @throws OrganizationNotFoundError, OrganizationMemberNotFoundError
   */
  async get(principal: Principal, address: MemberAddress): Promise<VisibleMember> {
    const place = await this.placeOf(principal, address);
    const rights = await this.held.of(principal);
    const { id } = place.organization;
    const sees =
      rights.may('organizations.view_member', id) ||
      (isGivenTo('organizations.view_member', 'oneself') && isOneself(principal, place.username));
    const member = sees ? await this.store.find(this.dataSource.manager, place) : null;
    if (!member) throw notFound(address);
    return { member, mayManage: rights.may('organizations.manage_members', id) };
  }

  /**
   * The person has the right from now on; nothing happens where they have it.
   * @throws OrganizationNotFoundError, NotDelegateError, AccountNotFoundError, PreconditionFailedError
   */
  async put(principal: Principal, address: MemberAddress, preconditions: Preconditions): Promise<void> {
    const place = await this.placeToManage(principal, address);
    await this.transaction(async (manager) => {
      const current = await this.store.find(manager, place, 'FOR UPDATE OF r');
      preconditions.check(current && versionOf(current));
      if (current) return;
      if (!(await this.store.insert(manager, place, principal.username)))
        throw new AccountNotFoundError(place.username);
    });
  }

  /** @throws OrganizationNotFoundError, NotDelegateError, OrganizationMemberNotFoundError, PreconditionFailedError */
  async remove(principal: Principal, address: MemberAddress, preconditions: Preconditions): Promise<void> {
    const place = await this.placeToManage(principal, address);
    await this.transaction(async (manager) => {
      const current = await this.store.find(manager, place, 'FOR UPDATE OF r');
      if (!current) throw notFound(address);
      preconditions.check(versionOf(current));
      await this.store.remove(manager, place);
    });
  }

  /** For operators. May be repeated. @throws OrganizationNotFoundError, AccountNotFoundError */
  async grant({ code, role, username }: MemberAddress): Promise<void> {
    const organization = await this.existing(code);
    await this.transaction(async (manager) => {
      if (!(await this.store.insert(manager, { organization, role, username }, null)))
        throw new AccountNotFoundError(username);
    });
  }

  /** For operators. Nothing happens when there was none. @throws OrganizationNotFoundError */
  async revoke({ code, role, username }: MemberAddress): Promise<void> {
    const organization = await this.existing(code);
    await this.transaction((manager) => this.store.remove(manager, { organization, role, username }));
  }

  /** What the caller may do in courses follows from it, too. */
  private async transaction(work: (manager: EntityManager) => Promise<void>): Promise<void> {
    await this.dataSource.transaction(work);
    this.changes.note();
  }

  private async placeToManage(principal: Principal, address: MemberAddress): Promise<MemberPlace> {
    const place = await this.placeOf(principal, address);
    const { id, code } = place.organization;
    if (!(await this.held.of(principal)).may('organizations.manage_members', id))
      throw new NotDelegateError(`change the ${MEMBER_GROUPS[address.role]} of "${code}"`, code);
    return place;
  }

  private async placeOf(principal: Principal, { code, role, username }: MemberAddress): Promise<MemberPlace> {
    const named = usernameInAddress(username, principal);
    return { organization: await this.existing(code), role, username: named };
  }

  private async existing(code: string): Promise<StoredOrganization> {
    const organization = await this.organizations.find(code);
    if (!organization) throw new OrganizationNotFoundError(code);
    return organization;
  }
}

function notFound({ code, role, username }: MemberAddress): OrganizationMemberNotFoundError {
  return new OrganizationMemberNotFoundError(code, MEMBER_GROUPS[role], username);
}
