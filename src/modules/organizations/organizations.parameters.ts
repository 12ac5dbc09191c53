import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiParam } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError, InvalidInputError } from '../../common/errors/app-error.js';

export const Organization = ApiParam({
  name: 'org',
  description: 'Code of the organization, in any case: `UTx`, `UTx.chem`.',
  example: 'Courseware',
});

export const Member = ApiParam({
  name: 'username',
  description: 'Username, in any case; `me` for yourself.',
  example: 'demo-instructor',
});

/** Documents {@link EmptyBody}. */
export const TakesNoBody = ApiBody({
  required: false,
  description: 'Nothing, or an empty object.',
  schema: { type: 'object', additionalProperties: false, properties: {} },
});

/**
 * Refuses every body but none and `{}`: a right has no members, that it is there says everything (SPEC section 13). A class
 * without members would refuse the empty object as well.
 */
export const EmptyBody = createParamDecorator((_: unknown, context: ExecutionContext): void => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  if (body === undefined) return;
  if (body === null || typeof body !== 'object' || Array.isArray(body))
    throw new AppError('malformed_body', 'The body must be empty, or a JSON object without members: {}.');
  const unknown = Object.keys(body).map((name) => [
    name,
    [{ message: `${name} is not known here. The body is empty, or {}.`, rule: 'unknown' as const }],
  ]);
  if (unknown.length > 0) throw new InvalidInputError(Object.fromEntries(unknown));
});
