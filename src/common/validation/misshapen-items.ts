import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { FieldFaults } from '../errors/app-error.js';

/** A body or query, and what is wrong with the form of its lists. */
interface Looked {
  /** The same, with an empty object in the place of each item that is none. */
  readonly readable: unknown;
  /** By path (`operations[2]`); undefined: nothing is wrong. */
  readonly faults: FieldFaults | undefined;
}

/**
 * Finds items of lists of objects that are no objects, before class-transformer sees them: it throws at a null where a
 * member says the class, and takes a list for an object.
 */
export function misshapenItems(value: unknown, metatype: unknown): Looked {
  if (!isObject(value) || typeof metatype !== 'function') return { readable: value, faults: undefined };
  const members = value as Record<string, unknown>;
  const found = listsOfObjects(metatype).flatMap((name) => {
    const items = Object.hasOwn(members, name) ? members[name] : undefined;
    return Array.isArray(items) && !items.every(isObject) ? [{ name, items: items as unknown[] }] : [];
  });
  if (found.length === 0) return { readable: value, faults: undefined };
  const mended = found.map(({ name, items }) => [name, items.map((item) => (isObject(item) ? item : {}))] as const);
  return {
    readable: { ...value, ...Object.fromEntries(mended) },
    faults: Object.fromEntries(found.flatMap(({ name, items }) => faultsOf(name, items))),
  };
}

/** Faults but those inside of items that were no objects. */
export function faultsBeside(misshapen: FieldFaults | undefined, faults: FieldFaults): FieldFaults {
  const paths = Object.keys(misshapen ?? {});
  return Object.fromEntries(
    Object.entries(faults).filter(([field]) => !paths.some((path) => field.startsWith(`${path}.`))),
  );
}

function faultsOf(name: string, items: readonly unknown[]): [string, FieldFaults[string]][] {
  return items.flatMap((item, index) => {
    if (isObject(item)) return [];
    const path = `${name}[${index}]`;
    const is = item === null ? 'null' : Array.isArray(item) ? 'a list' : `a ${typeof item}`;
    return [[path, [{ message: `${path} must be an object; it is ${is}.`, rule: 'not_object' }]]];
  });
}

/** Members of a DTO with `@ValidateNested({ each: true })`. */
function listsOfObjects(metatype: object): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(
    metatype as abstract new () => object,
    '',
    true,
    false,
  );
  const nested = rules.filter(({ type, each }) => type === ValidationTypes.NESTED_VALIDATION && each);
  return [...new Set(nested.map(({ propertyName }) => propertyName))];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
