import type { Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { knownMembers } from '../../../src/common/validation/validation.pipe.js';

/** Where Nest keeps what a route's parameters are taken from, and its numbers for body and query. */
const ROUTE_ARGUMENTS = '__routeArguments__';
const SOURCES: Readonly<Record<string, string>> = { 3: '@Body', 4: '@Query' };

interface RouteArgument {
  readonly index: number;
  readonly data?: unknown;
}

/** Every controller of the service. */
export function controllersOf(app: NestFastifyApplication): Type<unknown>[] {
  return app
    .get(DiscoveryService)
    .getControllers()
    .map(({ metatype }) => metatype as Type<unknown>);
}

/** Parameters that take a body or a query: `Controller.method @Query 0` → the class that validates it. */
export function inputsOf(controllers: readonly Type<unknown>[]): Map<string, Type<object> | undefined> {
  const inputs = new Map<string, Type<object> | undefined>();
  for (const controller of controllers) {
    const prototype = controller.prototype as object;
    for (const method of new MetadataScanner().getAllMethodNames(prototype)) {
      const taken = (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, method) ?? {}) as Record<string, RouteArgument>;
      const types = (Reflect.getMetadata('design:paramtypes', prototype, method) ?? []) as Type<object>[];
      for (const [key, { index }] of Object.entries(taken)) {
        const source = SOURCES[key.split(':')[0]!];
        if (source) inputs.set(`${controller.name}.${method} ${source} ${index}`, types[index]);
      }
    }
  }
  return inputs;
}

/** Inputs that nothing validates: their class was imported as a type alone, or names no validator. */
export function blindInputs(controllers: readonly Type<unknown>[]): string[] {
  const blind = [...inputsOf(controllers)].filter(
    ([, type]) => !type || type === Object || knownMembers(type).length === 0,
  );
  return blind.map(([where]) => where);
}
