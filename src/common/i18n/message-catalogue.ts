import type { ErrorCode } from '../errors/error-catalogue.js';
import type { FieldRule } from './field-rules.js';

/** What people are told, in one language. The compiler asks for a sentence for each error code and each rule. */
export interface Messages {
  readonly errors: Readonly<Record<ErrorCode, string>>;
  readonly fields: Readonly<Record<FieldRule, string>>;
}
