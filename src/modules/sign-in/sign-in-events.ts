import { Injectable, Logger } from '@nestjs/common';
import { AccountsService } from '../accounts/index.js';

/** Somebody who has just shown who they are. */
export interface ArrivedPerson {
  readonly userId: number;
  readonly username: string;
}

export type ArrivalListener = (person: ArrivedPerson) => Promise<void>;

/**
 * Port: tells modules above this one when somebody signs in, and when it becomes known that an e-mail address is theirs.
 * They register at start-up. What a listener fails at keeps nobody from signing in.
 */
@Injectable()
export class SignInEvents {
  private readonly logger = new Logger(SignInEvents.name);
  private readonly listeners: ArrivalListener[] = [];

  constructor(private readonly accounts: AccountsService) {}

  onArrival(listener: ArrivalListener): void {
    this.listeners.push(listener);
  }

  /** By a password or at the LMS; a token is no sign-in (SPEC E-1 `last_login`). */
  async signedIn(person: ArrivedPerson): Promise<void> {
    await this.unhindered(() => this.accounts.noteSignIn(person.userId));
    await this.arrived(person);
  }

  /** The address of the account is known to be its owner's from now on. */
  async addressVerified(person: ArrivedPerson): Promise<void> {
    await this.arrived(person);
  }

  private async arrived({ userId, username }: ArrivedPerson): Promise<void> {
    for (const listener of this.listeners) await this.unhindered(() => listener({ userId, username }));
  }

  private async unhindered(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error }, 'What follows a sign-in could not be done; the person is signed in.');
    }
  }
}
