import { isDeepStrictEqual } from 'node:util';
import { fieldOf, normalizeFieldValue, printPythonJson, type JsonObject, type JsonValue } from './block-catalogue.js';
import { isAttributeName } from './block-catalogue.js';

/** What a course's policy.json is made of. */
export interface PolicyOwner {
  readonly displayName: string | null;
  readonly settings: JsonObject;
  /** What is no field. */
  readonly attributes: JsonObject;
}

/** Texts larger than that are not kept as they were written. */
const MAXIMUM_KEPT_LENGTH = 1_000_000;

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The explicitly set settings of a course, and what no attribute can hold (OLX rule 46). */
export function coursePolicy({ displayName, settings, attributes }: PolicyOwner): JsonObject {
  const others = Object.entries(attributes).filter(
    ([name, value]) => typeof value !== 'string' || !isAttributeName(name),
  );
  return {
    ...(displayName !== null && { display_name: displayName }),
    ...settings,
    ...Object.fromEntries(others),
  };
}

/** JSON as Studio writes it into files: sorted, four spaces, ASCII, no final newline (OLX rule 46). */
export function policyText(policy: JsonValue): string {
  return printPythonJson(policy, 'file');
}

/** Whether a policy file, for this run alone, says of the course what the course says: then it may be written as it was. */
export function saysTheSame(text: string, run: string, owner: PolicyOwner): boolean {
  const file = parsed(text);
  if (!isObject(file) || !isDeepStrictEqual(Object.keys(file), [`course/${run}`])) return false;
  const policy = file[`course/${run}`];
  if (!isObject(policy)) return false;
  const { xml_attributes: kept, ...members } = policy;
  const unknown = isObject(kept) ? Object.entries(kept).filter(([name]) => name !== 'filename') : [];
  const said = new Map([...Object.entries(members), ...unknown]);
  const isSaid = ([name, value]: [string, JsonValue]) => {
    const field = fieldOf('course', name);
    const stored = said.get(name);
    if (stored === undefined) return false;
    return isDeepStrictEqual(field === undefined ? stored : normalizeFieldValue(field, stored), value);
  };
  const { displayName, settings, attributes } = owner;
  const all = Object.entries(coursePolicy(owner));
  // An attribute that is a text may stand in the course's own file alone.
  const texts = Object.entries(attributes).filter(([name]) => said.has(name));
  const names = new Set([
    ...Object.keys(settings),
    ...Object.keys(attributes),
    ...(displayName === null ? [] : ['display_name']),
  ]);
  const isOurs = (name: string) => names.has(name) || fieldOf('course', name)?.scope === 'content';
  return all.every(isSaid) && texts.every(isSaid) && [...said.keys()].every(isOurs);
}

/** The text of a policy file that has to be kept to be written back as it was; null where it would come out the same. */
export function keptText(text: string, usual: string): string | null {
  return text === usual || text.length > MAXIMUM_KEPT_LENGTH ? null : text;
}

/** A grading policy as a file has it: missing halves take the default (OLX rule 21). */
export function completeGrading(grading: JsonObject): JsonObject {
  const defaults = fieldOf('course', 'grading_policy')?.default;
  return { ...(isObject(defaults) ? defaults : {}), ...grading };
}

/** Whether the text of a grading policy says what the course says. */
export function gradesTheSame(text: string, grading: JsonValue): boolean {
  const file = parsed(text);
  return isObject(file) && isDeepStrictEqual(completeGrading(file), grading);
}
