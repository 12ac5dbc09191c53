import { Injectable, Logger } from '@nestjs/common';
import type { JWK } from 'jose';
import { AppConfig } from '../../../common/config/app-config.js';
import type { LmsConfig } from '../../../common/config/lms-config.js';
import { jsonOfLms, LmsUnavailableError } from './lms-http.js';

/** What LMS tokens are signed with (research/standards.md AU-07). Never HMAC: a public key must not pass for a secret (RFC 8725 3.1). */
export const LMS_ALGORITHMS = ['RS512', 'RS256'] as const;
export type LmsAlgorithm = (typeof LMS_ALGORITHMS)[number];

/** A public key of the LMS. */
export interface LmsKey {
  /** Null where the set does not name it. */
  readonly kid: string | null;
  readonly algorithms: readonly LmsAlgorithm[];
  /** Its public members alone. */
  readonly jwk: JWK;
}

/** A key that the LMS withdraws counts here for at most this long. */
const REFRESH_MS = 600_000;
/** Whatever comes, the LMS is not asked more often: neither for unknown key ids nor while it is away (operations.md A4.10). */
const PAUSE_MS = 30_000;
/** The same while there is no key at all, so that the service is up soon after the LMS. */
const FIRST_PAUSE_MS = 5_000;
const MOST_KEYS = 50;
/** RFC 7518 3.3. */
const MIN_MODULUS_BITS = 2048;

interface KeySet {
  readonly keys: readonly LmsKey[];
  readonly readAt: number;
}

/** The public keys of the external LMS, read when they are first needed. */
@Injectable()
export class LmsKeys {
  private readonly logger = new Logger(LmsKeys.name);
  private readonly lms: LmsConfig | null;
  private readonly configured: readonly LmsKey[];
  private read: KeySet | null = null;
  private reading: Promise<KeySet | null> | null = null;
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor({ lms }: AppConfig) {
    this.lms = lms;
    this.configured = usableKeys(lms?.keys ?? []);
  }

  /**
   * The keys that may have signed a token whose header names this key, or none.
   * @throws LmsUnavailableError when the LMS has never answered
   */
  async candidates(kid: string | undefined): Promise<readonly LmsKey[]> {
    const known = matching(await this.known(REFRESH_MS), kid);
    if (known.length > 0 || kid === undefined) return known;
    // Perhaps the LMS has begun to sign with it a moment ago.
    return matching(await this.known(PAUSE_MS), kid);
  }

  /** Whether a key that verified a token before is still the LMS's. */
  async has(key: LmsKey): Promise<boolean> {
    return (await this.known(REFRESH_MS)).some(({ jwk }) => jwk.n === key.jwk.n && jwk.e === key.jwk.e);
  }

  /** All keys; those of the LMS as they were at most `maxAge` milliseconds ago, or as they last were if it is away. */
  private async known(maxAge: number): Promise<readonly LmsKey[]> {
    if (!this.mustAsk) return this.configured;
    const isFresh = this.read !== null && Date.now() - this.read.readAt < maxAge;
    const pause = this.read ? PAUSE_MS : FIRST_PAUSE_MS;
    if (!isFresh && (this.reading !== null || Date.now() - this.askedAt >= pause)) await this.ask();
    if (!this.read && this.configured.length === 0) throw new LmsUnavailableError();
    return [...this.configured, ...(this.read?.keys ?? [])];
  }

  private get mustAsk(): boolean {
    return this.lms !== null && (this.lms.jwksUrl !== null || this.configured.length === 0);
  }

  private async ask(): Promise<void> {
    this.reading ??= this.fetch().finally(() => (this.reading = null));
    this.read = (await this.reading) ?? this.read;
  }

  private async fetch(): Promise<KeySet | null> {
    this.askedAt = Date.now();
    try {
      const { keys } = await jsonOfLms(this.lms!.jwksUrl ?? (await discoveredJwksUrl(this.lms!)));
      const usable = usableKeys(Array.isArray(keys) ? keys : []);
      if (usable.length === 0) throw new Error('The JWK set of the LMS has no RSA key that can verify a token.');
      return { keys: usable, readAt: Date.now() };
    } catch (error) {
      this.logger.warn({ err: error }, `The keys of the LMS could not be read; those known stay in use.`);
      return null;
    }
  }
}

/**
 * Where the metadata of the LMS say that its keys are (RFC 8414 section 3). They cannot point to another host: keys are
 * asked for under OAUTH2_URL_ROOT alone.
 */
async function discoveredJwksUrl({ issuer, urlRoot, publicUrlRoot }: LmsConfig): Promise<string> {
  const issuerUrl = new URL(issuer);
  const suffix = issuerUrl.pathname.replace(/\/$/, '');
  const metadata = await jsonOfLms(`${urlRoot}/.well-known/oauth-authorization-server${suffix}`);
  if (metadata.issuer !== issuer) throw new Error(`The metadata of the LMS name another issuer than ${issuer}.`);
  const found = typeof metadata.jwks_uri === 'string' ? URL.parse(metadata.jwks_uri) : null;
  if (!found || ![urlRoot, publicUrlRoot, issuerUrl.origin].includes(found.origin))
    throw new Error('The metadata of the LMS name no JWK set of its own. Set OAUTH2_JWKS_URL.');
  return `${urlRoot}${found.pathname}${found.search}`;
}

/** The keys of a set that can verify tokens; all others, secrets among them, are passed over. */
function usableKeys(set: readonly unknown[]): readonly LmsKey[] {
  return set.slice(0, MOST_KEYS).flatMap((one) => {
    const { kty, use, alg, kid, n, e, key_ops: operations } = (one ?? {}) as Record<string, unknown>;
    const algorithms = LMS_ALGORITHMS.filter((name) => alg === undefined || name === alg);
    const isForVerifying =
      (use === undefined || use === 'sig') &&
      (operations === undefined || (Array.isArray(operations) && operations.includes('verify')));
    if (kty !== 'RSA' || !isForVerifying || algorithms.length === 0 || !isModulus(n) || typeof e !== 'string')
      return [];
    return [{ kid: typeof kid === 'string' ? kid : null, algorithms, jwk: { kty, n, e } }];
  });
}

function isModulus(n: unknown): n is string {
  return typeof n === 'string' && Buffer.from(n, 'base64url').length * 8 >= MIN_MODULUS_BITS;
}

/** Tokens without a key id may be of any key: an LMS without JWT_AUTH_ADD_KID_HEADER writes none (AU-15). */
function matching(keys: readonly LmsKey[], kid: string | undefined): readonly LmsKey[] {
  return kid === undefined ? keys : keys.filter((key) => key.kid === kid);
}
