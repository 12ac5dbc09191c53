import { ApiExtension } from '@nestjs/swagger';
import type { ErrorCode } from '../errors/error-catalogue.js';

/** Where the decorator leaves the codes for the document's builder. */
export const ALSO_ANSWERS = 'x-also-answers';

/** Documents errors of a route that do not follow from what it takes and who may call it (SPEC R-14). */
export const AlsoAnswers = (...codes: ErrorCode[]): MethodDecorator => ApiExtension(ALSO_ANSWERS, codes);
