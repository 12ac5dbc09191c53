import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Principal } from '../../common/auth/principal.js';
import { demandRecentSignIn } from '../../common/auth/recent-sign-in.js';
import { AccountNotFoundError, InvalidInputError, PermissionDeniedError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { type AccountPrivacy, requiresParentalConsent } from './account-privacy.js';
import { AccountsService } from './accounts.service.js';
import { KnownAccounts } from './known-accounts.js';
import type { Profile } from './profile.js';
import { lockAccount, readAccount, type StoredAccount } from './stored-account.js';
import type { VisibleAccount } from './visible-account.js';

/** What may be changed of an account over HTTP. What is undefined stays. */
export interface AccountChanges {
  readonly name?: string;
  readonly accountPrivacy?: AccountPrivacy;
  /** For global staff alone. */
  readonly isActive?: boolean;
  readonly profile: Partial<Profile>;
}

/** Changes what people say of themselves, and disables accounts. Oneself and global staff may; for others there is nothing to change (R-7). */
@Injectable()
export class AccountWrites {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly accounts: AccountsService,
    private readonly known: KnownAccounts,
  ) {}

  /** @throws NotFoundError, PermissionDeniedError, PreconditionFailedError, InvalidInputError */
  async change(
    principal: Principal,
    username: string,
    changes: AccountChanges,
    preconditions: Preconditions,
  ): Promise<VisibleAccount> {
    const visible = await this.accounts.editableBy(principal, username);
    return this.write(visible, async (manager, current) => {
      preconditions.check(String(current.revision));
      await this.setActive(manager, visible, current, changes.isActive);
      await save(manager, current, checked(current, changes));
    });
  }

  /**
   * Disables the account: it is 404 from now on, but for global staff, and all that it has open ends. It must be said
   * which state is meant (428): it is not undone by the person, so that no mere address may do it; nor a browser that was
   * left open, nor an application.
   * @throws NotFoundError, PermissionDeniedError, RecentSignInRequiredError, PreconditionFailedError, PreconditionRequiredError
   */
  async deactivate(principal: Principal, username: string, preconditions: Preconditions): Promise<void> {
    const visible = await this.accounts.editableBy(principal, username);
    if (visible.rights.isOwn) demandRecentSignIn(principal);
    if (!visible.rights.mayDeactivate) throw new AccountNotFoundError(username);
    await this.write(visible, async (manager, current) => {
      preconditions.demand(String(current.revision));
      await disable(manager, current.id);
    });
  }

  /** The same for one's own account, by somebody who has given its password in this very request. */
  async deactivateOwn(principal: Principal): Promise<void> {
    const visible = await this.accounts.editableBy(principal, principal.username!);
    await this.write(visible, (manager, { id }) => disable(manager, id));
  }

  private async write(
    { account, rights }: VisibleAccount,
    work: (manager: EntityManager, current: StoredAccount) => Promise<void>,
  ): Promise<VisibleAccount> {
    const changed = await this.dataSource.transaction(async (manager) => {
      await lockAccount(manager, account.id);
      await work(manager, await readAccount(manager, account.id));
      return readAccount(manager, account.id);
    });
    this.known.forget(changed.username);
    return { account: changed, rights };
  }

  private async setActive(
    manager: EntityManager,
    { rights }: VisibleAccount,
    current: StoredAccount,
    isActive: boolean | undefined,
  ): Promise<void> {
    // A client that sends back what it has read changes nothing.
    if (isActive === undefined || isActive === current.isActive) return;
    if (!rights.mayReactivate)
      throw new PermissionDeniedError(
        'is_active is for global staff to change. To disable your own account, send DELETE to its address.',
      );
    await manager.query('UPDATE users SET is_active = $2 WHERE id = $1', [current.id, isActive]);
  }
}

async function disable(manager: EntityManager, userId: number): Promise<void> {
  await manager.query('UPDATE users SET is_active = false WHERE id = $1', [userId]);
}

/** The changes with what follows from them. @throws InvalidInputError */
function checked({ profile }: StoredAccount, changes: AccountChanges): AccountChanges {
  const next = { ...profile, ...changes.profile };
  const isMinor = requiresParentalConsent(next.yearOfBirth);
  const faults: Record<string, string[]> = {};
  if (isMinor && (changes.accountPrivacy ?? 'private') !== 'private')
    faults['account_privacy'] = [
      'account_privacy must be private for who is under 13 or has not said when they were born. Send year_of_birth too, or first.',
    ];
  if (changes.profile.state && next.country !== 'US')
    faults['state'] = ['state is for the country US alone. Send country too, or leave state out.'];
  if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
  // As edX: a state is one of the United States.
  return next.state !== null && next.country !== 'US'
    ? { ...changes, profile: { ...changes.profile, state: null } }
    : changes;
}

async function save(manager: EntityManager, { id, profile, imageDigest }: StoredAccount, changes: AccountChanges) {
  if (changes.name !== undefined) await manager.query('UPDATE users SET name = $2 WHERE id = $1', [id, changes.name]);
  if (Object.keys(changes.profile).length > 0) await saveProfile(manager, id, changes.profile);
  if (changes.accountPrivacy !== undefined) await savePrivacy(manager, id, changes.accountPrivacy);
  // As edX: the picture of a minor is shown to nobody, so it is not kept.
  if (imageDigest !== null && requiresParentalConsent({ ...profile, ...changes.profile }.yearOfBirth))
    await manager.query('DELETE FROM profile_images WHERE user_id = $1', [id]);
}

const COLUMNS: Readonly<Record<keyof Profile, string>> = {
  bio: 'bio',
  country: 'country',
  state: 'state',
  city: 'city',
  gender: 'gender',
  goals: 'goals',
  yearOfBirth: 'year_of_birth',
  levelOfEducation: 'level_of_education',
  mailingAddress: 'mailing_address',
  languageProficiencies: 'language_proficiencies',
  socialLinks: 'social_links',
};

async function saveProfile(manager: EntityManager, id: number, changes: Partial<Profile>): Promise<void> {
  const changed = (Object.keys(COLUMNS) as (keyof Profile)[]).filter((name) => changes[name] !== undefined);
  const names = changed.map((name) => COLUMNS[name]);
  const values = changed.map((name) => (Array.isArray(changes[name]) ? JSON.stringify(changes[name]) : changes[name]));
  await manager.query(
    `INSERT INTO profiles (user_id, ${names.join(', ')}) VALUES ($1, ${names.map((_, at) => `$${at + 2}`).join(', ')})
       ON CONFLICT ON CONSTRAINT pk_profiles DO UPDATE SET ${names.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`,
    [id, ...values],
  );
}

/** It is a preference, where today's clients write it as well (endpoints.md A.5): there is one truth about who sees what. */
async function savePrivacy(manager: EntityManager, id: number, privacy: AccountPrivacy): Promise<void> {
  await manager.query(
    `INSERT INTO preferences (user_id, preferences) VALUES ($1, jsonb_build_object('account_privacy', $2::text))
       ON CONFLICT ON CONSTRAINT pk_preferences DO UPDATE SET preferences = preferences.preferences || EXCLUDED.preferences`,
    [id, privacy],
  );
}
