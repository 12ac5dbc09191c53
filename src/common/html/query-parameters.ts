import type { Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';

/** A parameter of a query, as the class that validates it declares it. */
export interface QueryParameter {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'choice';
  readonly choices: readonly string[];
  readonly isRequired: boolean;
  readonly example?: string;
  readonly default?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What `@ApiProperty` and its kin leave on a member. */
interface Declared {
  readonly enum?: readonly unknown[] | (() => readonly unknown[]);
  readonly type?: unknown;
  readonly required?: boolean;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

const MEMBERS = 'swagger/apiModelPropertiesArray';
const MEMBER = 'swagger/apiModelProperties';

const known = new WeakMap<object, readonly QueryParameter[]>();

/**
 * The parameters of a route's query, from the same class that validates it (SPEC R-9): a form cannot offer what the
 * service refuses, nor forget what it takes.
 * @param handler the method of the controller
 */
export function queryParametersOf(controller: Type, handler: { readonly name: string }): readonly QueryParameter[] {
  const found = known.get(handler) ?? read(controller, handler.name);
  known.set(handler, found);
  return found;
}

function read(controller: Type, method: string): readonly QueryParameter[] {
  const places = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { index: number; data?: unknown }
  >;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, method) ?? []) as Type[];
  return Object.entries(places)
    .filter(([place, { data }]) => Number(place.split(':')[0]) === RouteParamtypes.QUERY && data === undefined)
    .flatMap(([, { index }]) => membersOf(types[index]));
}

function membersOf(model: Type | undefined): QueryParameter[] {
  const prototype = model?.prototype as object | undefined;
  if (!prototype) return [];
  const names = (Reflect.getMetadata(MEMBERS, prototype) ?? []) as string[];
  return names.map((listed) => {
    const name = listed.replace(/^:/, '');
    return parameter(name, (Reflect.getMetadata(MEMBER, prototype, name) ?? {}) as Declared);
  });
}

function parameter(name: string, declared: Declared): QueryParameter {
  const listed = typeof declared.enum === 'function' ? declared.enum() : (declared.enum ?? []);
  const choices = declared.type === Boolean || declared.type === 'boolean' ? ['true', 'false'] : listed.map(String);
  const isNumber = declared.minimum !== undefined || declared.type === Number || declared.type === 'integer';
  return {
    name,
    kind: choices.length > 0 ? 'choice' : isNumber ? 'number' : 'text',
    choices,
    isRequired: declared.required === true,
    ...(declared.example !== undefined && { example: String(declared.example) }),
    ...(declared.default !== undefined && { default: String(declared.default) }),
    ...(declared.minimum !== undefined && { minimum: declared.minimum }),
    ...(declared.maximum !== undefined && { maximum: declared.maximum }),
  };
}
