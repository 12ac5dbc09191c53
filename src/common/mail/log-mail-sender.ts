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

/** For production without a mail server: nothing is sent, and the log says so once. */
export class NoMailSender extends MailSender {
  private readonly logger = new Logger('Mail');
  private hasWarned = false;

  override async send(): Promise<void> {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.logger.warn(
      'Mail cannot be sent, because SMTP_URL is not set: people can neither confirm an e-mail address nor reset a password.',
    );
  }
}
