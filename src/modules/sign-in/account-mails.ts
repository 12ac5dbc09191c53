import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { fill } from '../../common/html/words/index.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Language } from '../../common/i18n/languages.js';
import type { Mail } from '../../common/mail/mail-sender.js';
import { OutgoingMail, type PlannedMail } from '../../common/mail/outgoing-mail.js';
import { UserEntity } from '../accounts/index.js';
import { MailedLinks } from './mailed-links.js';
import { SIGN_IN_WORDS } from './words/index.js';

/** What people are written about their accounts. Links begin with PUBLIC_URL, never with a request's Host (C4.3). */
@Injectable()
export class AccountMails {
  constructor(
    private readonly mail: OutgoingMail,
    private readonly links: MailedLinks,
    private readonly urls: ApiUrls,
    @InjectRepository(UserEntity) private readonly users: Repository<UserEntity>,
  ) {}

  /** Whether people may be told that a mail is on its way. */
  get areSent(): boolean {
    return this.mail.isAvailable;
  }

  /**
   * To the address that an account was registered with: a link that shows that it is theirs. If it belongs to another
   * account, its owner hears that somebody tried; whoever did sees no difference (operations.md C4.2).
   */
  askToVerify({ id, username, email }: UserEntity, language: Language): void {
    this.mail.post(async () => {
      const owner = await this.users
        .createQueryBuilder('u')
        .where('lower(u.email) = lower(:email) AND u.email_verified', { email })
        .getOne();
      if (owner) return owner.id === id ? null : this.taken(owner, language);
      const words = SIGN_IN_WORDS[language];
      return this.letter({ username, email }, 'verify_email', language, async () => ({
        subject: words.verifyEmail,
        text: words.mailVerify,
        url: this.urls.emailVerification({ token: await this.links.issue('verify_email', id, email) }),
      }));
    });
  }

  /** A link for a new password; nothing for an account that is disabled, or whose address was never verified. */
  sendReset(account: UserEntity | null, language: Language): void {
    this.mail.post(async () => {
      if (!account?.isActive || !account.emailVerified) return null;
      const words = SIGN_IN_WORDS[language];
      return this.letter(account, 'reset_password', language, async () => ({
        subject: words.resetPassword,
        text: words.mailReset,
        url: this.urls.passwordReset(await this.links.issue('reset_password', account.id, account.email)),
      }));
    });
  }

  private taken(owner: UserEntity, language: Language): PlannedMail | null {
    if (!owner.isActive) return null;
    const words = SIGN_IN_WORDS[language];
    const content = { subject: words.mailTakenSubject, text: words.mailTaken, url: this.urls.passwordReset() };
    return this.letter(owner, 'address_taken', language, async () => content);
  }

  /** A link is made only for a mail that is sent: one that nobody gets would end the one that somebody has. */
  private letter(
    { username, email }: Pick<UserEntity, 'username' | 'email'>,
    kind: string,
    language: Language,
    content: () => Promise<{ readonly subject: string; readonly text: string; readonly url: string }>,
  ): PlannedMail {
    const { greeting, mailNotYou } = SIGN_IN_WORDS[language];
    const write = async (): Promise<Mail> => {
      const { subject, text, url } = await content();
      return {
        to: email,
        subject: `Courseware: ${subject}`,
        text: `${fill(greeting, username)}\n\n${text}\n${url}\n\n${mailNotYou}\n`,
      };
    };
    return { to: email, kind, write };
  }
}
