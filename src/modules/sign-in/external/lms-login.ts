import { hash } from 'node:crypto';
import { HttpStatus, Injectable, Logger } from '@nestjs/common';
import passport from 'passport';
import { noteForAudit } from '../../../common/audit/audit-trail.js';
import { AppConfig } from '../../../common/config/app-config.js';
import { NotFoundError } from '../../../common/errors/app-error.js';
import { type UserEntity, AccountsService } from '../../accounts/index.js';
import { InvalidTokenError } from '../../oauth2/index.js';
import { BrowserSignIn } from '../browser-sign-in.js';
import type { Exchange } from '../form-pages.js';
import { HOME, returnAddress } from '../return-address.js';
import { SignInEvents } from '../sign-in-events.js';
import { LmsLoginFailedError } from './external.errors.js';
import { LmsAccounts } from './lms-accounts.js';
import { LmsUnavailableError } from './lms-http.js';
import { LmsLoginStrategy, type LoginRequest } from './lms-login.strategy.js';
import { LmsTokens } from './lms-tokens.js';

/** Cookies end at 4,096 bytes. */
const LONGEST_NEXT = 1_500;

/** What the strategy has come to. */
type Outcome =
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'token'; readonly token: string; readonly next: unknown };

/** Signs browsers in at the external LMS (operations.md A6). */
@Injectable()
export class LmsLogin {
  private readonly logger = new Logger(LmsLogin.name);
  private readonly passport = new passport.Passport();

  constructor(
    private readonly strategy: LmsLoginStrategy,
    private readonly tokens: LmsTokens,
    private readonly lmsAccounts: LmsAccounts,
    private readonly accounts: AccountsService,
    private readonly browser: BrowserSignIn,
    private readonly events: SignInEvents,
    private readonly config: AppConfig,
  ) {
    this.passport.use(strategy);
  }

  /** Sends a browser to the LMS. Whoever was signed in is not any more: somebody else may come back (A6.4). */
  async begin(exchange: Exchange, next: unknown): Promise<undefined> {
    this.checkConfigured();
    await this.browser.end(exchange.request, exchange.reply);
    const address = returnAddress(next, this.config.publicUrl);
    const outcome = await this.run({ query: {}, exchange }, address.length > LONGEST_NEXT ? HOME : address);
    return lead(exchange, outcome.kind === 'redirect' ? outcome.location : '/');
  }

  /** A browser comes back from the LMS. @throws LmsLoginFailedError, LmsUnavailableError */
  async complete(exchange: Exchange): Promise<undefined> {
    this.checkConfigured();
    const query = exchange.request.query as LoginRequest['query'];
    // What another provider gave to this browser is not for this one (RFC 9207 2.4: mix-up).
    if (query.iss !== undefined && query.iss !== this.config.lms!.issuer) throw new LmsLoginFailedError();
    // Neither code nor error: the strategy would begin anew.
    if (typeof query.code !== 'string' && query.error === undefined) throw new LmsLoginFailedError();
    const outcome = await this.run({ query, exchange }, '');
    if (outcome.kind !== 'token') throw new LmsLoginFailedError();
    const account = await this.accountOf(outcome.token);
    noteForAudit({ actor: account.username });
    await this.browser.begin(account, exchange.request, exchange.reply);
    await this.events.signedIn({ userId: account.id, username: account.username });
    return lead(exchange, returnAddress(outcome.next, this.config.publicUrl));
  }

  /** The token is not believed because it came from the LMS's address: it is verified as any other (A6.3). */
  private async accountOf(token: string): Promise<UserEntity> {
    try {
      const { person } = await this.tokens.verify(token);
      const { userId } = await this.lmsAccounts.accountOf(person, hash('sha256', token, 'base64'));
      return (await this.accounts.findById(userId))!;
    } catch (error) {
      throw error instanceof InvalidTokenError ? new LmsLoginFailedError(error) : error;
    }
  }

  private run(request: LoginRequest, next: string): Promise<Outcome> {
    return new Promise<Outcome>((resolve, reject) => {
      const answer = (error: unknown, found?: unknown, info?: unknown): void => {
        if (error) return reject(this.failure(error));
        if (!found) return reject(new LmsLoginFailedError());
        const { accessToken: token } = found as { accessToken: string };
        const { state } = info as { state?: { next?: unknown } };
        resolve({ kind: 'token', token, next: state?.next });
      };
      // Of a response of Express, Passport uses these alone (research/operations.md fact 8).
      const response = {
        setHeader: (name: string, value: string) =>
          name === 'Location' && resolve({ kind: 'redirect', location: value }),
        end: () => undefined,
      };
      this.passport.authenticate(this.strategy.name, { session: false, state: { next } } as object, answer)(
        request,
        response,
        reject,
      );
    });
  }

  private failure(error: unknown): Error {
    const cause = (error as { oauthError?: unknown }).oauthError ?? error;
    if (cause instanceof LmsUnavailableError) return cause;
    const { name, code, message } = cause as { name?: string; code?: string; message?: string };
    if (name === 'AuthorizationError') return new LmsLoginFailedError();
    // A wrong secret, say: for the operator to see, not for the person.
    this.logger.warn(`The LMS gave no token for a sign-in: ${code ?? name ?? 'unknown'} ${message ?? ''}`.trim());
    return new LmsLoginFailedError(error);
  }

  private checkConfigured(): void {
    if (!this.config.lms?.client)
      throw new NotFoundError(
        'sign-in at an LMS',
        'An operator sets OAUTH2_ISSUER, OAUTH2_CLIENT_ID and OAUTH2_CLIENT_SECRET for it.',
      );
  }
}

function lead({ reply }: Exchange, location: string): undefined {
  void reply.status(HttpStatus.FOUND).headers({ location, 'cache-control': 'no-store' });
  return undefined;
}
