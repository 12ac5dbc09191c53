import {
  type ArgumentMetadata,
  SetMetadata,
  ValidationPipe,
  type ValidationError,
  type ValidationPipeOptions,
} from '@nestjs/common';
import { AppError, InvalidInputError } from '../errors/app-error.js';
import { fieldFaults } from './field-faults.js';
import { faultsBeside, misshapenItems } from './misshapen-items.js';
import { textFaults } from '../http/text-faults.js';

const ALLOWS_UNKNOWN = 'courseware:allows-unknown';

/**
 * Members that this DTO class does not name are dropped instead of refused. Only for interfaces that are not ours and
 * whose clients send more than is known here (SPEC section 9); everywhere else R-9 holds. Not inherited: each class says so.
 */
export const AllowsUnknown = (): ClassDecorator => SetMetadata(ALLOWS_UNKNOWN, true);

/**
 * Validates every body and query against its class and reports all faults at once (SPEC R-9). What the class does not
 * name is refused: a typing error in a parameter must not silently mean "no filter".
 */
export class StrictValidationPipe extends ValidationPipe {
  private readonly lenient = new ValidationPipe({ ...OPTIONS, forbidNonWhitelisted: false });

  constructor() {
    super(OPTIONS);
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // Path parameters are keys, which their own pipes read; a bad one is a 404 and not a 400.
    // What our own decorators inject is no input.
    if (metadata.type === 'param' || metadata.type === 'custom') return value;
    const known = isObject(value) ? validated.get(value) : undefined;
    return known && known.metatype === metadata.metatype ? known.result : this.read(value, metadata);
  }

  /**
   * Validates, and keeps the result for the {@link transform} of the same value that follows (InputInterceptor).
   * @throws InvalidInputError
   */
  async remember(value: unknown, metadata: ArgumentMetadata): Promise<void> {
    const result = await this.read(value, metadata);
    if (isObject(value)) validated.set(value, { metatype: metadata.metatype, result });
  }

  private async read(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    refuseOtherThanObjects(value, metadata);
    const unstorable = textFaults(value);
    const { metatype } = metadata;
    const allowsUnknown = metatype !== undefined && Reflect.hasOwnMetadata(ALLOWS_UNKNOWN, metatype);
    const { readable, faults: misshapen } = misshapenItems(value, metatype);
    try {
      const read: unknown = await (allowsUnknown
        ? this.lenient.transform(readable, metadata)
        : super.transform(readable, metadata));
      if (!unstorable && !misshapen) return read;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Only here is known what was sent: the errors know what it was transformed into.
      const others = faultsBeside(misshapen, fieldFaults(error.errors, value));
      throw new InvalidInputError({ ...unstorable, ...misshapen, ...others });
    }
    throw new InvalidInputError({ ...unstorable, ...misshapen });
  }
}

interface Validated {
  readonly metatype: ArgumentMetadata['metatype'];
  readonly result: unknown;
}

/** Bodies and queries that were validated already, for as long as their request lives. */
const validated = new WeakMap<object, Validated>();

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Nest's pipe takes a null for an empty object; and a merge patch that is no object would replace the whole (RFC 7396 2). */
function refuseOtherThanObjects(value: unknown, { type, metatype }: ArgumentMetadata): void {
  if (type !== 'body' || metatype === Array || value === undefined) return;
  if (isObject(value) && !Array.isArray(value)) return;
  throw new AppError('malformed_body', 'The body must be a JSON object, in braces.');
}

/** What class-validator found, on its way to become our error. */
class Refusal extends Error {
  constructor(readonly errors: ValidationError[]) {
    super('The input is not valid.');
  }
}

const OPTIONS: ValidationPipeOptions = {
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  // The class is needed to list the names that are known.
  validationError: { target: true, value: false },
  exceptionFactory: (errors) => new Refusal(errors),
};

export { knownMembers } from './field-faults.js';
