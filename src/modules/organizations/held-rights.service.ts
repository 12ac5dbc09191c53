import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { ACCESS_BELIEVED_MS, AccessChanges } from '../../common/auth/access-changes.js';
import type { Principal } from '../../common/auth/principal.js';
import { type HeldRole, OrganizationRights } from './organization-rights.js';

const MOST_KEPT = 20_000;

/**
 * What callers may do in organizations: one query for all of them together, however many rows are shown, and none for a
 * moment after it. A change in this process counts at once (see {@link AccessChanges}).
 */
@Injectable()
export class HeldRights {
  private readonly kept = new LRUCache<number, OrganizationRights>({ max: MOST_KEPT, ttl: ACCESS_BELIEVED_MS });
  /** {@link AccessChanges.count} when {@link kept} was last right. */
  private keptSince = 0;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly changes: AccessChanges,
  ) {}

  async of({ isGlobalStaff, userId }: Principal): Promise<OrganizationRights> {
    if (isGlobalStaff) return OrganizationRights.globalStaff;
    if (userId === null) return OrganizationRights.none;
    const { count } = this.changes;
    if (this.keptSince !== count) {
      this.kept.clear();
      this.keptSince = count;
    }
    return this.kept.get(userId) ?? this.read(userId, count);
  }

  private async read(userId: number, count: number): Promise<OrganizationRights> {
    const held = await this.dataSource.query<HeldRole[]>(
      'SELECT organization_id AS "organizationId", role FROM organization_roles WHERE user_id = $1',
      [userId],
    );
    const rights = OrganizationRights.of(held);
    // What changed while it was being read is read again next time.
    if (count === this.changes.count) this.kept.set(userId, rights);
    return rights;
  }
}
