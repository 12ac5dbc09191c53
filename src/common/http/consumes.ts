import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiConsumes, ApiProduces } from '@nestjs/swagger';

export const CONSUMES = 'courseware:consumes';
export const PRODUCES = 'courseware:produces';

/** Media types of the request body; `application/json` when nothing is declared. Anything else is a 415. */
export const Consumes = (...types: string[]): MethodDecorator =>
  applyDecorators(SetMetadata(CONSUMES, types), ApiConsumes(...types));

/** Media types that the route can answer in; `application/json` when nothing is declared. Anything else is a 406. */
export const Produces = (...types: string[]): MethodDecorator =>
  applyDecorators(SetMetadata(PRODUCES, types), ApiProduces(...types));
