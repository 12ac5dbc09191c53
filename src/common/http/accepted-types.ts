import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONSUMES } from './consumes.js';

/** `Accept-Post` and `Accept-Patch` of one address: the media types of the bodies that it takes (RFC 5789 3.1). */
export type AcceptedTypes = Readonly<Record<string, string>>;

const HEADERS: Readonly<Partial<Record<RequestMethod, string>>> = {
  [RequestMethod.POST]: 'accept-post',
  [RequestMethod.PATCH]: 'accept-patch',
};

type Handler = (...args: never[]) => unknown;

/** What the routes declare with `@Consumes`, by path pattern as Fastify has it, without a last slash. */
export function acceptedTypes(app: NestFastifyApplication): Map<string, AcceptedTypes> {
  const types = new Map<string, AcceptedTypes>();
  for (const { instance, metatype } of app.get(DiscoveryService, { strict: false }).getControllers()) {
    const prototype = Object.getPrototypeOf(instance) as Record<string, Handler>;
    for (const name of new MetadataScanner().getAllMethodNames(prototype)) {
      const handler = prototype[name]!;
      const header = HEADERS[Reflect.getMetadata('method', handler) as RequestMethod];
      if (!header) continue;
      const consumed = (Reflect.getMetadata(CONSUMES, handler) as string[] | undefined) ?? ['application/json'];
      for (const url of urlsOf(metatype as Handler, handler))
        types.set(url, { ...types.get(url), [header]: consumed.join(', ') });
    }
  }
  return types;
}

function urlsOf(controller: Handler, handler: Handler): string[] {
  const paths = (target: Handler) => [(Reflect.getMetadata('path', target) as string | string[]) ?? ''].flat();
  return paths(controller).flatMap((base) =>
    paths(handler).map((path) => `/${[base, path].join('/')}`.replaceAll(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')),
  );
}
