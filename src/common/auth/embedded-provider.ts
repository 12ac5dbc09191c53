import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AppConfig } from '../config/app-config.js';
import type { LmsConfig } from '../config/lms-config.js';
import { AppError } from '../errors/app-error.js';
import { AlsoAnswers } from '../openapi/also-answers.js';

const EMBEDDED_PROVIDER = 'courseware:embedded-provider';

/** The route belongs to the embedded identity provider: where people sign in at an external LMS instead, there is no such thing. */
export function EmbeddedProvider(): MethodDecorator {
  return applyDecorators(SetMetadata(EMBEDDED_PROVIDER, true), AlsoAnswers('not_found'));
}

/** Holds routes back that are of the embedded identity provider alone, while an LMS knows the people (SPEC section 8). */
@Injectable()
export class EmbeddedProviderGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: AppConfig,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { lms } = this.config;
    if (lms === null || !this.reflector.get<boolean | undefined>(EMBEDDED_PROVIDER, context.getHandler())) return true;
    const { url } = context.switchToHttp().getRequest<FastifyRequest>();
    throw new AppError(
      'not_found',
      `This service takes the accounts and the tokens of an LMS, and gives none itself: ${insteadOf(url, lms)}`,
    );
  }
}

/** Where the LMS has what was asked for here. */
function insteadOf(url: string, { publicUrlRoot, issuer }: LmsConfig): string {
  const path = url.split('?', 1)[0]!;
  if (path.startsWith('/oauth2/')) return `use ${publicUrlRoot}${path}.`;
  if (path.startsWith('/.well-known/')) return `ask the issuer, ${issuer}.`;
  return `people have their account, their password and their sign-in at ${publicUrlRoot}.`;
}
