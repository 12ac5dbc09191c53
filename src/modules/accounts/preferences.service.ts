import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Principal } from '../../common/auth/principal.js';
import { AccountNotFoundError, InvalidInputError, NotFoundError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { AccountsService } from './accounts.service.js';
import { type PreferenceChanges, versionOfValue } from './preference-input.js';
import type { PreferenceValue } from './preferences.entity.js';
import type { VisibleAccount } from './visible-account.js';

export const MAX_PREFERENCES = 200;

/** What one account prefers. */
export interface OwnedPreferences {
  readonly username: string;
  /** By key, in the order of the keys. */
  readonly preferences: ReadonlyMap<string, PreferenceValue>;
  /** 0 while nothing was ever set. */
  readonly revision: number;
  /** Whether the caller may change them: global staff may not change a superuser's. */
  readonly mayEdit: boolean;
}

/** One preference, and whose it is. */
export interface OwnedPreference {
  readonly username: string;
  readonly value: PreferenceValue;
}

/** Preferences: one's own, and for global staff anybody's (SPEC E-1). For others they do not exist. */
@Injectable()
export class PreferencesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly accounts: AccountsService,
  ) {}

  /** @throws NotFoundError */
  async all(principal: Principal, username: string): Promise<OwnedPreferences> {
    const { account, rights } = await this.accounts.visibleTo(principal, username);
    if (!rights.seesAll) throw new AccountNotFoundError(username);
    return this.read(this.dataSource.manager, { account, rights }, '');
  }

  /** @throws NotFoundError */
  async one(principal: Principal, username: string, key: string): Promise<OwnedPreference> {
    const { username: owner, preferences } = await this.all(principal, username);
    return { username: owner, value: existing(preferences, key) };
  }

  /** Sets what has a value, and removes what has null. @throws NotFoundError, PreconditionFailedError, InvalidInputError */
  async change(
    principal: Principal,
    username: string,
    changes: PreferenceChanges,
    preconditions: Preconditions,
  ): Promise<OwnedPreferences> {
    return this.write(principal, username, changes, ({ revision }) => preconditions.check(String(revision)));
  }

  /** @throws NotFoundError, PreconditionFailedError, InvalidInputError */
  async set(
    principal: Principal,
    username: string,
    [key, value]: readonly [string, PreferenceValue],
    preconditions: Preconditions,
  ): Promise<void> {
    await this.write(principal, username, new Map([[key, value]]), ({ preferences }) => {
      const current = preferences.get(key);
      preconditions.check(current === undefined ? null : versionOfValue(current));
    });
  }

  /** @throws NotFoundError, PreconditionFailedError */
  async remove(principal: Principal, username: string, key: string, preconditions: Preconditions): Promise<void> {
    await this.write(principal, username, new Map([[key, null]]), ({ preferences }) =>
      preconditions.check(versionOfValue(existing(preferences, key))),
    );
  }

  /** @param check of what is there, while nobody else can change it */
  private async write(
    principal: Principal,
    username: string,
    changes: PreferenceChanges,
    check: (current: OwnedPreferences) => void,
  ): Promise<OwnedPreferences> {
    const visible = await this.accounts.editableBy(principal, username);
    const { account } = visible;
    return this.dataSource.transaction(async (manager) => {
      // There is a row to be locked from now on; if the write is refused, it goes with the transaction.
      await manager.query(
        'INSERT INTO preferences (user_id, revision) VALUES ($1, 0) ON CONFLICT ON CONSTRAINT pk_preferences DO NOTHING',
        [account.id],
      );
      const current = await this.read(manager, visible, 'FOR UPDATE');
      check(current);
      const next = merged(current.preferences, changes);
      const [rows] = await manager.query<[{ revision: number }[], number]>(
        'UPDATE preferences SET preferences = $2 WHERE user_id = $1 RETURNING revision',
        [account.id, JSON.stringify(Object.fromEntries(next))],
      );
      return { ...current, preferences: next, revision: rows[0]!.revision };
    });
  }

  private async read(
    manager: EntityManager,
    { account: { id, username }, rights }: VisibleAccount,
    lock: 'FOR UPDATE' | '',
  ): Promise<OwnedPreferences> {
    const [row] = await manager.query<{ preferences: Record<string, PreferenceValue>; revision: number }[]>(
      `SELECT preferences, revision FROM preferences WHERE user_id = $1 ${lock}`,
      [id],
    );
    return {
      username,
      preferences: sorted(Object.entries(row?.preferences ?? {})),
      revision: row?.revision ?? 0,
      mayEdit: rights.mayEdit,
    };
  }
}

function existing(preferences: ReadonlyMap<string, PreferenceValue>, key: string): PreferenceValue {
  const value = preferences.get(key);
  if (value === undefined) throw new NotFoundError(`preference "${key}"`);
  return value;
}

function merged(
  current: ReadonlyMap<string, PreferenceValue>,
  changes: PreferenceChanges,
): ReadonlyMap<string, PreferenceValue> {
  const all = [...new Map<string, PreferenceValue | null>([...current, ...changes])];
  const next = all.filter((pair): pair is [string, PreferenceValue] => pair[1] !== null);
  if (next.length > MAX_PREFERENCES) {
    throw new InvalidInputError(
      Object.fromEntries([...changes.keys()].filter((key) => !current.has(key)).map((key) => [key, [TOO_MANY]])),
    );
  }
  return sorted(next);
}

const TOO_MANY = `An account may have at most ${MAX_PREFERENCES} preferences. Remove some by null first.`;

function sorted(entries: readonly (readonly [string, PreferenceValue])[]): ReadonlyMap<string, PreferenceValue> {
  return new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
