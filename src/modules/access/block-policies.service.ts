import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { ACCESS_BELIEVED_MS, AccessChanges } from '../../common/auth/access-changes.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockRef } from '../content/index.js';
import type { AccessPolicy } from './access-policy.js';
import { policiesFrom, POLICY_COLUMNS, type PolicyRow } from './policy-rows.js';

const COURSES_KEPT = 5_000;
const NONE: ReadonlyMap<BlockRef, AccessPolicy> = new Map();

/** The policies of single blocks of a course. They are about the blocks of every branch and version. Remembered as CourseAccess is. */
@Injectable()
export class BlockPolicies {
  private readonly kept = new LRUCache<string, ReadonlyMap<BlockRef, AccessPolicy>>({
    max: COURSES_KEPT,
    ttl: ACCESS_BELIEVED_MS,
  });
  private keptSince = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly changes: AccessChanges,
  ) {}

  /** By block; one statement, none for a moment after it. */
  async of(courseKey: CourseKey): Promise<ReadonlyMap<BlockRef, AccessPolicy>> {
    const course = String(courseKey.withoutBranchAndVersion());
    const kept = this.current().get(course);
    if (kept) return kept;
    const { count } = this.changes;
    const rows = await this.dataSource.query<PolicyRow[]>(
      `SELECT ${POLICY_COLUMNS} FROM access_policies WHERE course_key = $1 AND subject NOT IN ('information', 'content')`,
      [course],
    );
    const policies = rows.length === 0 ? NONE : policiesFrom(rows);
    if (count === this.changes.count) this.current().set(course, policies);
    return policies;
  }

  private current(): LRUCache<string, ReadonlyMap<BlockRef, AccessPolicy>> {
    if (this.keptSince !== this.changes.count) {
      this.kept.clear();
      this.keptSince = this.changes.count;
    }
    return this.kept;
  }
}
