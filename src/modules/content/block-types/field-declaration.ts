import type { JsonValue } from '../json.js';

/**
 * How a field's value is read and written. The names follow the field classes of the XBlock library:
 * `relative_time` is `HH:MM:SS` within a day, `timedelta` is `3 days 12 hours`, `xml` is a string of XML,
 * and the three reference types hold usage keys, so that they can be mapped when a course is copied.
 */
export type FieldType =
  | 'string'
  | 'xml'
  | 'integer'
  | 'float'
  | 'boolean'
  | 'date'
  | 'timedelta'
  | 'relative_time'
  | 'list'
  | 'dict'
  | 'reference'
  | 'reference_list'
  | 'reference_value_dict'
  | 'any';

/** What each member of a `list`, or each value of a `dict`, has to be. */
export type MemberType = 'string' | 'integer' | 'object' | 'integer_list';

/**
 * `content` is what the block says and belongs to its definition, which other uses may share; `settings` is
 * how one use of it behaves. What a learner does to a block is not a field here: this service keeps none of it.
 */
export type FieldScope = 'content' | 'settings';

/** One field of a block type. */
export interface FieldDeclaration {
  readonly name: string;
  readonly displayName: string;
  readonly scope: FieldScope;
  readonly type: FieldType;
  /** What an unset, uninherited field amounts to. */
  readonly default: JsonValue;
  /** The only values a writer may give. */
  readonly values?: readonly JsonValue[];
  /** Values that old courses carry and that mean something still; read and kept, best not written. */
  readonly legacyValues?: readonly JsonValue[];
  /** Smallest number allowed. */
  readonly minimum?: number;
  readonly members?: MemberType;
  /** The keys of a `dict` are whole numbers, written as strings. */
  readonly integerKeys?: boolean;
  /** A block without a value of its own takes its nearest ancestor's (OLX rule 22). */
  readonly inheritable?: boolean;
  /** Kept for old courses; nothing new should set it. */
  readonly deprecated?: boolean;
  /** One sentence for an author. */
  readonly help: string;
}
