import { type CanActivate, type ExecutionContext, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AuthenticationFailedError, AuthenticationRequiredError, PermissionDeniedError } from '../errors/app-error.js';
import { FailedAuthentications } from '../rate-limit/failed-authentications.js';
import { ACCESS_RULE, type AccessRule, type AuthenticatedRequest } from './access.js';
import { Authenticator } from './authenticator.js';
import type { Principal } from './principal.js';

/** What Nest hangs metadata on: a method or a class. */
type RouteTarget = (...args: never[]) => unknown;

/** Authenticates every request and holds it against the route's {@link AccessRule}. Fails closed. */
@Injectable()
export class AccessGuard implements CanActivate, OnApplicationBootstrap {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly failures: FailedAuthentications,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** A route without a rule is a bug, never an open door: the service does not start with one. */
  onApplicationBootstrap(): void {
    const open = this.undeclaredRoutes();
    if (open.length > 0) throw new Error(`Routes that do not say who may call them (add @Access): ${open.join(', ')}`);
  }

  undeclaredRoutes(): string[] {
    return this.discovery.getControllers().flatMap(({ instance, metatype }) =>
      this.scanner
        .getAllMethodNames(Object.getPrototypeOf(instance) as object)
        .filter((name) => {
          const handler = (instance as Record<string, () => unknown>)[name]!;
          return Reflect.hasMetadata('path', handler) && !this.ruleOf(handler, metatype as RouteTarget);
        })
        .map((name) => `${metatype?.name}.${name}`),
    );
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const rule = this.ruleOf(context.getHandler() as RouteTarget, context.getClass() as unknown as RouteTarget);
    if (!rule) throw new PermissionDeniedError('This route declares no access rule.');
    request.principal = await this.authenticate(request as FastifyRequest);
    if (rule === 'anyone') return true;
    if (request.principal.isAnonymous) throw new AuthenticationRequiredError();
    if (rule === 'global_staff' && !request.principal.isGlobalStaff) {
      throw new PermissionDeniedError(
        'Only global staff may do this. Ask an operator of this service, or use a token of such an account.',
      );
    }
    return true;
  }

  private async authenticate(request: FastifyRequest): Promise<Principal> {
    try {
      return await this.authenticator.authenticate(request);
    } catch (error) {
      throw error instanceof AuthenticationFailedError ? await this.failures.answerTo(error, request) : error;
    }
  }

  private ruleOf(handler: RouteTarget, controller: RouteTarget): AccessRule | undefined {
    return this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [handler, controller] as never);
  }
}
