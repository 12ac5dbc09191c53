import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';

/** Under this name the decorator marks an operation in the document. */
export const OPEN_EDX = 'x-open-edx';

/** Fastify route configuration: the address is answered with and without its last slash. */
export const ANY_SLASH = { coursewareAnySlash: true } as const;

/**
 * The route is an interface of Open edX, for clients that are there already (SPEC section 9): shapes, statuses and
 * parameters are its own, the conventions for our resources do not hold, and the slash at the end may be missing, because
 * these clients leave it out and not all of them repeat a POST after a redirect.
 */
export const OfOpenEdx = (): MethodDecorator => applyDecorators(ApiExtension(OPEN_EDX, true), RouteConfig(ANY_SLASH));
