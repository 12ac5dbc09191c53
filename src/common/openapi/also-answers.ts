import { ApiExtension } from '@nestjs/swagger';
import type { ErrorCode } from '../errors/error-catalogue.js';

/** Where the decorator leaves the codes for the document's builder. */
export const ALSO_ANSWERS = 'x-also-answers';

/** Where @nestjs/swagger keeps extensions. Of two with one name the first stays, so a second list would be lost. */
const EXTENSIONS = 'swagger/apiExtension';

/** Documents errors of a route that do not follow from what it takes and who may call it (SPEC R-14). May stand several times. */
export const AlsoAnswers =
  (...codes: ErrorCode[]): MethodDecorator =>
  (target, name, descriptor) => {
    const handler = descriptor.value as object;
    const { [ALSO_ANSWERS]: known = [], ...others } = (Reflect.getMetadata(EXTENSIONS, handler) ?? {}) as {
      [ALSO_ANSWERS]?: ErrorCode[];
    };
    Reflect.defineMetadata(EXTENSIONS, others, handler);
    ApiExtension(ALSO_ANSWERS, [...known, ...codes])(target, name, descriptor);
  };
