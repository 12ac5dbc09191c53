import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  HttpStatus,
  Injectable,
  type NestInterceptor,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { AuditTrail } from '../audit/audit-trail.js';
import { SealedAnswer } from '../idempotency/sealed-answer.js';
import { REPRESENTATION } from './returns.js';

/** What a write would change: the answer to `dry_run`, in place of what the write would answer. */
export class Preview {
  constructor(readonly body: object) {}
}

/** Sends a {@link Preview}: 200, and nothing that says where something is. */
@Injectable()
export class PreviewInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const isRepresented = Reflect.hasMetadata(REPRESENTATION, context.getHandler());
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next
      .handle()
      .pipe(map((result) => (result instanceof Preview ? send(result, reply, isRepresented) : result)));
  }
}

function send({ body }: Preview, reply: FastifyReply, isRepresented: boolean): unknown {
  AuditTrail.current?.dismiss();
  const headers = { 'cache-control': 'private, no-cache', vary: 'Accept, Authorization, Cookie' };
  if (isRepresented) return new SealedAnswer(HttpStatus.OK, headers, JSON.stringify(body));
  void reply.status(HttpStatus.OK).headers(headers);
  return body;
}

/**
 * A write that with `dry_run` answers 200 with what would change, and writes nothing: its handler then returns a
 * {@link Preview}. Stands above the decorator of the write.
 * @param written what it answers with 200 otherwise, if it does
 */
export const Previews = (model: Type<object>, written?: Type<object>): MethodDecorator =>
  applyDecorators(
    UseInterceptors(PreviewInterceptor),
    ApiExtraModels(model),
    ApiResponse({
      status: HttpStatus.OK,
      description: written
        ? 'Done, and the request preferred to see it; with `dry_run`, what would change.'
        : 'With `dry_run`: what would change. Nothing was written.',
      schema: written
        ? { oneOf: [{ $ref: getSchemaPath(written) }, { $ref: getSchemaPath(model) }] }
        : { $ref: getSchemaPath(model) },
    }),
  );
