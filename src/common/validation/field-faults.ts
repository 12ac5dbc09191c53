import type { ValidationError } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import type { FieldFault, FieldRule } from '../i18n/field-rules.js';
import { nearMiss } from './near-miss.js';

/** Rules of class-validator and of our own decorators → what a person is told, and the names of their constraints. */
const RULES: Readonly<Record<string, readonly [FieldRule, ...string[]]>> = {
  isDefined: ['required'],
  isNotEmpty: ['required'],
  whitelistValidation: ['unknown'],
  isString: ['not_text'],
  isNumber: ['not_number'],
  isNumberString: ['not_number'],
  isInt: ['not_whole_number'],
  isBoolean: ['not_boolean'],
  isArray: ['not_list'],
  isObject: ['not_object'],
  isNotEmptyObject: ['not_object'],
  nestedValidation: ['not_object'],
  isInstant: ['not_instant'],
  isEmail: ['not_email'],
  isUrl: ['not_url'],
  isUuid: ['not_key'],
  isCourseKey: ['not_key'],
  isUsageKey: ['not_key'],
  isAssetKey: ['not_key'],
  isDefinitionKey: ['not_key'],
  isUsername: ['not_username'],
  isIn: ['not_one_of', 'values'],
  isStorableText: ['not_storable'],
  maxLength: ['too_long', 'max'],
  minLength: ['too_short', 'min'],
  max: ['too_large', 'max'],
  min: ['too_small', 'min'],
  arrayMaxSize: ['too_many', 'max'],
  arrayMinSize: ['too_few', 'min'],
  arrayNotEmpty: ['required'],
  arrayUnique: ['repeated'],
};

/** Rules about what a value is. Of a value that breaks one, its size and form are nothing to speak of. */
const OF_THE_TYPE = new Set(['isString', 'isNumber', 'isInt', 'isBoolean', 'isArray', 'isObject', 'nestedValidation']);

/** Members whose values no message repeats: messages are shown, kept in tasks, and end in logs of clients. */
const SECRET = /password|secret|token|unlock_key|authorization/i;
const SHOWN = 80;

/**
 * What class-validator found, by field path (`items[0].name`): for developers which value is wrong, what would be right
 * and how to mend it, and for people the sentence that fits (SPEC R-8, R-9).
 * @param raw the body or query as it was sent, before it was transformed
 */
export function fieldFaults(errors: readonly ValidationError[], raw: unknown): Record<string, FieldFault[]> {
  return Object.fromEntries(errors.flatMap((error) => faultsOf(error, raw, '')));
}

function faultsOf(error: ValidationError, parent: unknown, prefix: string): [string, FieldFault[]][] {
  const { property } = error;
  const index = /^\d+$/.test(property);
  const path = index ? `${prefix}[${property}]` : prefix ? `${prefix}.${property}` : property;
  const sent = memberOf(parent, property);
  const broken = Object.entries(error.constraints ?? {});
  const ofTheType = broken.filter(([rule]) => OF_THE_TYPE.has(rule));
  const told = ofTheType.length > 0 ? ofTheType : sent === undefined ? broken.slice(0, 1) : broken;
  const own = told.map(([rule, message]) => fault(error, rule, message, sent));
  return [
    ...(own.length > 0 ? [[path, own] as [string, FieldFault[]]] : []),
    ...(error.children ?? []).flatMap((child) => faultsOf(child, sent, path)),
  ];
}

function fault(error: ValidationError, rule: string, message: string, sent: unknown): FieldFault {
  if (rule === 'whitelistValidation') {
    return { message: `${error.property} is not known here. ${knownNames(error)}`, rule: 'unknown' };
  }
  if (sent === undefined) return { message: `${message}; it is missing.`, rule: 'required' };
  const [known, ...names] = RULES[rule] ?? ['invalid'];
  const constraints = constraintsOf(error, rule);
  const parameters = Object.fromEntries(
    names.flatMap((name, i) => (constraints[i] === undefined ? [] : [[name, parameterOf(constraints[i])]])),
  );
  const item = itemRefused(error, rule, sent);
  const which = item ? `; item ${item.index} is ${said(item.value)}` : received(error.property, sent);
  return { message: `${message}${SECRET.test(error.property) ? '' : which}.`, rule: known, parameters };
}

/** The first item of a list that a rule for each of them refuses: in a list of hundreds nobody finds it otherwise. */
function itemRefused(error: ValidationError, rule: string, sent: unknown): { index: number; value: unknown } | null {
  const metadata = ruleOf(error, rule);
  if (!metadata?.each || !Array.isArray(sent)) return null;
  const { property, target: object = {} } = error;
  const args = {
    targetName: object.constructor.name,
    property,
    object,
    constraints: metadata.constraints as unknown[],
  };
  const [constraint] = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls);
  const index = sent.findIndex((value) => constraint?.instance.validate(value, { ...args, value }) === false);
  return index < 0 ? null : { index, value: sent[index] };
}

/** The end of a sentence that repeats what was sent, so that a mistake in escaping can be seen. */
function received(property: string, sent: unknown): string {
  if (SECRET.test(property)) return '';
  if (Array.isArray(sent)) return `; it is a list of ${sent.length}`;
  if (sent !== null && typeof sent === 'object') return '; it is an object';
  return `; it is ${said(sent)}`;
}

function said(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function memberOf(parent: unknown, property: string): unknown {
  return parent !== null && typeof parent === 'object' && Object.hasOwn(parent, property)
    ? (parent as Record<string, unknown>)[property]
    : undefined;
}

/** The arguments of the decorator that refused the value: the 100 of `@Max(100)`. */
function constraintsOf(error: ValidationError, rule: string): readonly unknown[] {
  return (ruleOf(error, rule)?.constraints as unknown[] | undefined) ?? [];
}

function ruleOf(error: ValidationError, rule: string) {
  const model = error.target?.constructor;
  if (!model) return undefined;
  const rules = getMetadataStorage().getTargetValidationMetadatas(model, '', true, false);
  return rules.find(({ propertyName, name }) => propertyName === error.property && name === rule);
}

function parameterOf(constraint: unknown): string | number {
  if (typeof constraint === 'number') return constraint;
  return Array.isArray(constraint) ? constraint.join(', ') : String(constraint);
}

function knownNames(error: ValidationError): string {
  const model = error.target?.constructor as (abstract new () => object) | undefined;
  const names = model ? knownMembers(model) : [];
  if (names.length === 0) return 'Nothing may be sent here.';
  const meant = nearMiss(error.property, names);
  return `${meant ? `Did you mean ${meant}? ` : ''}Known: ${names.join(', ')}.`;
}

/** Names that a DTO class accepts: those with a validator. */
export function knownMembers(model: abstract new () => object): string[] {
  const storage = getMetadataStorage();
  const names = storage.getTargetValidationMetadatas(model, '', true, false).map((metadata) => metadata.propertyName);
  return [...new Set(names)].sort();
}
