import { type FieldFaults, InvalidInputError } from '../errors/app-error.js';

const notes = new WeakMap<object, FieldFaults[]>();

/**
 * Runs what may refuse a part of a request before its body and query are validated, and keeps the refusal: the client is
 * told of all faults at once (SPEC R-9), by {@link InputInterceptor}.
 * @returns undefined when it refused
 */
export function noting<T>(request: object, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidInputError) || !error.fieldFaults) throw error;
    notes.set(request, [...notedFaults(request), error.fieldFaults]);
    return undefined;
  }
}

/** What was refused so far. */
export function notedFaults(request: object): readonly FieldFaults[] {
  return notes.get(request) ?? [];
}
