import { hash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { MailedLinkPurpose } from './mailed-link.entity.js';
import { MailedLinkGoneError } from './sign-in.errors.js';

const SECRET_BYTES = 32;
/** In seconds (operations.md C4.3): what lets somebody in is good for an hour. */
const LIFETIMES: Readonly<Record<MailedLinkPurpose, number>> = { verify_email: 86_400, reset_password: 3_600 };

/** Whose link it is. */
export interface LinkOwner {
  readonly userId: number;
  readonly username: string;
  /** Where the link was sent. */
  readonly email: string;
}

/** Secrets in links that were mailed: whoever has one can read the mail of that address. Each works once. */
@Injectable()
export class MailedLinks {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns the secret of a new link; the one from before of the same kind works no more */
  async issue(purpose: MailedLinkPurpose, userId: number, email: string): Promise<string> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    await this.dataSource.query(
      `INSERT INTO mailed_links (user_id, purpose, digest, email, expires)
       VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
       ON CONFLICT ON CONSTRAINT pk_mailed_links
       DO UPDATE SET digest = excluded.digest, email = excluded.email, expires = excluded.expires`,
      [userId, purpose, digestOf(secret), email, LIFETIMES[purpose]],
    );
    return secret;
  }

  /** Whose link it is; it still works afterwards. @throws MailedLinkGoneError */
  async look(purpose: MailedLinkPurpose, secret: string): Promise<LinkOwner> {
    return ownerAmong(
      await this.dataSource.query<LinkRow[]>(
        `SELECT l.user_id, l.email, u.username FROM mailed_links l JOIN users u ON u.id = l.user_id
          WHERE ${COUNTS}`,
        [purpose, digestOf(secret)],
      ),
    );
  }

  /** The same, and it works no more, whoever else tries at this moment. @throws MailedLinkGoneError */
  async redeem(manager: EntityManager, purpose: MailedLinkPurpose, secret: string): Promise<LinkOwner> {
    const [rows] = await manager.query<[LinkRow[], number]>(
      `DELETE FROM mailed_links l USING users u WHERE u.id = l.user_id AND ${COUNTS}
       RETURNING l.user_id, l.email, u.username`,
      [purpose, digestOf(secret)],
    );
    return ownerAmong(rows);
  }
}

const COUNTS = `l.purpose = $1 AND l.digest = $2 AND l.expires > now() AND u.is_active AND lower(u.email) = lower(l.email)`;

interface LinkRow {
  readonly user_id: number;
  readonly email: string;
  readonly username: string;
}

function ownerAmong([row]: readonly LinkRow[]): LinkOwner {
  if (!row) throw new MailedLinkGoneError();
  return { userId: row.user_id, username: row.username, email: row.email };
}

function digestOf(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
