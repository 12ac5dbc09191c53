/** A mail to one person: plain text, which every reader shows and nothing can hide in. */
export interface Mail {
  /** PII. */
  readonly to: string;
  readonly subject: string;
  /** May hold a link that lets its reader act: never logged where there is a mail server. */
  readonly text: string;
}

/** Port: hands mail over to whatever delivers it. */
export abstract class MailSender {
  /** Whether mail goes anywhere at all. Nobody is told of a mail that does not. */
  readonly delivers: boolean = true;

  /** Resolves once the mail is handed over. */
  abstract send(mail: Mail): Promise<void>;
}
