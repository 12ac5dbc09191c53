import { type CanActivate, type ExecutionContext, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import {
  AuthenticationRequiredError,
  NotEnrolledError,
  NotFoundError,
  PermissionDeniedError,
} from '../errors/app-error.js';
import type { CourseKey } from '../opaque-keys/index.js';
import { ACCESS_RULE, type AccessRule, principalOf } from './access.js';
import { checkApplication } from './application-limits.js';
import { type CourseAccess, CourseAccessPolicy } from './course-access.js';
import { COURSE_PARAMETERS, courseKeyOf } from './course-of-request.js';
import { holdersInWords, isGivenTo, permission, type PermissionName } from './permissions.js';
import type { Principal } from './principal.js';

/** The branch that everybody reads who reads the course (SPEC C-1). */
const PUBLISHED_BRANCH = 'published';

/** Reads that look the course up anyway, and find no deleted one: they are spared a statement. */
const FINDS_BY_ITSELF: ReadonlySet<PermissionName> = new Set([
  'courses.view_course',
  'courses.view_content',
  'courses.view_block',
] as const);

/** What Nest hangs metadata on: a method or a class. */
type RouteTarget = (...args: never[]) => unknown;

/** Holds every request against its route's {@link AccessRule}. After AuthenticationGuard, which finds out who the caller is. Fails closed. */
@Injectable()
export class AccessGuard implements CanActivate, OnApplicationBootstrap {
  constructor(
    private readonly reflector: Reflector,
    private readonly courses: CourseAccessPolicy,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** A route without a rule is a bug, never an open door: the service does not start with one. */
  onApplicationBootstrap(): void {
    const open = this.undeclaredRoutes();
    if (open.length > 0)
      throw new Error(
        `Routes that do not say who may call them (add @Access), or take a course's permission without a course in their path: ${open.join(', ')}`,
      );
  }

  undeclaredRoutes(): string[] {
    return this.discovery.getControllers().flatMap(({ instance, metatype }) =>
      this.scanner
        .getAllMethodNames(Object.getPrototypeOf(instance) as object)
        .filter((name) => {
          const handler = (instance as Record<string, () => unknown>)[name]!;
          const rule = this.ruleOf(handler, metatype as RouteTarget);
          return (
            Reflect.hasMetadata('path', handler) && !(rule && canBeDecided(rule, handler, metatype as RouteTarget))
          );
        })
        .map((name) => `${metatype?.name}.${name}`),
    );
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const rule = this.ruleOf(context.getHandler() as RouteTarget, context.getClass() as unknown as RouteTarget);
    if (!rule) throw new PermissionDeniedError('This route declares no access rule.');
    const principal = principalOf(request);
    checkApplication(principal, rule, request);
    await this.decide(principal, rule.permission, request);
    return true;
  }

  private async decide(principal: Principal, name: PermissionName, request: FastifyRequest): Promise<void> {
    if (isGivenTo(name, 'anyone')) return;
    const { about, to } = permission(name);
    if (principal.isGlobalStaff) return about === 'course' ? this.refuseDeleted(name, request) : undefined;
    if (about === 'course') return this.decideInCourse(principal, name, request);
    if (about === 'object' && isGivenTo(name, 'content_policy')) return;
    if (principal.isAnonymous) throw new AuthenticationRequiredError();
    // What depends on the object is for the service that reads it.
    if (about === 'service' && !to.includes('signed_in')) throw refusal(name);
  }

  /** Nobody comes to a deleted course by its own addresses (SPEC C-7). */
  private async refuseDeleted(name: PermissionName, request: FastifyRequest): Promise<void> {
    const key = courseKeyOf(request);
    // What makes a course says itself that there is a deleted one.
    if (key === null || permission(name).whenAbsent !== undefined || FINDS_BY_ITSELF.has(name)) return;
    if (await this.courses.isDeleted(key)) throw new NotFoundError(`course "${key}"`);
  }

  private async decideInCourse(principal: Principal, name: PermissionName, request: FastifyRequest): Promise<void> {
    const key = courseKeyOf(request);
    // An address that is none is a 404, which its pipe says.
    if (key === null) return;
    const access = await this.courses.accessOf(principal, key);
    const { whenAbsent } = permission(name);
    // A delegate has rights in every course of the organization, but there must be one.
    if (!access.exists && !whenAbsent) throw new NotFoundError(`course "${key}"`);
    const needed = !access.exists && whenAbsent ? whenAbsent : name;
    if (access.may(needed)) return;
    throw refusalInCourse(principal, access, needed, key);
  }

  private ruleOf(handler: RouteTarget, controller: RouteTarget): AccessRule | undefined {
    return this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [handler, controller] as never);
  }
}

/** A permission in a course needs to know which. */
function canBeDecided({ permission: name }: AccessRule, handler: RouteTarget, controller: RouteTarget): boolean {
  if (permission(name).about !== 'course') return true;
  const [before, own] = [controller, handler].map((each) =>
    [Reflect.getMetadata('path', each) as string | string[]].flat(),
  );
  const paths = before!.flatMap((prefix) => own!.map((path) => `${prefix}/${path}`));
  return paths.every((path) => COURSE_PARAMETERS.some((parameter) => path.includes(`:${parameter}`)));
}

/** 404 where a 403 would reveal that there is such a course (SPEC R-7); 401 before 403. */
function refusalInCourse(principal: Principal, access: CourseAccess, name: PermissionName, key: CourseKey): Error {
  if (!access.exists || !access.may('courses.view_course')) return new NotFoundError(`course "${key}"`);
  // For those who do not read drafts, a draft is what does not exist.
  if (isDraft(key) && !access.may('courses.view_drafts')) return new NotFoundError(`course "${key}"`);
  if (principal.isAnonymous) return new AuthenticationRequiredError();
  return name === 'courses.view_content' ? new NotEnrolledError(key) : refusal(name);
}

/** Whether a key names a branch that only the course team reads. */
function isDraft({ branch }: CourseKey): boolean {
  return branch !== null && branch !== PUBLISHED_BRANCH;
}

function refusal(name: PermissionName): PermissionDeniedError {
  return new PermissionDeniedError(
    `You may not do this: the permission ${name} belongs to ${holdersInWords(name)}. Ask one of them, or use a token of another account.`,
  );
}
