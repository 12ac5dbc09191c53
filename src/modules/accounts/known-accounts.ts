import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import type { PrincipalAccount } from '../../common/auth/principal.js';
import { isUsername } from '../../common/validation/is-username.js';

/** An account that may act, as far as authentication needs to know it. */
export type KnownAccount = Required<PrincipalAccount>;

/**
 * For how long an answer is believed. Within this process a change through AccountsService counts at once; a change by
 * another process, or by hand in the database, counts after at most this long (operations.md A4.11).
 */
const BELIEVED_MS = 2_000;
const MOST_KEPT = 10_000;

/** Which accounts exist and are active: asked for every request with a token, at most one indexed query each. */
@Injectable()
export class KnownAccounts {
  private readonly kept = new LRUCache<string, KnownAccount>({ max: MOST_KEPT, ttl: BELIEVED_MS });
  private changed = 0;

  constructor(private readonly dataSource: DataSource) {}

  /** Counts the changes of accounts in this process: what was read before one is not to be kept, or believed, after it. */
  get changes(): number {
    return this.changed;
  }

  /** The active account of this name, in whatever case; null when there is none or it is disabled. */
  async find(username: string): Promise<KnownAccount | null> {
    const key = username.toLowerCase();
    const kept = this.kept.get(key);
    if (kept) return kept;
    const { changes } = this;
    const account = await this.read(username);
    if (account && changes === this.changes) this.kept.set(key, account);
    return account;
  }

  /** To be called after every change of an account. */
  forget(username: string): void {
    this.changed += 1;
    this.kept.delete(username.toLowerCase());
  }

  private async read(username: string): Promise<KnownAccount | null> {
    if (!isUsername(username)) return null;
    const rows = await this.dataSource.query<KnownAccountRow[]>(
      `SELECT ${KNOWN_ACCOUNT_COLUMNS} FROM users u WHERE lower(u.username) = lower($1) AND u.is_active`,
      [username],
    );
    const [row] = rows;
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
