import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Preconditions } from '../http/preconditions.js';
import { principalOf } from '../auth/access.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import { AppError, InvalidInputError } from '../errors/app-error.js';
import { IDEMPOTENCY_KEY, idempotencyKeyOf } from './idempotency-key.js';
import type { IdempotentAnswers } from './idempotent-answers.service.js';
import type { SealedAnswer } from './sealed-answer.js';

/** Makes the finished answer of what a route returns; the hypermedia interceptor does. */
export type Seal = (representation: object) => SealedAnswer;

/**
 * What a POST does, once for each `Idempotency-Key` (SPEC R-13). The service gets a {@link UnitOfWork} from it, so that
 * effect and answer are one transaction.
 */
export class Once {
  private readonly key: string | null;
  private more = '';

  /** @throws InvalidInputError for a key that cannot be one, and for any from a caller who is not signed in */
  constructor(
    private readonly answers: IdempotentAnswers,
    private readonly request: FastifyRequest,
    private readonly seal: Seal,
  ) {
    // Nothing is there yet that a condition could be about (SPEC R-12).
    Preconditions.of(request).check(null);
    this.key = idempotencyKeyOf(request.headers[IDEMPOTENCY_KEY]);
    // Keys are each caller's own; all who are nobody would share theirs, and get each other's answers.
    if (this.key !== null && principalOf(request).username === null)
      throw new InvalidInputError({
        'Idempotency-Key': ['Idempotency-Key is kept by account: sign in to send one, or leave it out.'],
      });
  }

  /** Adds what a body was that did not come as JSON, such as the digest of an upload: it belongs to the request. */
  alsoSent(digest: string): this {
    this.more += `\n${digest}`;
    return this;
  }

  /** @param represent what the route would return, of what the work results in */
  answering<Result>(represent: (result: Result) => object): UnitOfWork<Result, SealedAnswer> {
    return {
      run: (work) => this.answers.answer(this.identity(), async (manager) => this.seal(represent(await work(manager)))),
    };
  }

  /**
   * What a repeat gets whose work is refused: the first answer. Services look at what is there before they write, and find what
   * the first request has made, such as a course of this key, or that what it was about has gone since.
   * @param refusal why nothing was done this time
   * @throws the refusal, where there is no first answer; IdempotencyKeyReusedError, where that was to another request
   */
  async replayInsteadOf(refusal: unknown): Promise<SealedAnswer> {
    const identity = this.identity();
    const first = identity && isRefusal(refusal) ? await this.answers.replay(identity) : null;
    if (!first) throw refusal;
    return first;
  }

  private identity() {
    if (this.key === null) return null;
    const { method, url, body } = this.request;
    return {
      // Never null here: the constructor has refused it.
      caller: principalOf(this.request).username!,
      key: this.key,
      asked: [method, url, JSON.stringify(body ?? null), this.more].join('\n'),
    };
  }
}

/** Whether it says something of the request; while the service cannot work, an answer is not to be had either. */
function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.status < 500;
}

/** A request after the hypermedia interceptor has seen that its route creates something. */
export interface CreatingRequest extends FastifyRequest {
  once?: Once;
}

/** Injects the {@link Once} of a route with `@Creates`: `@DoesOnce() once: Once`. */
export const DoesOnce = createParamDecorator((_: unknown, context: ExecutionContext): Once => {
  const { once } = context.switchToHttp().getRequest<CreatingRequest>();
  if (!once) throw new Error('@DoesOnce() belongs to routes with @Creates.');
  return once;
});
