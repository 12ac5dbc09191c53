import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { AlsoAnswers } from '../openapi/also-answers.js';
import { ifMatch } from './etag.js';

/** 412: what is there is not what the writer expects. Names the version that is there, so that the writer can look at it. */
export class PreconditionFailedError extends AppError {
  constructor(message: string, currentVersion: string | null, url?: string) {
    super('precondition_failed', message, {
      extra: { current_version: currentVersion, ...(url !== undefined && { current_url: url }) },
    });
  }
}

/** 428 (RFC 6585 3). */
export class PreconditionRequiredError extends AppError {
  constructor(currentVersion: string) {
    super(
      'precondition_required',
      'This replaces or destroys the whole resource, so say which state of it you have seen: read it and send its ETag in If-Match, or send "If-Match: *" to go on whatever is there.',
      { extra: { current_version: currentVersion } },
    );
  }
}

/**
 * On which state of a resource a write may act (RFC 9110 13; SPEC R-12, C-8). The service calls {@link check} with the
 * version that it finds, inside the transaction and after the row is locked, before it changes anything.
 */
export class Preconditions {
  /** Of a write that nobody sent: it acts on whatever is there. */
  static readonly none = new Preconditions(undefined, undefined);

  constructor(
    private readonly match: string | undefined,
    private readonly noneMatch: string | undefined,
  ) {}

  static of({ headers }: Pick<FastifyRequest, 'headers'>): Preconditions {
    return new Preconditions(headers['if-match'], headers['if-none-match']);
  }

  /** Whether the writer says which state it expects. */
  get areSent(): boolean {
    return this.match !== undefined || this.noneMatch !== undefined;
  }

  /**
   * @param current version of the resource, as in its ETag before the dot; null when there is none
   * @param where URL that shows it, where that is not the URL of the request
   * @throws PreconditionFailedError
   */
  check(current: string | null, where?: string): void {
    if (this.match !== undefined && !ifMatch(this.match, current)) {
      throw new PreconditionFailedError(
        current === null
          ? `If-Match is ${this.match}, but there is nothing here yet. Leave it out to create; to write only onto the version of a branch that you have seen, name that in the key: +branch@draft+version@….`
          : `If-Match is ${this.match}, but the current version is "${current}". Read ${where ?? 'it'} again, look at what has changed, and repeat with its ETag.`,
        current,
        where,
      );
    }
    if (this.noneMatch !== undefined && ifMatch(this.noneMatch, current)) {
      throw new PreconditionFailedError(
        `If-None-Match is ${this.noneMatch}, but there is something here: version "${current}". Leave it out to overwrite, or send If-Match.`,
        current,
      );
    }
  }

  /**
   * The same for a replacement of what several people write to: it must say what it replaces, because nobody would
   * notice what it overwrites (C-8).
   * @throws PreconditionFailedError, PreconditionRequiredError
   */
  demand(current: string, where?: string): void {
    if (!this.areSent) throw new PreconditionRequiredError(current);
    this.check(current, where);
  }
}

/** Injects what the request says of the state that it expects: `@IfMatch() preconditions: Preconditions`. Every PUT, PATCH and DELETE has one. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): Preconditions =>
  Preconditions.of(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Documents the conditional headers of a write. */
export const TakesPreconditions = ({ create = false } = {}): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'ETag of the state that this acts on; another state is a 412 that names the current version.',
      schema: { type: 'string', example: '"7.aB3dE_gH"' },
    }),
    ...(create
      ? [
          ApiHeader({
            name: 'If-None-Match',
            required: false,
            description: '`*`: only if nothing is there yet, otherwise 412.',
            schema: { type: 'string', example: '*' },
          }),
        ]
      : []),
    AlsoAnswers('precondition_failed'),
  );
