import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ACCESS_TOKEN_LIFETIME } from './access-tokens.js';

const EVERY_MS = 600_000;
/** Rows that one statement deletes, so that none holds many locks for long. */
const AT_ONCE = 1_000;

/** Statements that each delete at most so many rows that say nothing any more. */
const STATEMENTS = [
  // Codes and refresh tokens go with their grant; the last access token of one may outlive it by its own lifetime.
  `DELETE FROM oauth_grants WHERE id IN (
     SELECT id FROM oauth_grants WHERE expires < now() - interval '${ACCESS_TOKEN_LIFETIME} seconds' LIMIT $1)`,
  `DELETE FROM oauth_revoked_tokens WHERE jti IN (
     SELECT jti FROM oauth_revoked_tokens WHERE expires < now() - interval '1 minute' LIMIT $1)`,
];

/** Forgets codes, tokens and revocations that have expired. Every process does it, now and again. */
@Injectable()
export class ExpiredGrants implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ExpiredGrants.name);
  private timer: NodeJS.Timeout | null = null;
  private clearing: Promise<unknown> = Promise.resolve();

  constructor(private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.clearing = this.clear().catch((error: unknown) =>
        // The next round will do it.
        this.logger.debug({ err: error }, 'Expired tokens could not be cleared.'),
      );
    }, EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.clearing;
  }

  /** Deletes what has expired; resolves with the number of rows, without those that went with them. */
  async clear(): Promise<number> {
    let total = 0;
    for (const statement of STATEMENTS) {
      for (let deleted = AT_ONCE; deleted === AT_ONCE;) {
        [, deleted] = await this.dataSource.query<[unknown[], number]>(statement, [AT_ONCE]);
        total += deleted;
      }
    }
    return total;
  }
}
