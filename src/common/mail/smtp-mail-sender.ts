import nodemailer, { type Transporter } from 'nodemailer';
import type { AppConfig } from '../config/app-config.js';
import { type Mail, MailSender } from './mail-sender.js';

/** A mail server that does not answer must not keep a stopping process. */
const TIMEOUT_MS = 10_000;

/** Mail by SMTP, over TLS wherever the server offers it. */
export class SmtpMailSender extends MailSender {
  private readonly transport: Transporter;

  constructor(private readonly config: AppConfig) {
    super();
    this.transport = nodemailer.createTransport({
      url: config.smtpUrl!,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      // Texts are all that is sent: no file and no address is to be read for one.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  override async send({ to, subject, text }: Mail): Promise<void> {
    // As an object: a comma in an address would otherwise make two of it.
    await this.transport.sendMail({
      from: this.config.mailFrom,
      to: { name: '', address: to },
      subject,
      text,
      // No answers of the kind "I am on holiday" (RFC 3834 5).
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }
}
