import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Ends what an account has open, such as its sessions, in the transaction that it is given. */
export type AccountEnding = (userId: number, manager: EntityManager) => Promise<void>;

/**
 * What else ends when an account is disabled. Modules above register what they keep for accounts, when they start; the
 * account itself is refused from then on anyhow, but what is only refused would be there again once it is enabled.
 */
@Injectable()
export class AccountEndings {
  private readonly endings: AccountEnding[] = [];

  register(ending: AccountEnding): void {
    this.endings.push(ending);
  }

  /** In the transaction that disables the account: if one fails, nothing has happened. */
  async end(userId: number, manager: EntityManager): Promise<void> {
    for (const ending of this.endings) await ending(userId, manager);
  }
}
