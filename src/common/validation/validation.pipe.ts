import {
  type ArgumentMetadata,
  SetMetadata,
  ValidationPipe,
  type ValidationError,
  type ValidationPipeOptions,
} from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { InvalidInputError } from '../errors/app-error.js';
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
    if (metadata.type === 'param') return value;
    const faults = textFaults(value);
    if (faults) throw new InvalidInputError(faults);
    const { metatype } = metadata;
    const allowsUnknown = metatype !== undefined && Reflect.hasOwnMetadata(ALLOWS_UNKNOWN, metatype);
    return allowsUnknown ? this.lenient.transform(value, metadata) : super.transform(value, metadata);
  }
}

const OPTIONS: ValidationPipeOptions = {
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  // The class is needed to list the names that are known.
  validationError: { target: true, value: false },
  exceptionFactory: (errors) => new InvalidInputError(Object.fromEntries(errors.flatMap((error) => faultsOf(error)))),
};

/** `path.to[0].field` → messages. */
function faultsOf(error: ValidationError, prefix = ''): [string, string[]][] {
  const index = /^\d+$/.test(error.property);
  const path = index ? `${prefix}[${error.property}]` : prefix ? `${prefix}.${error.property}` : error.property;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) =>
    rule === 'whitelistValidation' ? `${error.property} is not known here. ${knownNames(error)}` : `${message}.`,
  );
  return [
    ...(own.length > 0 ? [[path, own] as [string, string[]]] : []),
    ...(error.children ?? []).flatMap((child) => faultsOf(child, path)),
  ];
}

function knownNames(error: ValidationError): string {
  const model = error.target?.constructor as (abstract new () => object) | undefined;
  const names = model ? knownMembers(model) : [];
  return names.length > 0 ? `Known: ${names.join(', ')}.` : 'Nothing may be sent here.';
}

/** Names that a DTO class accepts: those with a validator. */
export function knownMembers(model: abstract new () => object): string[] {
  const storage = getMetadataStorage();
  const names = storage.getTargetValidationMetadatas(model, '', true, false).map((metadata) => metadata.propertyName);
  return [...new Set(names)].sort();
}
