import {
  type ArgumentMetadata,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { AppError, type FieldFaults, InvalidInputError } from '../errors/app-error.js';
import { notedFaults } from './noted-faults.js';
import { knownMembers, StrictValidationPipe } from './validation.pipe.js';

interface Input {
  readonly source: 'body' | 'query';
  readonly metadata: ArgumentMetadata;
}

/**
 * Reports every fault of a request in one answer (SPEC R-9): of the body, of the query, and of what was read before them
 * ({@link noting}). Nest gives each parameter to the pipe alone and answers with the first refusal; so all are validated
 * here, and the pipe is handed what came of it. A query that a route does not take is refused as well, and so is the body of a
 * DELETE.
 */
@Injectable()
export class InputInterceptor implements NestInterceptor {
  private readonly pipe = new StrictValidationPipe();
  private readonly inputs = new WeakMap<object, readonly Input[]>();

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    try {
      await this.validate(this.inputsOf(context), request);
    } catch (refusal) {
      // An address that does not exist has no parameters that could be wrong (SPEC section 1 "bad key").
      readKeys(context, request);
      throw refusal;
    }
    return next.handle();
  }

  /** @throws InvalidInputError with all faults */
  private async validate(inputs: readonly Input[], request: FastifyRequest): Promise<void> {
    const results = await Promise.allSettled(
      inputs.map(({ source, metadata }) => this.pipe.remember(request[source], metadata)),
    );
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    const others = [...notedFaults(request), ...unexpectedQuery(inputs, request), ...unexpectedBody(inputs, request)];
    const faults = refusals.map((reason) => (reason instanceof InvalidInputError ? reason.fieldFaults : undefined));
    if (!faults.every((fields) => fields !== undefined))
      throw refusals.find((reason) => !(reason instanceof AppError)) ?? refusals[0];
    if (faults.length + others.length > 0) throw new InvalidInputError(together([...faults, ...others]));
  }

  /** The body and the query of a route, where it takes them whole and through a class. */
  private inputsOf(context: ExecutionContext): readonly Input[] {
    const known = this.inputs.get(context.getHandler());
    if (known) return known;
    // The body first, whatever the order of the route's parameters: its faults are the ones that matter more.
    const inputs = inputsOfRoute(context.getClass(), context.getHandler().name).sort((a, b) =>
      a.source < b.source ? -1 : 1,
    );
    this.inputs.set(context.getHandler(), inputs);
    return inputs;
  }
}

/** Reads the keys of the path as the route will. @throws NotFoundError */
function readKeys(context: ExecutionContext, request: FastifyRequest): void {
  type Taken = Record<string, { data?: unknown; pipes?: (PipeTransform | Type<PipeTransform>)[] }>;
  const taken = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) ??
    {}) as Taken;
  for (const [key, { data, pipes = [] }] of Object.entries(taken)) {
    if (Number(key.split(':', 1)[0]) !== (RouteParamtypes.PARAM as number) || typeof data !== 'string') continue;
    const value = (request.params as Record<string, unknown>)[data];
    for (const Pipe of pipes) if (typeof Pipe === 'function') new Pipe().transform(value, { type: 'param', data });
  }
}

function inputsOfRoute(controller: ReturnType<ExecutionContext['getClass']>, method: string): Input[] {
  type Taken = Record<string, { index: number; data?: unknown }>;
  const taken = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Taken;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, method) ??
    []) as ArgumentMetadata['metatype'][];
  return Object.entries(taken).flatMap(([key, { index, data }]) => {
    const kind = Number(key.split(':', 1)[0]) as RouteParamtypes;
    const source = kind === RouteParamtypes.BODY ? 'body' : kind === RouteParamtypes.QUERY ? 'query' : null;
    const metatype = types[index];
    // A single member (`@Query('name')`) is read by pipes of its own.
    return source && metatype && data === undefined ? [{ source, metadata: { type: source, metatype } }] : [];
  });
}

/** Under /api/ a route takes only what it names; OAuth2's endpoints ignore what they do not know (RFC 6749 3.1). */
function unexpectedQuery(inputs: readonly Input[], request: FastifyRequest): FieldFaults[] {
  const takes = inputs.some(({ source }) => source === 'query');
  const names = takes || !request.url.startsWith('/api/') ? [] : Object.keys(request.query as object);
  return names.map((name) => ({
    [name]: [{ message: `${name} is not known here. This takes no query parameters.`, rule: 'unknown' }],
  }));
}

/** No DELETE takes a body: a `dry_run` in it would be passed over in silence, and the thing deleted. */
function unexpectedBody(inputs: readonly Input[], request: FastifyRequest): FieldFaults[] {
  const { method, url, body } = request;
  if (method !== 'DELETE' || !url.startsWith('/api/') || body === null || typeof body !== 'object') return [];
  const query = inputs.find(({ source }) => source === 'query')?.metadata.metatype;
  const inQuery = new Set(query ? knownMembers(query as new () => object) : []);
  return Object.keys(body).map((name) => {
    const place = inQuery.has(name) ? ` Put it into the query: ?${name}=….` : '';
    return { [name]: [{ message: `${name} is not known here: a DELETE takes no body.${place}`, rule: 'unknown' }] };
  });
}

function together(all: readonly FieldFaults[]): FieldFaults {
  const fields = new Set(all.flatMap((faults) => Object.keys(faults)));
  return Object.fromEntries(
    [...fields].map((field) => [field, all.flatMap((faults) => (Object.hasOwn(faults, field) ? faults[field]! : []))]),
  );
}
