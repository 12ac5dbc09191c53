import { applyDecorators, HttpStatus, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';

/**
 * What a write would change, in other words than those of what it makes: the answer to `dry_run` of a write that makes or removes
 * several things. 200, and nothing was done; {@link NothingDone} is the same in the words of the resource itself.
 */
export class Preview {
  constructor(readonly body: object) {}
}

/**
 * A write that with `dry_run` answers 200 with what would change, and writes nothing: its handler then returns a
 * {@link Preview}. Stands above the decorator of the write.
 * @param written what it answers with 200 otherwise, if it does
 */
export const Previews = (model: Type<object>, written?: Type<object>): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(model),
    ApiResponse({
      status: HttpStatus.OK,
      description: written
        ? 'Done, and the request preferred to see it; with `dry_run`, what would change.'
        : 'With `dry_run`: what would change. Nothing was written.',
      schema: written
        ? { anyOf: [{ $ref: getSchemaPath(written) }, { $ref: getSchemaPath(model) }] }
        : { $ref: getSchemaPath(model) },
    }),
  );
