import { type FieldFaults, InvalidInputError } from '../../../common/errors/app-error.js';
import type { FieldFault } from '../../../common/i18n/field-rules.js';

/** The faults of one request, gathered over its steps, so that all of them are told at once (SPEC R-9). */
export class Faults {
  private readonly byPath = new Map<string, (string | FieldFault)[]>();

  get areNone(): boolean {
    return this.byPath.size === 0;
  }

  get fieldFaults(): FieldFaults {
    return Object.fromEntries(this.byPath);
  }

  /** @param path of the member of the request that is at fault: `parent`, `fields.weight` */
  add(path: string, fault: string | FieldFault): void {
    this.byPath.set(path, [...(this.byPath.get(path) ?? []), fault]);
  }

  /** Takes in what another error has found, below a path: `operations[3]`. */
  addAll({ fieldFaults = {} }: { readonly fieldFaults?: FieldFaults }, below = ''): void {
    for (const [path, faults] of Object.entries(fieldFaults)) {
      for (const fault of faults) this.add(below === '' ? path : `${below}.${path}`, fault);
    }
  }

  /** What a step results in; undefined where it found its input not valid. */
  async during<T>(step: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      this.addAll(error);
      return undefined;
    }
  }

  /** @throws InvalidInputError if anything was found */
  refuse(): void {
    if (!this.areNone) throw new InvalidInputError(this.fieldFaults);
  }
}
