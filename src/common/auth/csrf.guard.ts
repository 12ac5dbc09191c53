import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppConfig } from '../config/app-config.js';
import { CLIENT_AUTHENTICATED, principalOf } from './access.js';
import { CsrfFailedError } from './csrf.errors.js';
import { CsrfTokens } from './csrf-tokens.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What a form of any site can send without being asked (Fetch 2.2.2), and what has no type at all. */
const OF_FORMS = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;

/** Fastify route configuration, for `@RouteConfig`: the route does nothing that another site could want (operations.md A5.6). */
export const CSRF_EXEMPT = { coursewareCsrfExempt: true };
/** The same: the token of the sign-out button is enough here. */
export const SIGN_OUT = { coursewareSignOut: true };

type Config = Partial<typeof CSRF_EXEMPT & typeof SIGN_OUT & typeof CLIENT_AUTHENTICATED>;

/**
 * Keeps other sites from acting through somebody's browser (operations.md A5.3, C3.5). For every route, after AccessGuard,
 * so that none can forget it: whoever is known by a cookie needs a token for what is not safe, and so does every form, or
 * another site could sign a browser in as somebody else. An access token is sent by nobody unknowingly, and needs none.
 */
@Injectable()
export class CsrfGuard implements CanActivate {
  private readonly publicUrl: string;
  private readonly origins: ReadonlySet<string>;

  constructor(
    private readonly tokens: CsrfTokens,
    { publicUrl, corsAllowedOrigins }: AppConfig,
  ) {
    this.publicUrl = publicUrl;
    this.origins = new Set([publicUrl, ...corsAllowedOrigins]);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const config = (request.routeOptions.config ?? {}) as Config;
    const { credential } = principalOf(request);
    if (SAFE.has(request.method) || credential === 'token') return true;
    if (config.coursewareCsrfExempt || config.coursewareClientAuthenticated) return true;
    this.checkOrigin(request);
    if (credential === 'none' && !isFormOfPage(request)) return true;
    if (!(config.coursewareSignOut && this.tokens.isSignOut(request))) this.tokens.check(request);
    return true;
  }

  /** Browsers say where a request comes from, and pages cannot change that; programs say nothing. */
  private checkOrigin({ headers }: FastifyRequest): void {
    const source = headers.origin ?? originOf(headers.referer);
    if (source !== undefined && !this.origins.has(source))
      throw new CsrfFailedError(
        `the request comes from "${source}", which is neither PUBLIC_URL nor one of CORS_ALLOWED_ORIGINS of this service`,
      );
    // Another site may be a front end that this service knows; its own pages are never another site.
    const isForeign = headers['sec-fetch-site'] === 'cross-site';
    if (isForeign && (source === undefined || source === this.publicUrl))
      throw new CsrfFailedError('the request comes from another site');
  }
}

/** A form that signs somebody in or registers them. The API does nothing for nobody: it answers 401 itself. */
function isFormOfPage({ headers, routeOptions }: FastifyRequest): boolean {
  return OF_FORMS.test(headers['content-type'] ?? '') && !routeOptions.url?.startsWith('/api/');
}

/** The origin of an address; "null" for what is none, as browsers say of an origin that they hide. */
function originOf(address: string | undefined): string | undefined {
  return address === undefined || address === '' ? undefined : (URL.parse(address)?.origin ?? 'null');
}
