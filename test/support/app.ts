import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import { DataSource } from 'typeorm';
import { createApp } from '../../src/app.js';
import { AppConfig } from '../../src/common/config/app-config.js';
import { createLogger } from '../../src/common/logging/nest-logger.js';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { AccessTokens } from '../../src/modules/oauth2/index.js';
import { cloneDatabase } from './database.js';
import { OpenapiValidator } from './openapi-validator.js';

/** A service of its own for one suite, listening on a free port, with a database of its own. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly config: AppConfig;
  /** Origin, without a trailing slash. */
  readonly url: string;
  readonly dataSource: DataSource;
  /** A client that sends the token of this account, made at first sight; of nobody when the name is null. */
  as(username: string | null, account?: { isStaff?: boolean }): TestClient;
  close(): Promise<void>;
}

/** `fetch` with the service's origin and a token in front. */
export type TestClient = (path: string, init?: RequestInit) => Promise<TestResponse>;

export interface TestResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined when it is not JSON. */
  // Tests look at whatever came.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

let validator: OpenapiValidator | undefined;

/**
 * Every answer that a test sees is held against the OpenAPI document (SPEC R-14).
 * @throws Error when the service says what its document does not; `npm run openapi` renews the document
 */
function holdAgainstDocument(method: string, url: string, { status, headers, text }: TestResponse): void {
  const { pathname, search } = new URL(url);
  const answer = {
    method: method.toUpperCase(),
    target: pathname + search,
    status,
    contentType: headers.get('content-type'),
    text,
  };
  const faults = (validator ??= OpenapiValidator.ofCheckedIn()).faults(answer);
  if (faults.length > 0)
    throw new Error(
      `${answer.method} ${answer.target} answers what openapi.json does not say:\n  ${faults.join('\n  ')}`,
    );
}

/** @param log gets every line of the log, for suites that read it; LOG_LEVEL says from which level on */
export async function startTestApp(environment: NodeJS.ProcessEnv = {}, log?: DestinationStream): Promise<TestApp> {
  const database = await cloneDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'courseware-e2e-'));
  const config = AppConfig.from({
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    ...environment,
  });
  const app = await createApp(config, createLogger(config.logLevel, log));
  await app.listen(config.port, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = async (username: string, isStaff: boolean): Promise<string> => {
    await app.get(AccountsService).ensure({
      username,
      email: `${username}@example.com`,
      password: `${username}-password`,
      name: '',
      isStaff,
      isSuperuser: false,
    });
    return app.get(AccessTokens).issueFor(username);
  };
  return {
    app,
    config,
    url,
    dataSource: app.get(DataSource),
    as:
      (username, account = {}) =>
      async (target, init = {}) => {
        const headers = new Headers(init.headers);
        if (username !== null) {
          if (!tokens.has(username)) tokens.set(username, tokenOf(username, account.isStaff ?? false));
          headers.set('authorization', `Bearer ${await tokens.get(username)!}`);
        }
        const local = target.startsWith(config.publicUrl) ? url + target.slice(config.publicUrl.length) : target;
        const absolute = local.startsWith('http') ? local : url + local;
        const response = await fetch(absolute, { redirect: 'manual', ...init, headers });
        const text = await response.text();
        const isJson = /json/.test(response.headers.get('content-type') ?? '');
        const body: unknown = isJson && text ? JSON.parse(text) : undefined;
        const answer = { status: response.status, headers: response.headers, text, body };
        holdAgainstDocument(init.method ?? 'GET', absolute, answer);
        return answer;
      },
    close: async () => {
      await app.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
