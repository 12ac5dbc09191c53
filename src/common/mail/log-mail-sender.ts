import { Logger } from '@nestjs/common';
import { type Mail, MailSender } from './mail-sender.js';

/** For trials: whoever runs the service reads the mail, links included, in its log. */
export class LogMailSender extends MailSender {
  private readonly logger = new Logger('Mail');

  override async send({ to, subject, text }: Mail): Promise<void> {
    // What Nest logs at this level is all that is shown unless somebody asks for more.
    this.logger.warn(`To: ${to}\nSubject: ${subject}\n\n${text}`);
  }
}

/** For production without a mail server: links are for one reader, and a log has many. People are told that no mail comes. */
export class NoMailSender extends MailSender {
  override readonly delivers = false;

  override async send(): Promise<void> {
    return;
  }
}
