import { Injectable } from '@nestjs/common';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { AppConfig } from '../../common/config/app-config.js';
import { violates } from '../../common/database/database-errors.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { PermissionDeniedError } from '../../common/errors/app-error.js';
import type { Language } from '../../common/i18n/languages.js';
import {
  AccountTakenError,
  asOthersSee,
  checkNewAccount,
  PasswordHasher,
  readAccount,
  UserEntity,
  type VisibleAccount,
} from '../accounts/index.js';
import { AccountMails } from './account-mails.js';

/** What people say of themselves when they register. */
export interface Registrant {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly name?: string;
}

/** An account that was just made, and as others see it: whoever made it has not signed in yet. */
export interface Registered {
  readonly user: UserEntity;
  readonly visible: VisibleAccount;
}

/** People make accounts for themselves (SPEC E-1). */
@Injectable()
export class Registration {
  constructor(
    private readonly config: AppConfig,
    private readonly passwords: PasswordHasher,
    private readonly mails: AccountMails,
  ) {}

  get isOpen(): boolean {
    return this.config.registration === 'open';
  }

  /**
   * Makes an account whose address is not verified yet. An address that has an account already makes no difference here:
   * addresses are unique only once they are verified, and only the owner of one is told (operations.md C4.2).
   * @param language of the mail
   * @throws InvalidInputError with all faults; AccountTakenError for the username, which is public; PermissionDeniedError
   */
  async register<Answer>(
    { username, email, password, name = '' }: Registrant,
    language: Language,
    unit: UnitOfWork<Registered, Answer>,
  ): Promise<Answer> {
    if (!this.isOpen)
      throw new PermissionDeniedError('Registration is closed here: ask whoever runs this service for an account.');
    checkNewAccount({ username, email, password, name }, 'oneself');
    // Before the transaction: no connection waits for it.
    const passwordHash = await this.passwords.hash(password);
    let made: UserEntity | null = null;
    noteForAudit({ onBehalfOf: username });
    const answer = await unit.run(async (manager) => {
      try {
        await manager.insert(UserEntity, { username, email, name, passwordHash, emailVerified: false });
      } catch (error) {
        if (violates(error, 'uq_users_username')) throw new AccountTakenError('username', username, error);
        throw error;
      }
      made = await manager.findOneByOrFail(UserEntity, { username });
      return { user: made, visible: asOthersSee(await readAccount(manager, made.id)) };
    });
    if (made) this.mails.askToVerify(made, language);
    return answer;
  }
}
