import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { InvalidInputError } from '../../common/errors/app-error.js';
import { chosenPasswordFaults, KnownAccounts, PasswordHasher, type UserEntity } from '../accounts/index.js';
import { type LinkOwner, MailedLinks } from './mailed-links.js';
import { PasswordSignIn } from './password-sign-in.js';
import type { SessionOwner } from './sessions.js';

/** People give themselves a new password. All sessions of the account end; whoever changed it gets a new one. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly dataSource: DataSource,
    private readonly signIn: PasswordSignIn,
    private readonly passwords: PasswordHasher,
    private readonly links: MailedLinks,
    private readonly known: KnownAccounts,
  ) {}

  /**
   * By the present password: a browser that somebody left open is not enough (operations.md C3.6).
   * @throws SignInFailedError, TooManyAttemptsError, InvalidInputError
   */
  async change(username: string, present: string, chosen: string, address: string): Promise<SessionOwner> {
    const account: UserEntity = await this.signIn.verify(username, present, address);
    checkChosen(chosen, account);
    const hash = await this.passwords.hash(chosen);
    return this.saved(username, (manager) => replace(manager, account.id, hash));
  }

  /** Whose link it is; it works still. @throws MailedLinkGoneError */
  async look(secret: string): Promise<LinkOwner> {
    return this.links.look('reset_password', secret);
  }

  /** By a link that was mailed, which works once. @throws MailedLinkGoneError, InvalidInputError */
  async reset(secret: string, chosen: string): Promise<LinkOwner> {
    const owner = await this.look(secret);
    checkChosen(chosen, owner);
    const hash = await this.passwords.hash(chosen);
    return this.saved(owner.username, async (manager) => {
      const redeemed = await this.links.redeem(manager, 'reset_password', secret);
      // Whoever reads the mail of the address.
      noteForAudit({ actor: redeemed.username });
      await replace(manager, redeemed.userId, hash);
      return redeemed;
    });
  }

  private async saved<T>(username: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const result = await this.dataSource.transaction(work);
    this.known.forget(username);
    return result;
  }
}

/** A new epoch: no session outlives the password that it began with, and no link that would replace the new one. */
async function replace(manager: EntityManager, userId: number, passwordHash: string): Promise<SessionOwner> {
  const [[row]] = await manager.query<[[{ epoch: number }], number]>(
    'UPDATE users SET password_hash = $2, sign_in_epoch = sign_in_epoch + 1 WHERE id = $1 RETURNING sign_in_epoch AS epoch',
    [userId, passwordHash],
  );
  await manager.query(`DELETE FROM mailed_links WHERE user_id = $1 AND purpose = 'reset_password'`, [userId]);
  return { id: userId, signInEpoch: row.epoch };
}

function checkChosen(password: string, owner: { readonly username: string; readonly email: string }): void {
  const faults = chosenPasswordFaults(password, owner);
  if (faults.length > 0) throw new InvalidInputError({ new_password: faults });
}
