import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { isISO31661Alpha2, isURL, ValidateBy } from 'class-validator';
import { IsStorableText } from '../../common/validation/is-storable-text.js';
import { MAX_NAME_LENGTH, nameFaults } from './new-account.js';

/** edX's codes (endpoints.md A.5). */
export const GENDERS = ['f', 'm', 'o'] as const;
export const LEVELS_OF_EDUCATION = ['p', 'm', 'b', 'a', 'hs', 'jhs', 'el', 'none', 'other'] as const;

export const MAX_BIO_LENGTH = 300;
export const MAX_PLACE_LENGTH = 255;
export const MAX_TEXT_LENGTH = 2000;
export const MAX_LANGUAGES = 50;
/** edX reckons with the last 120 years. */
const OLDEST = 120;

/** The hosts of each platform, without what may stand before them (`www.`, `de.`). */
export const SOCIAL_PLATFORMS: Readonly<Record<string, readonly string[]>> = {
  facebook: ['facebook.com'],
  linkedin: ['linkedin.com'],
  twitter: ['twitter.com', 'x.com'],
};
const MAX_LINK_LENGTH = 500;

/** A full name: one line, without markup and addresses. It may be empty, as version 1.0.0 of the API has promised. */
export const IsFullName = (): PropertyDecorator =>
  applyDecorators(
    IsStorableText({ max: MAX_NAME_LENGTH }),
    rule(
      'isFullName',
      (value) => typeof value !== 'string' || nameFaults(value).length === 0,
      'must be one line of text without angle brackets and without web addresses',
    ),
  );

/** A country as ISO 3166-1 writes it in two letters; upper case, as everybody stores them. */
export const IsCountry = (): PropertyDecorator =>
  rule(
    'isCountry',
    (value) => typeof value === 'string' && /^[A-Z]{2}$/.test(value) && isISO31661Alpha2(value),
    'must be a country in two capital letters (ISO 3166-1), such as US',
  );

/** A state of the United States. */
export const IsState = (): PropertyDecorator =>
  rule(
    'isState',
    (value) => typeof value === 'string' && /^[A-Z]{2}$/.test(value),
    'must be a state of the United States in two capital letters, such as MA',
  );

/** A year in which somebody can have been born who is alive. */
export const IsYearOfBirth = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: 'integer' }),
    rule(
      'isYearOfBirth',
      (value) => Number.isInteger(value) && isPossibleYear(value as number),
      `must be a year, of the last ${OLDEST}, in four digits`,
    ),
  );

function isPossibleYear(year: number): boolean {
  const thisYear = new Date().getUTCFullYear();
  return year <= thisYear && year > thisYear - OLDEST;
}

/** Chinese as it is written: what edX has beside ISO 639-1. */
const OTHER_LANGUAGES = new Set(['zh_HANS', 'zh_HANT']);
/** `none`: undefined for a code that is no language's. */
const LANGUAGE_NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

export const IsLanguageCode = (): PropertyDecorator =>
  rule(
    'isLanguageCode',
    (value) => typeof value === 'string' && isLanguageCode(value),
    'must be a language in two letters (ISO 639-1) such as en, or zh_HANS or zh_HANT',
  );

function isLanguageCode(text: string): boolean {
  return OTHER_LANGUAGES.has(text) || (/^[a-z]{2}$/.test(text) && LANGUAGE_NAMES.of(text) !== undefined);
}

/** The address of a page on the platform that the same object names. */
export const IsSocialLink = (): PropertyDecorator =>
  ValidateBy({
    name: 'isSocialLink',
    validator: {
      validate: (value, args) =>
        typeof value === 'string' && isOnPlatform(value, (args?.object as { platform?: unknown }).platform),
      defaultMessage: (args) =>
        `${args?.property} must be an https address on the platform that it is for, of at most ${MAX_LINK_LENGTH} characters, such as https://www.linkedin.com/in/andya`,
    },
  });

/**
 * Whether this is an https address on the host of the platform. What a person reads must be what a browser does: no
 * credentials before the host, no port, no letters outside of ASCII, nothing that the URL parser would write otherwise.
 */
export function isOnPlatform(text: string, platform: unknown): boolean {
  if (typeof platform !== 'string' || !Object.hasOwn(SOCIAL_PLATFORMS, platform)) return false;
  if (text.length > MAX_LINK_LENGTH || !/^https:\/\/[\x21-\x7e]+$/.test(text) || /[<>"'`{}\\^|]/.test(text))
    return false;
  if (!isURL(text, { protocols: ['https'], require_protocol: true, disallow_auth: true, allow_underscores: true }))
    return false;
  const url = URL.parse(text);
  if (!url || url.username !== '' || url.password !== '' || url.port !== '') return false;
  return SOCIAL_PLATFORMS[platform]!.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
}

/** The name of a time zone in the IANA database, as browsers know it. */
export function isTimeZone(text: string): boolean {
  // Offsets such as +01:00 are zones to Intl, but none of the database.
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

function rule(name: string, isValid: (value: unknown) => boolean, words: string): PropertyDecorator {
  return ValidateBy({
    name,
    validator: { validate: isValid, defaultMessage: (args) => `${args?.property} ${words}` },
  });
}
