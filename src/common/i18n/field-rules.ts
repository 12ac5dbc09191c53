/**
 * The kinds of fault that a value can have, as far as a person is told of them: each has a sentence in every language,
 * with the placeholders that are named here.
 */
export const FIELD_RULES = {
  /** Whatever has no sentence of its own. */
  invalid: [],
  required: [],
  unknown: [],
  not_text: [],
  not_number: [],
  not_whole_number: [],
  not_boolean: [],
  not_list: [],
  not_object: [],
  not_instant: [],
  not_email: [],
  not_url: [],
  not_key: [],
  not_username: [],
  not_one_of: ['values'],
  not_storable: [],
  too_long: ['max'],
  too_short: ['min'],
  too_large: ['max'],
  too_small: ['min'],
  too_many: ['max'],
  too_few: ['min'],
  repeated: [],
  /** Of passwords. */
  too_common: [],
  too_similar: [],
  /** By another account. */
  taken: [],
} as const satisfies Record<string, readonly string[]>;

export type FieldRule = keyof typeof FIELD_RULES;

/** One fault of one value. */
export interface FieldFault {
  /** For developers: English, names the field, ends with a full stop. */
  readonly message: string;
  /** Which sentence a person is shown. */
  readonly rule: FieldRule;
  /** For the placeholders of the sentence. */
  readonly parameters?: Readonly<Record<string, string | number>>;
}
