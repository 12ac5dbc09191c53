import { hash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import { DataSource } from 'typeorm';
import { cookieOf, cookieOptions } from '../../../common/auth/browser-cookies.js';
import { AppConfig } from '../../../common/config/app-config.js';
import type { Exchange } from '../form-pages.js';

/** Where the LMS sends a browser back to, as Open edX's services have it (operations.md A6.2). */
export const CALLBACK_PATH = '/complete/edx-oauth2';
const COOKIE = 'courseware_login_state';
const HANDLE_BYTES = 24;
/** From leaving for the LMS to coming back: time to find a password. */
const LIFETIME_SECONDS = 600;
const KEY_BYTES = 32;
const AT_MOST_EXPIRED = 100;

/** What a browser that comes back was sent away with. */
export interface LoginState {
  /** PKCE (RFC 7636). */
  readonly verifier: string;
  readonly next: string;
}

/**
 * Binds a sign-in at the LMS to the browser in which it began (RFC 6749 10.12; RFC 9700 4.7): an encrypted cookie, so that
 * nobody's first visit costs a row. What the LMS brings back must fit it, in time, and once.
 */
@Injectable()
export class LoginStates {
  private readonly key: Uint8Array;

  constructor(
    private readonly config: AppConfig,
    private readonly dataSource: DataSource,
  ) {
    this.key = new Uint8Array(hkdfSync('sha256', config.sessionSecret, '', 'external login state', KEY_BYTES));
  }

  /** Sends the browser away with a state. @returns what the LMS is to bring back */
  async begin({ reply }: Exchange, { verifier, next }: LoginState): Promise<string> {
    const handle = randomBytes(HANDLE_BYTES).toString('base64url');
    const value = await new EncryptJWT({ verifier, next })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setJti(handle)
      .setExpirationTime(`${LIFETIME_SECONDS}s`)
      .encrypt(this.key);
    reply.setCookie(COOKIE, value, { ...this.options(), maxAge: LIFETIME_SECONDS });
    return handle;
  }

  /** What this browser was sent away with; null when it was not, or not with this, or has come back with it before. */
  async complete({ request, reply }: Exchange, brought: unknown): Promise<LoginState | null> {
    const value = cookieOf(request, COOKIE);
    if (value === undefined || typeof brought !== 'string') return null;
    this.clear(reply);
    const sent = await this.read(value);
    if (!sent || !equal(sent.handle, brought) || !(await this.isFirst(brought))) return null;
    return sent.state;
  }

  private async read(value: string): Promise<{ handle: string; state: LoginState } | null> {
    try {
      const { payload } = await jwtDecrypt<LoginState>(value, this.key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return { handle: payload.jti!, state: { verifier: payload.verifier, next: payload.next } };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  /** A browser keeps its cookie for as long as it likes: the service remembers what came back. */
  private async isFirst(handle: string): Promise<boolean> {
    await this.dataSource.query(
      'DELETE FROM completed_sign_ins WHERE digest IN (SELECT digest FROM completed_sign_ins WHERE expires < now() LIMIT $1)',
      [AT_MOST_EXPIRED],
    );
    const rows = await this.dataSource.query<unknown[]>(
      `INSERT INTO completed_sign_ins (digest, expires) VALUES ($1, now() + make_interval(secs => $2)) ON CONFLICT DO NOTHING RETURNING digest`,
      [hash('sha256', handle, 'base64url'), LIFETIME_SECONDS],
    );
    return rows.length > 0;
  }

  private clear(reply: FastifyReply): void {
    reply.clearCookie(COOKIE, this.options());
  }

  private options(): object {
    return { ...cookieOptions(this.config), path: CALLBACK_PATH, httpOnly: true };
  }
}

function equal(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
