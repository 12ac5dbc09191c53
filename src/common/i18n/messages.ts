import { ERROR_CATALOGUE, type ErrorCode } from '../errors/error-catalogue.js';
import { FIELD_RULES, type FieldFault, type FieldRule } from './field-rules.js';
import type { Language } from './languages.js';
import type { Messages } from './message-catalogue.js';
import { ARABIC } from './messages/ar.js';
import { GERMAN } from './messages/de.js';
import { ENGLISH_FIELDS } from './messages/en.js';
import { LATIN_AMERICAN_SPANISH } from './messages/es-419.js';
import { FRENCH } from './messages/fr.js';
import { BRAZILIAN_PORTUGUESE } from './messages/pt-BR.js';
import { SIMPLIFIED_CHINESE } from './messages/zh-CN.js';

/** Everything that a person can be told, by language (SPEC R-8). */
export const MESSAGES: Readonly<Record<Language, Messages>> = {
  en: { errors: englishErrors(), fields: ENGLISH_FIELDS },
  'es-419': LATIN_AMERICAN_SPANISH,
  fr: FRENCH,
  de: GERMAN,
  'pt-BR': BRAZILIAN_PORTUGUESE,
  ar: ARABIC,
  'zh-CN': SIMPLIFIED_CHINESE,
};

/** What a person is told of an error. */
export function errorMessage(code: ErrorCode, language: Language): string {
  return MESSAGES[language].errors[code];
}

/** What a person is told of the faults of one value; a sentence that fits several of them is said once. */
export function fieldMessage(faults: readonly FieldFault[], language: Language): string {
  return [...new Set(faults.map((fault) => sentence(fault, language)))].join(' ');
}

function sentence({ rule, parameters = {} }: FieldFault, language: Language): string {
  const { fields } = MESSAGES[language];
  const needed: readonly string[] = FIELD_RULES[rule];
  const known: FieldRule = needed.every((name) => Object.hasOwn(parameters, name)) ? rule : 'invalid';
  return fields[known].replace(/\{(\w+)\}/g, (_, name: string) => shown(parameters[name]!, language));
}

function shown(value: string | number, language: Language): string {
  return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
}

/** English stands in the catalogue of errors, beside the status that it explains. */
function englishErrors(): Record<ErrorCode, string> {
  const entries = Object.entries(ERROR_CATALOGUE).map(([code, { userMessage }]) => [code, userMessage]);
  return Object.fromEntries(entries) as Record<ErrorCode, string>;
}
