import { type CallHandler, type ExecutionContext, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, from, type Observable, switchMap, throwError } from 'rxjs';
import { principalOf } from '../../common/auth/access.js';
import { courseKeyOf } from '../../common/auth/course-of-request.js';
import { AppError } from '../../common/errors/app-error.js';
import { PreconditionFailedError } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import { blockRefOf, VersionConflictError } from '../content/index.js';
import { ChangesSince, type StaleWrite } from './changes-since.service.js';
import { ChangesSinceResponse } from './dto/changes-since.response.js';

/** The version in an ETag of course content: what stands before the dot. */
const VERSION_IN_TAG = /"([0-9a-f]{24})[."]/;
const GUID = /^[0-9a-f]{24}$/;

/**
 * The one place where a 412 about course content comes to say what changed since (SPEC C-8): `changes_since` beside
 * `current_version`, whichever route it is.
 */
@Injectable()
export class ChangesSinceInterceptor implements NestInterceptor {
  private readonly logger = new Logger(ChangesSinceInterceptor.name);

  constructor(
    private readonly since: ChangesSince,
    private readonly urls: ApiUrls,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        const stale = staleWrite(error, context.switchToHttp().getRequest<FastifyRequest>());
        if (stale === null) return throwError(() => error);
        return from(this.explained(error as AppError, stale)).pipe(switchMap((told) => throwError(() => told)));
      }),
    );
  }

  private async explained(error: AppError, stale: StaleWrite): Promise<AppError> {
    try {
      const since = await this.since.of(stale);
      if (since === null) return error;
      const extra = { ...error.extra, changes_since: ChangesSinceResponse.from(since, this.urls) };
      return new AppError(error.code, error.message, { headers: error.headers, extra, cause: error });
    } catch (failure) {
      // What was to be said first matters more than what would have been said beside it.
      this.logger.warn({ err: failure }, 'What changed since cannot be told.');
      return error;
    }
  }
}

function staleWrite(error: unknown, request: FastifyRequest): StaleWrite | null {
  const principal = principalOf(request);
  if (error instanceof VersionConflictError) {
    const { course, expected: base, head } = error;
    return { principal, course, base, head };
  }
  if (!(error instanceof PreconditionFailedError)) return null;
  const { current_version: head } = error.extra;
  const base = VERSION_IN_TAG.exec(request.headers['if-match'] ?? '')?.[1];
  const course = courseKeyOf(request, { orFilter: false });
  if (course === null || base === undefined || typeof head !== 'string' || !GUID.test(head)) return null;
  const { usage_key: usageKey } = request.params as { readonly usage_key?: string };
  const block = usageKey === undefined ? null : UsageKey.tryParse(usageKey, { allowDeprecated: false });
  return { principal, course, base, head, ...(block && { block: blockRefOf(block) }) };
}
