import { Injectable } from '@nestjs/common';
import OAuth2Strategy from 'passport-oauth2';
import { AppConfig } from '../../../common/config/app-config.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { Exchange } from '../form-pages.js';
import { askLms } from './lms-http.js';
import { CALLBACK_PATH, LoginStates } from './login-states.js';

/** What this service wants to know of a person (operations.md A6.1); what they may do, it knows by itself. */
const SCOPES = ['user_id', 'profile', 'email'];

/** What the strategy is given in place of a request of Express. */
export interface LoginRequest {
  readonly query: Readonly<Record<string, unknown>>;
  readonly exchange: Exchange;
}

/** How the `oauth` library hands over what an answer was. */
type Answered = (
  error: { statusCode?: number; data?: string } | Error | null,
  text?: string,
  response?: object,
) => void;
type Store = OAuth2Strategy.StateStore;

/** Passport strategy: signing in at the external LMS (operations.md A6), by authorization code with state and PKCE. */
@Injectable()
export class LmsLoginStrategy extends OAuth2Strategy {
  constructor({ lms }: AppConfig, urls: ApiUrls, states: LoginStates) {
    super(
      {
        // Browsers and this service may reach the LMS under different origins.
        authorizationURL: `${lms?.publicUrlRoot}/oauth2/authorize`,
        tokenURL: `${lms?.urlRoot}/oauth2/access_token`,
        clientID: lms?.client?.id ?? 'none',
        clientSecret: lms?.client?.secret ?? 'none',
        callbackURL: urls.at(`${CALLBACK_PATH}/`),
        scope: SCOPES,
        pkce: true,
        state: true,
        store: storeOf(states) as Store,
        skipUserProfile: true,
      },
      // Whose it is, is for LmsLogin to find out: by verifying it.
      (accessToken: string, _refreshToken: string, _profile: unknown, done: OAuth2Strategy.VerifyCallback) =>
        done(null, { accessToken } as never),
    );
    this.name = 'edx-oauth2';
    // The library's own client knows no limits, neither of time nor of size.
    Object.assign(this._oauth2, { _request: boundedRequest });
  }

  override tokenParams(): object {
    return { token_type: 'jwt' };
  }
}

function storeOf(states: LoginStates): object {
  // By their number of parameters the library finds out what they want.
  return {
    store(
      { exchange }: LoginRequest,
      verifier: string,
      state: { next: string },
      _meta: unknown,
      done: (error: unknown, handle?: string) => void,
    ): void {
      states.begin(exchange, { verifier, next: state.next }).then((handle) => done(null, handle), done);
    },
    verify(
      { exchange }: LoginRequest,
      brought: unknown,
      _meta: unknown,
      done: (error: unknown, verifier?: unknown, state?: unknown) => void,
    ): void {
      states
        .complete(exchange, brought)
        .then((state) => (state ? done(null, state.verifier, { next: state.next }) : done(null, false, 'state')), done);
    },
  };
}

function boundedRequest(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: string,
  _token: unknown,
  done: Answered,
): void {
  askLms(url, { method, headers, body }).then(
    ({ status, text }) => (status === 200 ? done(null, text, {}) : done({ statusCode: status, data: text })),
    (error: Error) => done(error),
  );
}
