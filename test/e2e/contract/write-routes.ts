import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import { MetadataScanner } from '@nestjs/core';
import { IfMatch } from '../../../src/common/http/preconditions.js';
import { WRITE, type WriteKind } from '../../../src/common/hypermedia/returns.js';
import { DEPRECATION } from '../../../src/common/openapi/deprecation.js';
import { OPEN_EDX } from '../../../src/common/openapi/of-open-edx.js';
import { DoesOnce } from '../../../src/common/idempotency/once.js';

type Taken = Record<string, { readonly factory?: unknown }>;

/** What a method must declare, and what it must take. */
const RULES: Readonly<
  Partial<Record<RequestMethod, { kinds: readonly WriteKind[]; takes: '@DoesOnce' | '@IfMatch' }>>
> = {
  [RequestMethod.POST]: { kinds: ['create'], takes: '@DoesOnce' },
  [RequestMethod.PUT]: { kinds: ['replace', 'set'], takes: '@IfMatch' },
  [RequestMethod.PATCH]: { kinds: ['patch'], takes: '@IfMatch' },
  [RequestMethod.DELETE]: { kinds: ['remove'], takes: '@IfMatch' },
};

/** What of the conventions the writes of these controllers have forgotten (SPEC section 1, R-12, R-13). */
export function writeFaults(controllers: readonly Type<unknown>[]): string[] {
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, () => unknown>;
    return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name]!;
      const rule = RULES[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
      // An address that is kept for today's clients answers as they expect (SPEC section 9).
      const isOfOthers = Reflect.hasMetadata(DEPRECATION, handler) || isOfOpenEdx(handler);
      if (!rule || !isUnderApi(controller) || isOfOthers) return [];
      const kind = Reflect.getMetadata(WRITE, handler) as WriteKind | undefined;
      return [
        ...(kind && rule.kinds.includes(kind)
          ? []
          : [`${controller.name}.${name} declares no ${rule.kinds.join(' or ')}`]),
        ...(takenBy(controller, name).has(rule.takes) ? [] : [`${controller.name}.${name} takes no ${rule.takes}`]),
      ];
    });
  });
}

/** Interfaces of Open edX have its conventions (SPEC section 9). */
function isOfOpenEdx(handler: () => unknown): boolean {
  const extensions = (Reflect.getMetadata('swagger/apiExtension', handler) ?? {}) as Record<string, unknown>;
  return extensions[OPEN_EDX] === true;
}

function isUnderApi(controller: Type<unknown>): boolean {
  return [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]]
    .flat()
    .some((path) => /^\/?api(\/|$)/.test(path));
}

/** Which of the two decorators the parameters of a method have: each has one factory, wherever it stands. */
function takenBy(controller: Type<unknown>, method: string): Set<string> {
  const taken = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Taken;
  return new Set(Object.values(taken).flatMap(({ factory }) => NAMES.get(factory) ?? []));
}

class Probe {
  once(@DoesOnce() _once: unknown): void {}
  match(@IfMatch() _match: unknown): void {}
}

const factoryOf = (method: 'once' | 'match'): unknown =>
  Object.values(Reflect.getMetadata(ROUTE_ARGS_METADATA, Probe, method) as Taken)[0]!.factory;

const NAMES = new Map<unknown, '@DoesOnce' | '@IfMatch'>([
  [factoryOf('once'), '@DoesOnce'],
  [factoryOf('match'), '@IfMatch'],
]);
