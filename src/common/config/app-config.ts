import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { type LmsConfig, lmsConfig } from './lms-config.js';

/**
 * Everything the environment may say, parsed once at start (SPEC O-2). A frozen value: nobody reads
 * `process.env` after this (a lint rule refuses it elsewhere).
 */
export class AppConfig {
  /** Address to listen on. `HOST`. */
  readonly host: string;
  /** Port to listen on; 0 picks a free one (tests). `PORT`. */
  readonly port: number;
  /** Origin that every absolute URL starts with, without a trailing slash (SPEC R-1: never the request's Host). `PUBLIC_URL`. */
  readonly publicUrl: string;
  /** An external PostgreSQL, or null for the embedded one under `dataDir`. `DATABASE_URL`. */
  readonly databaseUrl: string | null;
  /** Most connections that one process opens to PostgreSQL. `DATABASE_POOL_SIZE`. */
  readonly databasePoolSize: number;
  /** Absolute folder for the embedded database, the file asset store and spooled uploads. `DATA_DIR`. */
  readonly dataDir: string;
  /** Where asset bytes are kept, a `file:` URL. `ASSET_STORE_URL`. */
  readonly assetStoreUrl: URL;
  /** Secret that protects cookies; random at each start when unset, so sessions end with the process. `SESSION_SECRET`. */
  readonly sessionSecret: string;
  /** How long a session lives, in seconds. `SESSION_IDLE_DAYS`, `SESSION_LIFETIME_DAYS`. */
  readonly sessionLifetime: SessionLifetimeConfig;
  /** Where sessions are kept in place of the database; null for the database. `REDIS_URL`. */
  readonly redisUrl: string | null;
  /** Domain of the JWT cookies that an installation's front ends share; null for this host alone. `SHARED_COOKIE_DOMAIN`. */
  readonly sharedCookieDomain: string | null;
  /** Whether people may make accounts for themselves. `REGISTRATION`. */
  readonly registration: 'open' | 'closed';
  /** The mail server, or null: mail is written to the log, in production neither sent nor logged. `SMTP_URL`. */
  readonly smtpUrl: string | null;
  /** Sender of every mail. `MAIL_FROM`. */
  readonly mailFrom: string;
  /** pino level name. `LOG_LEVEL`. */
  readonly logLevel: string;
  /** Largest archive that an import accepts, in bytes. `IMPORT_MAX_BYTES`. */
  readonly importMaxBytes: number;
  /** Origins whose pages may call the API with credentials. `CORS_ALLOWED_ORIGINS`. */
  readonly corsAllowedOrigins: readonly string[];
  /** Whose `X-Forwarded-For` is believed: addresses, or how many proxies stand in front; false for nobody's. `TRUST_PROXY`. */
  readonly trustProxy: readonly string[] | number | false;
  /** Requests a minute; 0 for no limit. `RATE_LIMIT_*`. */
  readonly rateLimits: RateLimitConfig;
  /** The LMS that people sign in at, or null for the embedded provider. `OAUTH2_ISSUER` and what belongs to it. */
  readonly lms: LmsConfig | null;
  /** Names of the two cookies that together are a JWT. `JWT_AUTH_COOKIE_*`, as Open edX has them. */
  readonly jwtCookies: JwtCookieConfig;
  /** What the embedded OAuth2 provider does for how long. `OAUTH2_*`. */
  readonly oauth2: Oauth2Config;
  /** How webhooks are told of events. `WEBHOOK_*`. */
  readonly webhooks: WebhookConfig;
  /** True when `NODE_ENV=production`. */
  readonly production: boolean;
  /** Account and OAuth2 client made at the first start, or null. `BOOTSTRAP_*`. */
  readonly bootstrap: BootstrapConfig;

  private constructor(values: AppConfigValues) {
    Object.assign(this, values);
    Object.freeze(this);
  }

  /**
   * Reads an environment. Collects every fault before it refuses, so an operator mends them in one go.
   * @throws InvalidConfigError naming each variable at fault
   */
  static from(env: NodeJS.ProcessEnv): AppConfig {
    return new AppConfig(new EnvReader(env).read());
  }

  /** Reads `.env` in the working directory, if there is one, and then the process's environment, which wins. */
  static load(): AppConfig {
    if (existsSync('.env')) process.loadEnvFile('.env');
    return AppConfig.from(process.env);
  }

  /** A copy with some values replaced: for tests and for the command line's options. */
  with(values: Partial<AppConfigValues>): AppConfig {
    return new AppConfig({ ...this, ...values });
  }
}

export interface BootstrapConfig {
  readonly adminUsername: string | null;
  readonly adminPassword: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
}

export interface SessionLifetimeConfig {
  /** Without a request. */
  readonly idle: number;
  /** Since sign-in, however busy. */
  readonly absolute: number;
}

export interface RateLimitConfig {
  /** GET, HEAD and OPTIONS of one account, or of one address when nobody is signed in. */
  readonly reads: number;
  /** All other methods, likewise. */
  readonly writes: number;
  /** Requests for a token of one address, and apart from them its requests with credentials that are wrong. */
  readonly signIn: number;
}

export interface JwtCookieConfig {
  /** Header and payload, which scripts of a front end may read. `JWT_AUTH_COOKIE_HEADER_PAYLOAD`. */
  readonly headerPayload: string;
  /** The signature, which they may not. `JWT_AUTH_COOKIE_SIGNATURE`. */
  readonly signature: string;
}

export interface Oauth2Config {
  /** Seconds after which a person must allow an application again, however often it has refreshed its token. `OAUTH2_REFRESH_LIFETIME`. */
  readonly refreshLifetime: number;
  /** Seconds that a new signing key is published before it signs. `OAUTH2_KEY_LEAD`. */
  readonly keyLead: number;
}

export interface WebhookConfig {
  /** Whether they may be in private networks or on this machine, and without TLS. `WEBHOOK_ALLOW_PRIVATE`. */
  readonly allowPrivate: boolean;
  /** Seconds that a receiver has to answer. `WEBHOOK_TIMEOUT`. */
  readonly timeout: number;
  /** Seconds before the second attempt, the third, and so on; after the last one the webhook is disabled. `WEBHOOK_RETRY_DELAYS`. */
  readonly retryDelays: readonly number[];
}

export type AppConfigValues = Omit<AppConfig, 'with'>;

/** The environment cannot be used; the message lists each variable and what it should hold. */
export class InvalidConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'InvalidConfigError';
  }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
/** Enough for a server on two cores beside its database; PostgreSQL's own default allows 100 in all. */
const DEFAULT_POOL_SIZE = 10;
const DEFAULT_IMPORT_MAX_BYTES = 2 * 1024 ** 3;
/**
 * Ten thousand a second, which is more than one process answers: by default nobody is kept from reading, and the headers
 * already tell clients where they stand. Operators who share a machine among many set less.
 */
const DEFAULT_READS = 600_000;
/** A hundred a second: an author's tool that works through a course, but not a loop that has gone wrong. */
const DEFAULT_WRITES = 6_000;
/** A build farm behind one address may well ask for hundreds of tokens a minute; guessing a secret needs far more. */
const DEFAULT_SIGN_INS = 1_200;
/** 30 days. */
const DEFAULT_REFRESH_LIFETIME = 2_592_000;
/** Ten minutes: longer than verifiers of Open edX keep a JWK set. */
const DEFAULT_KEY_LEAD = 600;

/** Long enough for a receiver that does its work before it answers, which it should not. */
const DEFAULT_WEBHOOK_TIMEOUT = 10;
/** Half a minute's trouble is over soon, an outage within a day: 23.7 hours in all. */
const DEFAULT_WEBHOOK_RETRY_DELAYS = '5,30,120,600,1800,3600,7200,14400,28800,28800';

const DAY_SECONDS = 86_400;
const DEFAULT_IDLE_DAYS = 14;
const DEFAULT_LIFETIME_DAYS = 90;
/** No browser keeps a cookie for longer than 400 days (RFC 6265bis 5.6.2). */
const MAX_LIFETIME_DAYS = 400;

/** One reading of one environment; keeps the faults that it meets. */
class EnvReader {
  private readonly faults: string[] = [];

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  read(): AppConfigValues {
    const port = this.integer('PORT', 8000, 0, 65535);
    const production = this.env.NODE_ENV === 'production';
    const dataDir = path.resolve(this.text('DATA_DIR') ?? './data');
    const values: AppConfigValues = {
      host: this.text('HOST') ?? '0.0.0.0',
      port,
      publicUrl: this.origin('PUBLIC_URL', `http://localhost:${port}`),
      databaseUrl: this.databaseUrl(),
      databasePoolSize: this.integer('DATABASE_POOL_SIZE', DEFAULT_POOL_SIZE, 2, 500),
      dataDir,
      assetStoreUrl: this.assetStoreUrl(dataDir),
      sessionSecret: this.sessionSecret(),
      sessionLifetime: this.sessionLifetime(),
      redisUrl: this.optionalUrl('REDIS_URL', ['redis:', 'rediss:']),
      sharedCookieDomain: this.sharedCookieDomain(),
      registration: this.oneOf('REGISTRATION', ['open', 'closed'], 'open') as AppConfig['registration'],
      smtpUrl: this.optionalUrl('SMTP_URL', ['smtp:', 'smtps:']),
      mailFrom: this.mailFrom(),
      logLevel: this.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
      importMaxBytes: this.integer('IMPORT_MAX_BYTES', DEFAULT_IMPORT_MAX_BYTES, 1, Number.MAX_SAFE_INTEGER),
      corsAllowedOrigins: this.list('CORS_ALLOWED_ORIGINS', isOrigin, 'origins such as https://studio.example.org'),
      trustProxy: this.trustProxy(),
      rateLimits: {
        reads: this.limit('RATE_LIMIT_READS', DEFAULT_READS),
        writes: this.limit('RATE_LIMIT_WRITES', DEFAULT_WRITES),
        signIn: this.limit('RATE_LIMIT_SIGN_IN', DEFAULT_SIGN_INS),
      },
      lms: lmsConfig({ text: (name) => this.text(name), fault: (sentence) => this.faults.push(sentence) }),
      jwtCookies: {
        headerPayload: this.cookieName('JWT_AUTH_COOKIE_HEADER_PAYLOAD', 'edx-jwt-cookie-header-payload'),
        signature: this.cookieName('JWT_AUTH_COOKIE_SIGNATURE', 'edx-jwt-cookie-signature'),
      },
      oauth2: {
        refreshLifetime: this.integer('OAUTH2_REFRESH_LIFETIME', DEFAULT_REFRESH_LIFETIME, 60, 31_536_000),
        keyLead: this.integer('OAUTH2_KEY_LEAD', DEFAULT_KEY_LEAD, 0, 604_800),
      },
      webhooks: {
        allowPrivate: this.oneOf('WEBHOOK_ALLOW_PRIVATE', ['true', 'false'], 'false') === 'true',
        timeout: this.integer('WEBHOOK_TIMEOUT', DEFAULT_WEBHOOK_TIMEOUT, 1, 60),
        retryDelays: this.seconds('WEBHOOK_RETRY_DELAYS', DEFAULT_WEBHOOK_RETRY_DELAYS),
      },
      production,
      bootstrap: this.bootstrap(),
    };
    if (this.faults.length > 0) throw new InvalidConfigError(this.faults);
    return values;
  }

  /** The value, or null when it is unset or empty: a line `PORT=` in a file means "the default". */
  private text(name: string): string | null {
    const value = this.env[name]?.trim();
    return value ? value : null;
  }

  private integer(name: string, fallback: number, min: number, max: number): number {
    const value = this.text(name);
    if (value === null) return fallback;
    const number = /^\d+$/.test(value) ? Number(value) : NaN;
    if (number >= min && number <= max) return number;
    this.faults.push(`${name} must be a whole number from ${min} to ${max}, but is "${value}".`);
    return fallback;
  }

  private oneOf(name: string, allowed: readonly string[], fallback: string): string {
    const value = this.text(name);
    if (value === null || allowed.includes(value)) return value ?? fallback;
    this.faults.push(`${name} must be one of ${allowed.join(', ')}, but is "${value}".`);
    return fallback;
  }

  private url(name: string, protocols: readonly string[], fallback: string): URL {
    const value = this.text(name) ?? fallback;
    const url = URL.parse(value);
    if (url && protocols.includes(url.protocol)) return url;
    this.faults.push(`${name} must be a URL that starts with ${protocols.join(' or ')}, but is "${redacted(value)}".`);
    return new URL(fallback);
  }

  private origin(name: string, fallback: string): string {
    const url = this.url(name, ['http:', 'https:'], fallback);
    if (url.pathname !== '/' || url.search || url.hash || url.username) {
      this.faults.push(`${name} must be an origin such as https://courses.example.org, without a path, query or user.`);
    }
    return url.origin;
  }

  private databaseUrl(): string | null {
    return this.optionalUrl('DATABASE_URL', ['postgres:', 'postgresql:']);
  }

  /** As it was written: drivers read members of it that a URL object would spell otherwise. */
  private optionalUrl(name: string, protocols: readonly string[]): string | null {
    const value = this.text(name);
    if (value !== null) this.url(name, protocols, `${protocols[0]}//localhost/`);
    return value;
  }

  private assetStoreUrl(dataDir: string): URL {
    const value = this.text('ASSET_STORE_URL');
    // A relative file: URL has no meaning in the URL standard; operators write `file:./assets` all the same.
    if (value?.startsWith('file:') && !value.startsWith('file:/')) {
      return new URL(`file://${path.resolve(value.slice('file:'.length))}/`);
    }
    return this.url('ASSET_STORE_URL', ['file:'], `file://${path.join(dataDir, 'assets')}/`);
  }

  /** Values between commas. */
  private list(name: string, isValid: (value: string) => boolean, expected: string): readonly string[] {
    const values = (this.text(name) ?? '')
      .split(',')
      .map((value) => value.trim())
      .filter(Boolean);
    for (const value of values.filter((one) => !isValid(one))) {
      this.faults.push(`${name} must list ${expected}, separated by commas, but has "${redacted(value)}".`);
    }
    return values;
  }

  private seconds(name: string, fallback: string): readonly number[] {
    if (this.text(name) === null) return fallback.split(',').map(Number);
    return this.list(name, (value) => /^\d{1,6}$/.test(value), 'whole seconds, such as 5, 60, 3600').map(Number);
  }

  private trustProxy(): readonly string[] | number | false {
    const value = this.text('TRUST_PROXY');
    if (value === null) return false;
    if (/^\d{1,2}$/.test(value)) return Number(value) || false;
    return this.list(
      'TRUST_PROXY',
      isNetwork,
      'a number of proxies, or their addresses such as 10.0.0.0/8 or loopback',
    );
  }

  private limit(name: string, fallback: number): number {
    return this.integer(name, fallback, 0, 1_000_000_000);
  }

  /** A token (RFC 6265 4.1.1). */
  private cookieName(name: string, fallback: string): string {
    const value = this.text(name) ?? fallback;
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(value)) return value;
    this.faults.push(`${name} must be the name of a cookie, such as ${fallback}.`);
    return fallback;
  }

  private sessionSecret(): string {
    const value = this.text('SESSION_SECRET');
    if (value === null) return randomBytes(32).toString('base64url');
    if (value.length < 32) this.faults.push('SESSION_SECRET must have at least 32 characters.');
    return value;
  }

  private sessionLifetime(): SessionLifetimeConfig {
    const idle = this.integer('SESSION_IDLE_DAYS', DEFAULT_IDLE_DAYS, 1, MAX_LIFETIME_DAYS);
    const absolute = this.integer('SESSION_LIFETIME_DAYS', DEFAULT_LIFETIME_DAYS, 1, MAX_LIFETIME_DAYS);
    return { idle: Math.min(idle, absolute) * DAY_SECONDS, absolute: absolute * DAY_SECONDS };
  }

  private sharedCookieDomain(): string | null {
    const value = this.text('SHARED_COOKIE_DOMAIN');
    // Browsers ignore the dot in front, and old settings have it (RFC 6265 5.2.3).
    const domain = value?.replace(/^\./, '').toLowerCase() ?? null;
    if (domain === null || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) return domain;
    this.faults.push(`SHARED_COOKIE_DOMAIN must be a domain such as example.org, but is "${value}".`);
    return null;
  }

  private mailFrom(): string {
    const value = this.text('MAIL_FROM');
    if (value === null) return 'Courseware <no-reply@localhost>';
    if (!/^[^\r\n<>@]*<?[^\s<>@]+@[^\s<>@]+>?$/.test(value))
      this.faults.push(`MAIL_FROM must be an address such as Courseware <no-reply@example.org>, but is "${value}".`);
    return value;
  }

  private bootstrap(): BootstrapConfig {
    this.together('BOOTSTRAP_ADMIN_USERNAME', 'BOOTSTRAP_ADMIN_PASSWORD');
    this.together('BOOTSTRAP_CLIENT_ID', 'BOOTSTRAP_CLIENT_SECRET');
    if (this.text('BOOTSTRAP_CLIENT_ID') && !this.text('BOOTSTRAP_ADMIN_USERNAME')) {
      this.faults.push('BOOTSTRAP_CLIENT_ID needs BOOTSTRAP_ADMIN_USERNAME: the client acts as that account.');
    }
    return {
      adminUsername: this.text('BOOTSTRAP_ADMIN_USERNAME'),
      adminPassword: this.text('BOOTSTRAP_ADMIN_PASSWORD'),
      clientId: this.text('BOOTSTRAP_CLIENT_ID'),
      clientSecret: this.text('BOOTSTRAP_CLIENT_SECRET'),
    };
  }

  private together(first: string, second: string): void {
    if (!this.text(first) !== !this.text(second)) this.faults.push(`${first} and ${second} must be set together.`);
  }
}

/** A value for an error message, without the password that a URL may carry. */
function redacted(value: string): string {
  return value.replace(/\/\/[^@/]*@/, '//***@');
}

/** As browsers send it in `Origin`: no path, no default port, no wildcard, which credentials rule out (Fetch 3.2.5). */
function isOrigin(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === value && !value.includes('*');
}

/** An address, a network in CIDR form, or a name that Fastify has for some. */
function isNetwork(value: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(value)) return true;
  const [address, bits, ...rest] = value.split('/') as [string, ...string[]];
  const version = isIP(address);
  return version !== 0 && rest.length === 0 && (bits === undefined || isPrefixLength(bits, version === 4 ? 32 : 128));
}

function isPrefixLength(bits: string, most: number): boolean {
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}
