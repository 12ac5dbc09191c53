import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { ACCESS_RULE, type AccessRule, principalOf } from '../auth/access.js';
import { courseKeyOf } from '../auth/course-of-request.js';
import { NothingDone } from '../hypermedia/outcome.js';
import { Preview } from '../hypermedia/preview.js';
import { SealedAnswer } from '../idempotency/sealed-answer.js';
import { pathAndQuery } from '../http/request-target.js';
import { AuditLog } from './audit-log.service.js';
import { AuditTrail } from './audit-trail.js';

const AUDITED = 'courseware:audited';
const NOTHING = { defaultValue: undefined };
const SAFE = ['GET', 'HEAD', 'OPTIONS'];
/** Path parameters that are as good as a password, such as the token of a password reset. */
const SECRET_PARAMETER = /(^|_)(token|secret|code|password)$/i;

/**
 * Which requests of a route are entered: what was `done`, as for every unsafe method without a mark; what was `written` in
 * a transaction, for those that often write nothing; or none, for a POST that only reads.
 */
type AuditedRequests = 'done' | 'written' | 'none';

/** Marks a GET route that changes something, such as the return from a sign-in elsewhere, or a POST that changes nothing. */
export const Audited = (requests: AuditedRequests = 'done'): MethodDecorator => SetMetadata(AUDITED, requests);

/**
 * Gives every request that may change something its {@link AuditTrail}. It is the innermost interceptor: what was refused
 * before the route was called has changed nothing. Of refused requests only sign-ins are kept.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly log: AuditLog,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const targets = [context.getHandler(), context.getClass()];
    const mark = this.reflector.getAllAndOverride<AuditedRequests | undefined>(AUDITED, targets);
    const audited = mark ?? (SAFE.includes(request.method) ? 'none' : 'done');
    if (audited === 'none') return next.handle();
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, targets);
    const trail = trailOf(request, { action: this.actionOf(context), permission: rule?.permission });
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (audited === 'written') return from(AuditTrail.run(trail, () => lastValueFrom(next.handle(), NOTHING)));
    return from(this.follow(trail, next, reply, rule?.permission === 'service.sign_in'));
  }

  private async follow(trail: AuditTrail, next: CallHandler, reply: FastifyReply, isSignIn: boolean): Promise<unknown> {
    // A route may answer with an error without throwing one.
    const isRefused = () => reply.statusCode >= 400;
    try {
      const work = () => lastValueFrom(next.handle(), NOTHING);
      const result = await this.log.follow(
        trail,
        work,
        (answer) => isReplay(answer) || doesNothing(answer) || isRefused(),
      );
      if (isSignIn && isRefused()) await this.log.refused(trail, reply.statusCode);
      return result;
    } catch (error) {
      const status = statusOf(error);
      if (isSignIn && status < 500) await this.log.refused(trail, status);
      throw error;
    }
  }

  private actionOf(context: ExecutionContext): string {
    const operation = this.reflector.get<{ operationId?: string } | undefined>(
      'swagger/apiOperation',
      context.getHandler(),
    );
    return operation?.operationId ?? `${context.getClass().name}.${context.getHandler().name}`;
  }
}

function trailOf(request: FastifyRequest, route: { action: string; permission?: string }): AuditTrail {
  const principal = principalOf(request);
  // Of the path alone: with a query, anybody could write into the log of any course.
  const courseKey = courseKeyOf({ params: request.params, query: {} } as FastifyRequest);
  const { username } = request.params as { username?: string };
  return new AuditTrail({
    via: 'request',
    ...route,
    credential: principal.credential,
    actor: principal.username ?? undefined,
    clientId: principal.client?.clientId ?? undefined,
    onBehalfOf: username === 'me' ? undefined : username,
    method: request.method,
    target: targetOf(request),
    courseKey: courseKey?.withoutBranchAndVersion().toString(),
    requestId: request.id,
    address: request.ip,
  });
}

/** The path as it was sent; still percent-encoded, so that nothing in it can look like another line or field of a log. */
function targetOf({ url, params, routeOptions }: FastifyRequest): string {
  const { path } = pathAndQuery(url);
  const isSecret = Object.keys(params as object).some((name) => SECRET_PARAMETER.test(name));
  // Then the route tells what was asked for, without the value.
  return isSecret ? (routeOptions.url ?? path) : path;
}

/** A dry run, or what was so already. */
function doesNothing(answer: unknown): boolean {
  return answer instanceof NothingDone || answer instanceof Preview;
}

function isReplay(answer: unknown): boolean {
  return answer instanceof SealedAnswer && answer.headers['idempotent-replayed'] === 'true';
}

/** Of our errors, of Nest's, and of OAuth2's, whose `code` is one; who an unknown client is, its filter asks by a 401. */
function statusOf(error: unknown): number {
  const { status, code, name } = error as { status?: unknown; code?: unknown; name?: unknown };
  if (name === 'invalid_client') return 401;
  for (const number of [status, code]) if (typeof number === 'number' && number >= 400 && number < 600) return number;
  return 500;
}
