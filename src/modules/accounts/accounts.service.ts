import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { QueryDeepPartialEntity, Repository } from 'typeorm';
import type { Principal } from '../../common/auth/principal.js';
import { violates } from '../../common/database/database-errors.js';
import { AccountNotFoundError, InvalidInputError, PermissionDeniedError } from '../../common/errors/app-error.js';
import { AccountTakenError } from './accounts.errors.js';
import { KnownAccounts } from './known-accounts.js';
import { checkNewAccount, type NewAccount } from './new-account.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordFault } from './passwords.js';
import { readAccounts } from './stored-account.js';
import { UserEntity } from './user.entity.js';
import { visibleTo, type VisibleAccount } from './visible-account.js';
import { isUsername } from '../../common/validation/is-username.js';

/** Accounts: made, found, disabled. Usernames are found in whatever case they are written. */
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

  /** Keeps when somebody signed in, with a password or through another service; a token is no sign-in. */
  async noteSignIn(id: number): Promise<void> {
    await this.users.update({ id }, { lastLogin: () => 'now()' });
  }

  /**
   * The account of this name, or of the caller for `me`, as the caller may see it (SPEC E-1). A disabled account is for
   * global staff to see, and for everybody else like one that does not exist.
   * @throws NotFoundError
   */
  async visibleTo(principal: Principal, username: string): Promise<VisibleAccount> {
    const [visible] = await this.allVisibleTo(principal, [username]);
    if (!visible) throw new AccountNotFoundError(username);
    return visible;
  }

  /** The same for many at once, in one statement; those whom the caller may not know of are left out. */
  async allVisibleTo(principal: Principal, usernames: readonly string[]): Promise<VisibleAccount[]> {
    const names = usernames.map((name) => (name === 'me' ? (principal.username ?? '') : name)).filter(isUsername);
    const accounts = names.length > 0 ? await readAccounts(this.users.manager, names) : [];
    return accounts.flatMap((account) => visibleTo(principal, account) ?? []);
  }

  /** The account, if the caller may change it. @throws NotFoundError, PermissionDeniedError */
  async editableBy(principal: Principal, username: string): Promise<VisibleAccount> {
    const visible = await this.visibleTo(principal, username);
    if (visible.rights.mayEdit) return visible;
    // Whoever sees it whole knows of it; others must not learn from a 403 that there is such an account.
    if (!visible.rights.seesAll) throw new AccountNotFoundError(username);
    throw new PermissionDeniedError('The account of a superuser is changed by superusers alone. Ask one of them.');
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
