import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type FieldErrors, InvalidInputError, NotFoundError } from '../../common/errors/app-error.js';
import { isStorable } from '../../common/validation/is-storable-text.js';
import { ACCOUNT_PRIVACY, VISIBILITIES, VISIBILITY_PREFIX } from './account-privacy.js';
import { isTimeZone } from './profile-fields.js';
import type { PreferenceValue } from './preferences.entity.js';

/** Begins with a letter or digit, so that no key is `..` or `__proto__`, which would not survive in a URL or an object. */
const KEY = /^[a-z0-9][a-z0-9_.-]{0,63}$/;
/** Members of the representation itself (SPEC R-2). */
const TAKEN: readonly string[] = ['url', 'links'];
const MAX_BYTES = 4096;

/** JSON schema of one value. */
export const PREFERENCE_SCHEMA = {
  anyOf: [{ type: 'string', maxLength: MAX_BYTES }, { type: 'number' }, { type: 'boolean' }],
};

/** Key → value, or null for what is to go. */
export type PreferenceChanges = ReadonlyMap<string, PreferenceValue | null>;

/**
 * The body as it came: a map with keys of the client's own, or one value, which no class with validators can describe.
 * {@link readPreferenceChanges} and {@link readPreferenceValue} are its validators.
 */
export const PreferenceBody = createParamDecorator(
  (_: unknown, context: ExecutionContext): unknown => context.switchToHttp().getRequest<FastifyRequest>().body,
);

/** Whether a preference can have this name. */
export const isPreferenceKey = (text: string): boolean => KEY.test(text) && !TAKEN.includes(text);

/** A key in a path; one that cannot be is an address that does not exist. @throws NotFoundError */
export function checkPreferenceKey(text: string): string {
  if (!isPreferenceKey(text)) throw new NotFoundError(`preference "${text}"`);
  return text;
}

/** @param body a merge patch (RFC 7396). @throws InvalidInputError with all faults (SPEC R-9) */
export function readPreferenceChanges(body: unknown): PreferenceChanges {
  if (body === null || typeof body !== 'object' || Array.isArray(body))
    throw new InvalidInputError(
      {},
      'The body must be a JSON object of preferences: key → value, or null to remove it.',
    );
  const faults: FieldErrors = Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => {
      const fault = keyFault(key) ?? (value === null ? null : valueFault(key, value));
      return fault === null ? [] : [[key, [fault]]];
    }),
  );
  if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
  return new Map(Object.entries(body as Record<string, PreferenceValue | null>));
}

/** @throws InvalidInputError */
export function readPreferenceValue(key: string, body: unknown): PreferenceValue {
  const fault = valueFault(key, body);
  if (fault !== null) throw new InvalidInputError({ [key]: [fault] });
  return body as PreferenceValue;
}

/** The version of one value: another value is another version, and the same one is the same. Without dots. */
export function versionOfValue(value: PreferenceValue): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
}

function keyFault(key: string): string | null {
  if (TAKEN.includes(key)) return `${key} is a member of every representation and cannot be a preference.`;
  return KEY.test(key)
    ? null
    : 'The key of a preference must have 1 to 64 of a–z, 0–9 and _.-, the first a letter or digit.';
}

function valueFault(key: string, value: unknown): string | null {
  return formFault(key, value) ?? meaningFault(key, value);
}

/** Preferences that this service itself goes by: a value that it does not know would hide or show the wrong things. */
function meaningFault(key: string, value: unknown): string | null {
  if (key === 'account_privacy') return oneOf(key, value, ACCOUNT_PRIVACY);
  if (key.startsWith(VISIBILITY_PREFIX)) return oneOf(key, value, VISIBILITIES);
  if (key === 'time_zone' && !(typeof value === 'string' && isTimeZone(value)))
    return 'time_zone must be a name of the IANA database, such as America/New_York.';
  return null;
}

function oneOf(key: string, value: unknown, known: readonly string[]): string | null {
  return known.includes(value as string) ? null : `${key} must be one of ${known.join(', ')}.`;
}

function formFault(key: string, value: unknown): string | null {
  if (typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${key} is too large a number.`;
  if (typeof value !== 'string') return `${key} must be a text, a number, true or false.`;
  if (!isStorable(value)) return `${key} has a character that cannot be stored: NUL, or half of a surrogate pair.`;
  return Buffer.byteLength(value) <= MAX_BYTES ? null : `${key} must have at most ${MAX_BYTES} bytes.`;
}
