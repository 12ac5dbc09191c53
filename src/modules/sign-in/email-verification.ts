import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { AccessChanges } from '../../common/auth/access-changes.js';
import { violates } from '../../common/database/database-errors.js';
import { AccountTakenError, KnownAccounts } from '../accounts/index.js';
import { type LinkOwner, MailedLinks } from './mailed-links.js';
import { SignInEvents } from './sign-in-events.js';

/** Shows that an address is its account's owner's: access policies let in by its domain from then on. */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly dataSource: DataSource,
    private readonly links: MailedLinks,
    private readonly known: KnownAccounts,
    private readonly changes: AccessChanges,
    private readonly events: SignInEvents,
  ) {}

  /** Whose link it is, and for which address. @throws MailedLinkGoneError */
  async look(secret: string): Promise<LinkOwner> {
    return this.links.look('verify_email', secret);
  }

  /** @throws MailedLinkGoneError; AccountTakenError when another account has shown the same in the meantime */
  async confirm(secret: string): Promise<LinkOwner> {
    const owner = await this.dataSource.transaction(async (manager) => {
      const redeemed = await this.links.redeem(manager, 'verify_email', secret);
      // Whoever reads the mail of the address, whether or not somebody is signed in here.
      noteForAudit({ actor: redeemed.username });
      try {
        await manager.query('UPDATE users SET email_verified = true WHERE id = $1', [redeemed.userId]);
      } catch (error) {
        if (violates(error, 'uq_users_email')) throw new AccountTakenError('email', redeemed.email, error);
        throw error;
      }
      return redeemed;
    });
    this.known.forget(owner.username);
    this.changes.note();
    await this.events.addressVerified(owner);
    return owner;
  }
}
