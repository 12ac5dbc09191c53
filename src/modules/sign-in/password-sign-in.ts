import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { clientAddress } from '../../common/rate-limit/client-address.js';
import { GrowingDelays } from '../../common/rate-limit/growing-delays.js';
import { isUsername } from '../../common/validation/is-username.js';
import { PasswordHasher, UserEntity } from '../accounts/index.js';
import { SignInFailedError } from './sign-in.errors.js';

/** Finds out whether somebody knows the password of an account. */
@Injectable()
export class PasswordSignIn {
  constructor(
    @InjectRepository(UserEntity) private readonly users: Repository<UserEntity>,
    private readonly passwords: PasswordHasher,
    private readonly delays: GrowingDelays,
  ) {}

  /**
   * The account of this name, or of this e-mail address once it was verified. Whatever is wrong, the work and the answer
   * are the same (operations.md C4.2).
   * @param address of the client: guessing from one address does not keep the owner out from another
   * @throws SignInFailedError, TooManyAttemptsError, TooManyPasswordsError
   */
  async verify(name: string, password: string, address: string): Promise<UserEntity> {
    const attempt = `password ${name.toLowerCase()} ${clientAddress(address)}`;
    noteForAudit({ onBehalfOf: name });
    this.delays.take(attempt);
    const account = await this.find(name);
    // The name may have been an address.
    if (account) noteForAudit({ onBehalfOf: account.username });
    const { isRight, isOutdated } = await this.passwords.verify(password, account?.passwordHash ?? null);
    if (!isRight || !account?.isActive) throw new SignInFailedError();
    this.delays.forget(attempt);
    if (isOutdated) await this.upgrade(account, password);
    return account;
  }

  /** The active account of a name or a verified address, as far as a mail may be sent to it; null when there is none. */
  async find(name: string): Promise<UserEntity | null> {
    const query = this.users.createQueryBuilder('u');
    if (name.includes('@')) return query.where('lower(u.email) = lower(:name) AND u.email_verified', { name }).getOne();
    // The statement is sent for what can be no name as well: the same work.
    return query.where('lower(u.username) = lower(:name)', { name: isUsername(name) ? name : '' }).getOne();
  }

  /** Hashes a right password as it is done today (operations.md C4.1). It stays the same password, and sessions go on. */
  private async upgrade({ id, passwordHash }: UserEntity, password: string): Promise<void> {
    // Unless it was changed in the meantime.
    await this.users.update({ id, passwordHash: passwordHash! }, { passwordHash: await this.passwords.hash(password) });
  }
}
