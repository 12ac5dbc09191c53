import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource, type EntityManager } from 'typeorm';
import { type AppConfig, type BootstrapConfig, InvalidConfigError } from './common/config/app-config.js';
import { ApiUrls } from './common/hypermedia/api-urls.js';
import { OutgoingMail } from './common/mail/outgoing-mail.js';
import { makeDemoData } from './demo/demo-data.js';
import { welcome } from './demo/welcome.js';
import { AccountsService } from './modules/accounts/index.js';
import { ClientsService } from './modules/oauth2/index.js';

/** Any number; processes that start together agree by it on who makes the first data. */
const FIRST_START_LOCK = 0x46697273;

export interface FirstStartOptions {
  /** Make the demo's data and say where to look (SPEC O-1). */
  readonly demo: boolean;
}

/**
 * A demo has accounts whose passwords everybody knows, so it never runs as production (SPEC O-2).
 * @throws InvalidConfigError
 */
export function refuseDemoInProduction(config: AppConfig, { demo }: FirstStartOptions): void {
  if (!demo || !config.production) return;
  throw new InvalidConfigError([
    'NODE_ENV is production, and a demo has accounts with well-known passwords. Unset NODE_ENV, or start without --demo (npm start).',
  ]);
}

/**
 * Makes what must be there before the first request: the account and the client of BOOTSTRAP_*, and in a demo its data.
 * At every start; what exists stays as it is. Called before the service listens.
 * @throws InvalidConfigError for a demo in production
 */
export async function firstStart(
  app: NestFastifyApplication,
  config: AppConfig,
  options: FirstStartOptions,
): Promise<void> {
  refuseDemoInProduction(config, options);
  await untilStopped(async (signal) =>
    alone(app.get(DataSource), async () => {
      await bootstrap(app, config.bootstrap);
      if (options.demo) await makeDemoData(app, signal);
    }),
  );
  warnOfMissingMail(app, config);
  // Not before: an address that does not answer yet is no welcome.
  if (options.demo) app.getHttpServer().once('listening', () => console.log(welcome(app.get(ApiUrls))));
}

/** Production without a mail server works, but not for whoever forgets a password: better told now than by them. */
function warnOfMissingMail(app: NestFastifyApplication, { lms }: AppConfig): void {
  // An LMS has the passwords, and writes the mails about them.
  if (lms !== null || app.get(OutgoingMail).isAvailable) return;
  new Logger('Mail').warn(
    'SMTP_URL is not set, so that no mail is sent: people can neither confirm an e-mail address nor reset a password, and are told so.',
  );
}

async function bootstrap(app: NestFastifyApplication, config: BootstrapConfig): Promise<void> {
  const { adminUsername, adminPassword, clientId, clientSecret } = config;
  if (adminUsername === null || adminPassword === null) return;
  await app.get(AccountsService).ensure({
    username: adminUsername,
    // Nobody has said which; this domain never receives mail (RFC 2606).
    email: `${adminUsername}@bootstrap.invalid`,
    password: adminPassword,
    name: '',
    isStaff: true,
    isSuperuser: true,
  });
  if (clientId === null || clientSecret === null) return;
  await app.get(ClientsService).ensure({ clientId, secret: clientSecret, name: clientId, username: adminUsername });
}

/** One process at a time, on this database. The lock belongs to a transaction, so that it works through a pooler too. */
async function alone(dataSource: DataSource, work: () => Promise<void>): Promise<void> {
  await dataSource.transaction(async (manager: EntityManager) => {
    // The one who waits waits for a whole import, which may take longer than other locks are allowed to.
    await manager.query(`SET LOCAL lock_timeout = '120s'`);
    await manager.query(`SET LOCAL statement_timeout = '120s'`);
    await manager.query('SELECT pg_advisory_xact_lock($1)', [FIRST_START_LOCK]);
    await work();
  });
}

/** Runs the work; SIGTERM and Ctrl-C abort it, so that the shutdown need not wait for an import. */
async function untilStopped(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const abortion = new AbortController();
  const stop = () => abortion.abort();
  process.on('SIGTERM', stop).on('SIGINT', stop);
  try {
    await work(abortion.signal);
  } finally {
    process.off('SIGTERM', stop).off('SIGINT', stop);
  }
}
