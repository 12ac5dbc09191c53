import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import type { PrincipalAccount } from '../../common/auth/principal.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { isUsername } from '../../common/validation/is-username.js';

/** An account that may act, as far as authentication needs to know it. */
export type KnownAccount = Required<PrincipalAccount>;

/**
 * For how long an answer is believed. Within this process a change through AccountsService counts at once; a change by
 * another process, or by hand in the database, counts after at most this long (operations.md A4.11).
 */
const BELIEVED_MS = 2_000;
const MOST_KEPT = 10_000;

/** What must hold beside the account's being active, asked in the same query: that a token was not revoked, say. */
export interface AccountCondition {
  /** The same text for the same condition. */
  readonly key: string;
  /** About the account `u`. */
  readonly holds: Sql;
}

const UNCONDITIONAL: AccountCondition = { key: '', holds: sql`true` };

/** Which accounts exist and are active: asked for every request with a token, at most one indexed query each. */
@Injectable()
export class KnownAccounts {
  private readonly kept = new LRUCache<string, { readonly account: KnownAccount; readonly changes: number }>({
    max: MOST_KEPT,
    ttl: BELIEVED_MS,
  });
  private changed = 0;

  constructor(private readonly dataSource: DataSource) {}

  /** Counts the changes of accounts in this process, and of what conditions are about: what was read before one is not to be kept, or believed, after it. */
  get changes(): number {
    return this.changed;
  }

  /** The active account of this name, in whatever case; null when there is none, it is disabled, or the condition fails. */
  async find(username: string, condition: AccountCondition = UNCONDITIONAL): Promise<KnownAccount | null> {
    const key = `${username.toLowerCase()} ${condition.key}`;
    const kept = this.kept.get(key);
    const { changes } = this;
    if (kept?.changes === changes) return kept.account;
    const account = await this.read(username, condition);
    if (account) this.kept.set(key, { account, changes });
    return account;
  }

  /**
   * To be called after every change of an account, or of what conditions are about. Every answer goes: changes are rare
   * beside requests, and an answer costs one query to get again.
   */
  forget(_username?: string): void {
    this.changed += 1;
  }

  private async read(username: string, { holds }: AccountCondition): Promise<KnownAccount | null> {
    if (!isUsername(username)) return null;
    const { text, values } = sql`SELECT ${Sql.text(KNOWN_ACCOUNT_COLUMNS)} FROM users u
      WHERE lower(u.username) = lower(${username}) AND u.is_active AND ${holds}`.render();
    const [row] = await this.dataSource.query<KnownAccountRow[]>(text, values);
    return row ? knownAccountOf(row) : null;
  }
}

/** What a statement on `users u` has to select for {@link knownAccountOf}: for those that join accounts to something else. */
export const KNOWN_ACCOUNT_COLUMNS = `u.id AS user_id, u.username, u.is_staff, u.is_superuser,
  CASE WHEN u.email_verified THEN lower(split_part(u.email, '@', 2)) END AS email_domain`;

export function knownAccountOf(row: KnownAccountRow): KnownAccount {
  return {
    userId: row.user_id,
    username: row.username,
    emailDomain: row.email_domain,
    isStaff: row.is_staff,
    isSuperuser: row.is_superuser,
  };
}

export interface KnownAccountRow {
  readonly user_id: number;
  readonly username: string;
  readonly is_staff: boolean;
  readonly is_superuser: boolean;
  readonly email_domain: string | null;
}
