import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiPropertyOptional } from '@nestjs/swagger';

/** Under this name the decorator leaves a route's deprecation, for the document's builder and for the headers. */
export const DEPRECATION = 'x-deprecation';

/** When something ends and what takes its place (SPEC R-10; docs/api/deprecation.md has the process). */
export interface Deprecation {
  /** The day on which it became deprecated: `2026-11-21`. */
  readonly since: string;
  /** The day from which on it may be gone; absent until the release that drops it is named. */
  readonly sunset?: string;
  /** What to use in its place, in words; for a route the path of its successor. */
  readonly use: string;
}

/**
 * Marks a route as deprecated: `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and links to the explanation and to the
 * successor on every answer, errors too, and `deprecated: true` in the document.
 */
export const Deprecated = (deprecation: Deprecation): MethodDecorator =>
  applyDecorators(SetMetadata(DEPRECATION, checked(deprecation)), ApiExtension(DEPRECATION, deprecation));

const parameters = new Map<object, Map<string, Deprecation>>();

/**
 * Marks a query parameter as deprecated. The headers are sent when a request uses it. Stands above the property's other
 * decorators, in a class that a route takes by `@Query()`.
 */
export function DeprecatedParameter(deprecation: Deprecation): PropertyDecorator {
  return (prototype, name) => {
    const known = parameters.get(prototype) ?? new Map<string, Deprecation>();
    parameters.set(prototype, known.set(String(name), checked(deprecation)));
    const extension = deprecation.sunset && { 'x-sunset': deprecation.sunset };
    ApiPropertyOptional({ deprecated: true, ...extension } as object)(prototype, name);
  };
}

/** The deprecated parameters of a query class, its parents' included. */
export function deprecatedParametersOf(type: { prototype: object } | undefined): Map<string, Deprecation> {
  const found = new Map<string, Deprecation>();
  for (let prototype = type?.prototype; prototype; prototype = Object.getPrototypeOf(prototype) as object | undefined)
    for (const [name, deprecation] of parameters.get(prototype) ?? [])
      if (!found.has(name)) found.set(name, deprecation);
  return found;
}

/** A day that is none would be sent as `@NaN`; the service does not start with one. */
function checked(deprecation: Deprecation): Deprecation {
  for (const day of [deprecation.since, deprecation.sunset ?? deprecation.since])
    if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day)))
      throw new Error(`"${day}" is not a day such as 2026-11-21.`);
  if (deprecation.sunset !== undefined && deprecation.sunset <= deprecation.since)
    throw new Error(`The sunset ${deprecation.sunset} must lie after ${deprecation.since}.`);
  return deprecation;
}
