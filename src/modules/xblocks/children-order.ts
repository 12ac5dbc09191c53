import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type PipeTransform,
} from '@nestjs/common';
import { ApiBody, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { StrictValidationPipe } from '../../common/validation/validation.pipe.js';
import { MAX_REORDERED, ReorderChildrenDto } from './dto/reorder-children.dto.js';

/** Holds the body against its class; the validator of bodies would refuse one that is a list. */
@Injectable()
class ChildrenOrderPipe implements PipeTransform {
  async transform(body: unknown): Promise<ReorderChildrenDto> {
    const order = Array.isArray(body) ? { children: body as unknown[] } : body;
    return (await new StrictValidationPipe().transform(order ?? {}, {
      type: 'body',
      metatype: ReorderChildrenDto,
    })) as ReorderChildrenDto;
  }
}

const Sent = createParamDecorator(
  (_: unknown, context: ExecutionContext): unknown => context.switchToHttp().getRequest<FastifyRequest>().body,
);

/** Injects the body of a PUT of children: the list of keys in their order (SPEC section 13), or an object that holds it beside a `message`. */
export const ChildrenOrder = (): ParameterDecorator => Sent(new ChildrenOrderPipe());

/** Documents {@link ChildrenOrder}. */
export const TakesChildrenOrder = (): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(ReorderChildrenDto),
    ApiBody({
      schema: {
        oneOf: [
          { $ref: getSchemaPath(ReorderChildrenDto) },
          {
            type: 'array',
            maxItems: MAX_REORDERED,
            items: { type: 'string' },
            description: 'The same without a message: usage keys of all children, each once.',
          },
        ],
      },
    }),
  );
