import { applyDecorators, type Type } from '@nestjs/common';
import { plainToInstance, Transform } from 'class-transformer';
import { ValidateBy, ValidateNested } from 'class-validator';
import { CHECKLIST_ID, MAX_ITEMS } from '../stored-checklist.js';

/** Stands for the null that removes an item, where the validator expects an item. */
const REMOVED = Symbol('courseware:removed');

const isRemoved = (item: object): boolean => Object.hasOwn(item, REMOVED);

const SHOWN_IDS = 5;

/**
 * Items by id. The object becomes a Map, because its names are the client’s own: `toString` is as good an id as any.
 * @param options.list whether a list will do, whose items get ids from the service
 * @param options.removes whether null removes an item
 */
export function IsItemMap(item: Type<object>, { list = false, removes = false } = {}): PropertyDecorator {
  const instance = (value: unknown): unknown => {
    if (value === null && removes) return Object.assign(new item(), { [REMOVED]: true });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? plainToInstance(item, value) : value;
  };
  return applyDecorators(
    // From the object as it was sent: class-transformer drops names that an object inherits.
    Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => {
      const value = obj[key];
      if (Array.isArray(value)) return list ? value.map(instance) : value;
      if (typeof value !== 'object' || value === null) return value;
      return new Map(Object.entries(value).map(([id, each]) => [id, instance(each)]));
    }),
    rule(
      'isObject',
      (value) => value instanceof Map || (list && Array.isArray(value)),
      () => `must be an object of items by their ids${list ? ', or a list of items' : ''}`,
    ),
    rule(
      'itemIds',
      (value) => badIds(value).length === 0,
      (value) =>
        `has names that can be no ids of items: ${badIds(value)
          .slice(0, SHOWN_IDS)
          .map((id) => JSON.stringify(id.slice(0, 80)))
          .join(', ')}; ids are 1 to 64 letters, digits, "_" and "-", and begin with a letter or a digit`,
    ),
    rule(
      'arrayMaxSize',
      (value) => sizeOf(value) <= MAX_ITEMS,
      (value) => `may have at most ${MAX_ITEMS} items; it has ${sizeOf(value)}`,
      [MAX_ITEMS],
    ),
    ValidateNested({ message: '$property must have an object for each item' }),
  );
}

/** The items as the service takes them: null for one that is to go. */
export function readItems<Item extends object, Input>(
  items: ReadonlyMap<string, Item>,
  inputOf: (item: Item) => Input,
): ReadonlyMap<string, Input | null> {
  return new Map([...items].map(([id, item]) => [id, isRemoved(item) ? null : inputOf(item)]));
}

const badIds = (value: unknown): string[] =>
  value instanceof Map ? [...(value as Map<string, unknown>).keys()].filter((id) => !CHECKLIST_ID.test(id)) : [];

function sizeOf(value: unknown): number {
  if (value instanceof Map) return value.size;
  return Array.isArray(value) ? value.length : 0;
}

function rule(
  name: string,
  validate: (value: unknown) => boolean,
  words: (value: unknown) => string,
  constraints: number[] = [],
): PropertyDecorator {
  return ValidateBy({
    name,
    constraints,
    validator: { validate, defaultMessage: (args) => `${args?.property} ${words(args?.value)}` },
  });
}
