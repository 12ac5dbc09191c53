import { applyDecorators, HttpCode, HttpStatus, SetMetadata, type Type } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { Consumes } from '../http/consumes.js';
import { IDEMPOTENCY_KEY_PATTERN } from '../idempotency/idempotency-key.js';
import { TakesPreconditions } from '../http/preconditions.js';
import { AlsoAnswers } from '../openapi/also-answers.js';
import type { LinkBuilder, ResourceResponse } from './links.js';
import { ETAG, Represents, represents, WRITE } from './returns.js';

export const MERGE_PATCH = 'application/merge-patch+json';

const LOCATION = { Location: { description: 'Where it is.', schema: { type: 'string', format: 'uri' } } } as const;

export interface CreatesOptions {
  /** 202 for what a task does after the answer. */
  readonly status?: HttpStatus.CREATED | HttpStatus.ACCEPTED;
  readonly description?: string;
  /** Whether it may answer with a {@link NothingDone}: 200 for a dry run, and where everything was so already. */
  readonly previews?: boolean;
}

/**
 * POST: makes one `model`; 201, `Location` and the representation (SPEC section 1). Repeatable with an `Idempotency-Key`
 * the handler takes `@DoesOnce() once: Once` and returns what its unit of work returns.
 */
export function Creates<T extends ResourceResponse>(
  model: Type<T>,
  builder: LinkBuilder<T>,
  { status = HttpStatus.CREATED, description = 'Created.', previews = false }: CreatesOptions = {},
): MethodDecorator {
  return applyDecorators(
    Represents(model, builder, 'create'),
    HttpCode(status),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Makes the request safe to repeat for 24 hours: a repeat gets the first answer, with `Idempotent-Replayed: true`.',
      schema: {
        type: 'string',
        pattern: IDEMPOTENCY_KEY_PATTERN,
        maxLength: 257,
        example: '0199a7c4-6f0e-7c1b-9d55-2f6f1c1f9b1e',
      },
    }),
    ApiResponse({
      status,
      description,
      schema: represents(model),
      headers: {
        ...LOCATION,
        ...(builder.version && ETAG),
        'Idempotent-Replayed': {
          description: '`true` on the repeat of a request with the same `Idempotency-Key`.',
          schema: { type: 'string', enum: ['true'] },
        },
      },
    }),
    ...(previews
      ? [
          ApiResponse({
            status: HttpStatus.OK,
            description: 'Nothing was made: it is a dry run, or everything was so already.',
            schema: represents(model),
            headers: builder.version && ETAG,
          }),
        ]
      : []),
    AlsoAnswers('invalid_input', 'conflict', 'precondition_failed', 'idempotency_key_in_use', 'idempotency_key_reused'),
  );
}

/**
 * PUT: replaces the whole of one `model`; 200 with the representation, 201 if it made it (the handler returns a `Created`).
 * @param options.creates false where nothing can be made under the client's address
 */
export function Replaces<T extends ResourceResponse>(
  model: Type<T>,
  builder: LinkBuilder<T>,
  { creates = true } = {},
): MethodDecorator {
  const headers = builder.version && ETAG;
  return applyDecorators(
    Represents(model, builder, 'replace'),
    HttpCode(HttpStatus.OK),
    ApiResponse({ status: HttpStatus.OK, description: 'Replaced.', schema: represents(model), headers }),
    ...(creates
      ? [
          ApiResponse({
            status: HttpStatus.CREATED,
            description: 'There was nothing; created.',
            schema: represents(model),
            headers: { ...LOCATION, ...headers },
          }),
        ]
      : []),
    TakesPreconditions({ create: creates }),
  );
}

/**
 * PATCH: a JSON merge patch (RFC 7396) and nothing else; 204, or with `Prefer: return=representation` 200 and what came of
 * it (SPEC section 1). The handler returns the representation, best as a `Versioned`, which is made only when it is wanted.
 */
export function Patches<T extends ResourceResponse>(model: Type<T>, builder: LinkBuilder<T>): MethodDecorator {
  const headers = builder.version && ETAG;
  return applyDecorators(
    Represents(model, builder, 'patch'),
    Consumes(MERGE_PATCH),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`return=representation`: 200 with the representation in place of 204 (RFC 7240).',
      schema: { type: 'string', example: 'return=representation' },
    }),
    ApiResponse({ status: HttpStatus.NO_CONTENT, description: 'Changed.', headers }),
    ApiResponse({
      status: HttpStatus.OK,
      description: 'Changed, and the request preferred to see it.',
      schema: represents(model),
      headers: {
        ...headers,
        'Preference-Applied': { description: '`return=representation`.', schema: { type: 'string' } },
      },
    }),
    TakesPreconditions(),
  );
}

const ETAG_AS_SENT = {
  ETag: {
    ...ETAG.ETag,
    description: `${ETAG.ETag.description} Not there when the value is kept in another spelling, such as 100 for 1e2.`,
  },
} as const;

/** PUT of one primitive value, such as a preference: 204 (SPEC section 1; seeds/001 "PUT"). */
export function SetsValue(): MethodDecorator {
  return applyDecorators(
    SetMetadata(WRITE, 'set'),
    HttpCode(HttpStatus.NO_CONTENT),
    ApiResponse({ status: HttpStatus.NO_CONTENT, description: 'Set.', headers: ETAG_AS_SENT }),
    TakesPreconditions({ create: true }),
  );
}

/** DELETE: 204 (SPEC section 1). */
export function Removes(description = 'Removed.'): MethodDecorator {
  return applyDecorators(
    SetMetadata(WRITE, 'remove'),
    HttpCode(HttpStatus.NO_CONTENT),
    ApiResponse({ status: HttpStatus.NO_CONTENT, description }),
    TakesPreconditions(),
  );
}

/** Beside {@link Removes}: with `?dry_run=true` the handler returns a `NothingDone`, 200 with what would change (ADR 0022). */
export function PreviewsRemoval<T extends ResourceResponse>(model: Type<T>, builder: LinkBuilder<T>): MethodDecorator {
  return applyDecorators(
    Represents(model, builder, 'remove'),
    ApiResponse({
      status: HttpStatus.OK,
      description: 'Nothing was removed: a dry run, and what would have changed.',
      schema: represents(model),
    }),
  );
}
