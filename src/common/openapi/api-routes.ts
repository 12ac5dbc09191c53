import { Injectable, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';

/** Where `ApiExtension` of @nestjs/swagger leaves its values; the package exports the decorator and not the name. */
const API_EXTENSION = 'swagger/apiExtension';
/** Nest's number for what `@Query()` takes, in the keys of its metadata. */
const QUERY = '4';

/** A route as its decorators declare it. */
export interface DeclaredRoute {
  readonly method: string;
  /** As the router knows it, without the last slash: `/api/course/v1/courses/:course_key`. */
  readonly path: string;
  readonly handler: (...values: unknown[]) => unknown;
  /** The class that validates the query; undefined when the route takes none. */
  readonly query: Type<object> | undefined;
  /** Its own, or its controller's `x-…` extensions of the OpenAPI document. */
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Every route of the service, read off the controllers: the one answer to "what is there?". */
@Injectable()
export class ApiRoutes {
  constructor(private readonly discovery: DiscoveryService) {}

  all(): DeclaredRoute[] {
    return this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (typeof metatype === 'function' ? routesOf(metatype as Type<unknown>) : []));
  }
}

function routesOf(controller: Type<unknown>): DeclaredRoute[] {
  const prototype = controller.prototype as Record<string, DeclaredRoute['handler']>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name]!;
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const route = {
      method: RequestMethod[method],
      handler,
      query: queryOf(controller, name),
      extensions: { ...extensionsOf(controller), ...extensionsOf(handler) },
    };
    return pathsOf(controller).flatMap((base) =>
      pathsOf(handler).map((path) => ({
        ...route,
        path: `/${base}/${path}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, ''),
      })),
    );
  });
}

function pathsOf(target: object): string[] {
  return [(Reflect.getMetadata(PATH_METADATA, target) ?? '/') as string | string[]].flat();
}

function extensionsOf(target: object): Record<string, unknown> {
  return (Reflect.getMetadata(API_EXTENSION, target) ?? {}) as Record<string, unknown>;
}

function queryOf(controller: Type<unknown>, name: string): Type<object> | undefined {
  const taken = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, { index: number }>;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) ??
    []) as Type<object>[];
  const key = Object.keys(taken).find((source) => source.split(':')[0] === QUERY);
  return key === undefined ? undefined : types[taken[key]!.index];
}
