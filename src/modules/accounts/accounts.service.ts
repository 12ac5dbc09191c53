import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import type { Principal } from '../../common/auth/principal.js';
import { violates } from '../../common/database/database-errors.js';
import { AccountNotFoundError, InvalidInputError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import { AccountTakenError } from './accounts.errors.js';
import { KnownAccounts } from './known-accounts.js';
import { checkNewAccount, type NewAccount } from './new-account.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordFault } from './passwords.js';
import { UserEntity } from './user.entity.js';
import { isUsername } from '../../common/validation/is-username.js';

/** An account as one caller may see it. */
export interface VisibleAccount {
  readonly account: UserEntity;
  /** False: the username and nothing else. */
  readonly inFull: boolean;
}

/** What may be changed of an account over HTTP. */
export interface AccountChanges {
  /** Full name; may be empty. */
  readonly name?: string;
}

/** Accounts: made, found, changed. Usernames are found in whatever case they are written. */
@Injectable()
export class AccountsService {
  constructor(
    @InjectRepository(UserEntity) private readonly users: Repository<UserEntity>,
    private readonly known: KnownAccounts,
    private readonly passwords: PasswordHasher,
  ) {}

  /** @throws InvalidInputError, AccountTakenError */
  async create(account: NewAccount): Promise<UserEntity> {
    checkNewAccount(account);
    const user = this.users.create({
      username: account.username,
      email: account.email,
      name: account.name ?? '',
      passwordHash: account.password === null ? null : await this.passwords.hash(account.password),
      isStaff: account.isStaff ?? false,
      isSuperuser: account.isSuperuser ?? false,
    });
    try {
      await this.users.insert(user);
    } catch (error) {
      if (violates(error, 'uq_users_username')) throw new AccountTakenError('username', account.username, error);
      if (violates(error, 'uq_users_email')) throw new AccountTakenError('email', account.email, error);
      throw error;
    }
    return (await this.findByUsername(account.username))!;
  }

  /**
   * The account of this name; made when there is none. One that exists is left as it is, with its password and its
   * rights: its owner or an operator may have changed them since.
   * @throws InvalidInputError, AccountTakenError when only the e-mail address is taken
   */
  async ensure(account: NewAccount): Promise<UserEntity> {
    const existing = await this.findByUsername(account.username);
    if (existing) return existing;
    try {
      return await this.create(account);
    } catch (error) {
      // Another process was faster.
      const made = error instanceof AccountTakenError ? await this.findByUsername(account.username) : null;
      if (made) return made;
      throw error;
    }
  }

  /** The account of this name, also a disabled one; null when there is none. */
  async findByUsername(username: string): Promise<UserEntity | null> {
    if (!isUsername(username)) return null;
    return this.users.createQueryBuilder('u').where('lower(u.username) = lower(:username)', { username }).getOne();
  }

  /** The account of this id, also a disabled one; null when there is none. */
  async findById(id: number): Promise<UserEntity | null> {
    return this.users.findOneBy({ id });
  }

  /** Gives a new password, as an operator may; every session of the account ends. @throws NotFoundError, InvalidInputError */
  async setPassword(username: string, password: string): Promise<void> {
    const fault = passwordFault(password);
    if (fault !== null) throw new InvalidInputError({ password: [fault] });
    await this.update(username, {
      passwordHash: await this.passwords.hash(password),
      signInEpoch: () => 'sign_in_epoch + 1',
    });
  }

  /**
   * Disables an account, or enables it again. Its tokens are refused from the next request on, and its sessions end for
   * good. @throws NotFoundError
   */
  async setActive(username: string, isActive: boolean): Promise<void> {
    await this.update(username, { isActive });
  }

  /**
   * The account of this name, or of the caller for `me`, as the caller may see it (SPEC E-1): oneself and global staff
   * see it in full, everybody else the username. A disabled account is nobody's to see.
   * @throws NotFoundError
   */
  async visibleTo(principal: Principal, username: string): Promise<VisibleAccount> {
    const account = await this.findByUsername(username === 'me' ? (principal.username ?? '') : username);
    if (!account?.isActive) throw new AccountNotFoundError(username);
    return { account, inFull: principal.isGlobalStaff || principal.username === account.username };
  }

  /** The same for many at once, in one statement; those whom the caller may not know of are left out. */
  async allVisibleTo(principal: Principal, usernames: readonly string[]): Promise<VisibleAccount[]> {
    const accounts = await this.users.findBy({ username: In([...usernames]), isActive: true });
    return accounts.map((account) => ({
      account,
      inFull: principal.isGlobalStaff || principal.username === account.username,
    }));
  }

  /**
   * Changes what people say of themselves; oneself and global staff may, for others there is nothing to
   * change. What is undefined stays.
   * @throws NotFoundError, PreconditionFailedError
   */
  async change(
    principal: Principal,
    username: string,
    changes: AccountChanges,
    preconditions: Preconditions,
  ): Promise<VisibleAccount> {
    const { account, inFull } = await this.visibleTo(principal, username);
    // Not 403: who may not write must not learn from it whether there is such an account.
    if (!inFull) throw new AccountNotFoundError(username);
    const changed = await this.users.manager.transaction(async (manager) => {
      const current = await manager.findOne(UserEntity, {
        where: { id: account.id },
        lock: { mode: 'for_no_key_update' },
      });
      if (!current) throw new AccountNotFoundError(username);
      preconditions.check(String(current.revision));
      if (changes.name === undefined) return current;
      await manager.update(UserEntity, { id: current.id }, { name: changes.name });
      return manager.findOneByOrFail(UserEntity, { id: current.id });
    });
    this.known.forget(changed.username);
    return { account: changed, inFull };
  }

  private async update(
    username: string,
    values: QueryDeepPartialEntity<Pick<UserEntity, 'passwordHash' | 'isActive' | 'signInEpoch'>>,
  ): Promise<void> {
    const user = await this.findByUsername(username);
    if (!user) throw new AccountNotFoundError(username);
    await this.users.update({ id: user.id }, values);
    this.known.forget(user.username);
  }
}
