import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { LogMailSender, NoMailSender } from './log-mail-sender.js';
import { MailSender } from './mail-sender.js';
import { OutgoingMail } from './outgoing-mail.js';
import { SmtpMailSender } from './smtp-mail-sender.js';

/** Provides {@link OutgoingMail}. */
@Global()
@Module({
  providers: [{ provide: MailSender, inject: [AppConfig], useFactory: senderOf }, OutgoingMail],
  exports: [OutgoingMail],
})
export class MailModule {}

function senderOf(config: AppConfig): MailSender {
  if (config.smtpUrl !== null) return new SmtpMailSender(config);
  return config.production ? new NoMailSender() : new LogMailSender();
}
