import { IsOptional } from 'class-validator';
import type { InvalidInputError } from '../errors/app-error.js';
import { CommaSeparated } from './comma-separated.js';
import { IsInstant } from './is-instant.js';
import { IsAssetKey, IsCourseKey, IsDefinitionKey, IsUsageKey } from './is-key.js';
import { IsStorableText } from './is-storable-text.js';
import { IsUsername } from './is-username.js';
import { StrictValidationPipe } from './validation.pipe.js';

class Everything {
  @IsOptional()
  @IsInstant()
  readonly start?: Date | null;

  @IsOptional()
  @IsCourseKey()
  readonly course?: string;

  @IsOptional()
  @IsCourseKey({ run: true })
  readonly course_key?: string;

  @IsOptional()
  @IsUsageKey()
  readonly parent?: string;

  @IsOptional()
  @IsAssetKey()
  readonly asset?: string;

  @IsOptional()
  @IsDefinitionKey()
  readonly definition?: string;

  @IsOptional()
  @IsUsername()
  readonly username?: string;

  @IsOptional()
  @IsUsername({ me: true })
  readonly user?: string;

  @IsOptional()
  @IsStorableText({ min: 1, max: 5 })
  readonly name?: string;

  @IsOptional()
  @CommaSeparated({ max: 3, maxLength: 4 })
  readonly tags?: string[];

  @IsOptional()
  @CommaSeparated()
  @IsUsageKey({ each: true })
  readonly usage_keys?: string[];
}

const pipe = new StrictValidationPipe();
const read = async (value: object): Promise<Everything> =>
  (await pipe.transform(value, { type: 'body', metatype: Everything })) as Everything;

/** What the fault of the one bad member says. */
async function refusal(value: object): Promise<string> {
  const error = await read(value).then(
    () => null,
    (thrown: unknown) => thrown as InvalidInputError,
  );
  const faults = error?.fieldErrors ?? {};
  expect(Object.keys(faults)).toEqual(Object.keys(value));
  return Object.values(faults)[0]!.join(' ');
}

describe('@IsInstant (SPEC R-5)', () => {
  it.each([
    ['no offset', '2026-09-01T08:00:00', /must say its offset from UTC/],
    ['a date alone', '2026-09-01', /must say its offset from UTC/],
    ['a plus that the query took for a space', '2026-09-01T08:00:00 02:00', /%2B/],
    ['the 30th of February', '2026-02-30T00:00:00Z', /a day that does not exist: 2026-02-30/],
    ['the 29th of February of a common year', '1900-02-29T00:00:00Z', /does not exist/],
    ['month 13', '2026-13-01T00:00:00Z', /does not exist/],
    ['day 0', '2026-01-00T00:00:00Z', /does not exist/],
    ['hour 25', '2026-01-01T25:00:00Z', /time of day that does not exist/],
    ['hour 24', '2026-01-01T24:00:00Z', /time of day that does not exist/],
    ['minute 60', '2026-01-01T00:60:00Z', /time of day that does not exist/],
    ['a leap second', '2016-12-31T23:59:60Z', /leap second/],
    ['offset +99:00', '2026-01-01T00:00:00+99:00', /offset that does not exist/],
    ['offset +01:60', '2026-01-01T00:00:00+01:60', /offset that does not exist/],
    ['a year that PostgreSQL cannot keep', '+294277-01-01T00:00:00Z', /years 0001 to 9999/],
    ['a year before the common era', '-000044-03-15T12:00:00Z', /years 0001 to 9999/],
    ['the year 0', '0000-06-01T00:00:00Z', /years 0001 to 9999/],
    ['a year that is 0 in UTC', '0001-01-01T00:00:00+01:00', /years 0001 to 9999/],
    ['a year that is 10000 in UTC', '9999-12-31T23:30:00-01:00', /years 0001 to 9999/],
    ['an English date', 'September 1, 2026', /ISO 8601/],
    ['a week date', '2026-W36-2', /ISO 8601/],
    ['an empty text', '', /ISO 8601/],
    ['NUL at the end', '2026-09-01T08:00:00Z\0', /ISO 8601/],
    ['a line break at the end', '2026-09-01T08:00:00Z\n', /ISO 8601/],
    ['digits of another script', '２０２６-09-01T08:00:00Z', /ISO 8601/],
    ['a number', 1788249600000, /must be a text in ISO 8601/],
    ['a boolean', true, /must be a text in ISO 8601/],
    ['an object', { year: 2026 }, /must be a text in ISO 8601/],
    ['a list', ['2026-09-01T08:00:00Z'], /must be a text in ISO 8601/],
  ])('refuses %s', async (_, start, words) => {
    expect(await refusal({ start })).toMatch(words);
  });

  it.each([
    ['2026-09-01T08:00:00Z', '2026-09-01T08:00:00.000Z'],
    ['2026-09-01T10:00:00+02:00', '2026-09-01T08:00:00.000Z'],
    ['2026-08-31T23:30:00.5-08:30', '2026-09-01T08:00:00.500Z'],
    ['2026-09-01t08:00z', '2026-09-01T08:00:00.000Z'],
    ['2026-09-01T08:00:00+0000', '2026-09-01T08:00:00.000Z'],
    ['2026-09-01T08:00:00.123999Z', '2026-09-01T08:00:00.123Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['0099-02-28T00:00:00Z', '0099-02-28T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('reads %s as %s', async (text, utc) => {
    expect((await read({ start: text })).start!.toISOString()).toBe(utc);
  });

  it('leaves null to mean that nothing is set', async () => {
    expect((await read({ start: null })).start).toBeNull();
  });
});

describe('keys in bodies and queries (SPEC section 1 "bad key", I-2)', () => {
  it.each([
    ['course', 'course-v1:a+b', /course key such as course-v1:.*%2B/],
    ['course', 'course-v1:a b c', /course key/],
    ['course', 7, /course key/],
    ['course_key', 'course-v1:version@519665f6223ebd6980884f2b', /course key/],
    ['course_key', 'library-v1:a+b', /course key/],
    ['parent', 'course-v1:a+b+c', /usage key such as block-v1:/],
    ['asset', 'block-v1:a+b+c+type@html+block@d', /asset key such as asset-v1:/],
    ['definition', 'def-v1:xyz+type@html', /definition key such as def-v1:/],
    ['username', 'a', /2 to 30 letters/],
    ['username', 'me', /not "me"/],
    ['username', 'andy\0a', /2 to 30 letters/],
    ['username', ['andya'], /2 to 30 letters/],
    ['user', 'ME', /"me" for yourself/],
    ['usage_keys', 'block-v1:a+b+c+type@html+block@d,nothing', /each item of usage_keys/],
  ])('refuse a %s of %j', async (member, value, words) => {
    expect(await refusal({ [member]: value })).toMatch(words);
  });

  it.each([
    ['course', 'course-v1:a+b+c'],
    ['course', 'a/b/c'],
    ['course_key', 'course-v1:a+b+c+branch@draft'],
    ['parent', 'i4x://a/b/html/c'],
    ['asset', '/c4x/a/b/asset/c.png'],
    ['definition', 'def-v1:519665f6223ebd6980884f2b+type@html'],
    ['username', 'andya'],
    ['user', 'me'],
  ])('take a %s of %s', async (member, value) => {
    expect(await read({ [member]: value })).toEqual({ [member]: value });
  });
});

describe('@IsStorableText', () => {
  it.each([
    ['NUL', 'a\0b', /cannot be stored/],
    ['half of a surrogate pair', 'a\uD83C', /cannot be stored/],
    ['a character too many', 'abcdef', /at most 5 characters/],
    ['nothing', '', /must not be empty/],
    ['blanks alone', '   ', /must not be empty/],
    ['a number', 12, /must be a text/],
    ['a list', ['abc'], /must be a text/],
  ])('refuses %s', async (_, name, words) => {
    expect(await refusal({ name })).toMatch(words);
  });

  it('counts code points, as JSON Schema does', async () => {
    expect(await read({ name: '🌊🌊🌊🌊🌊' })).toEqual({ name: '🌊🌊🌊🌊🌊' });
  });
});

describe('@CommaSeparated', () => {
  it.each([
    ['too many items', 'a,b,c,d', /at most 3 items/],
    ['an item that is too long', 'a,bcdef', /at most 4 characters/],
    ['an item that is no text', ['a', { b: 1 }], /texts separated by commas/],
  ])('refuses %s', async (_, tags, words) => {
    expect(await refusal({ tags })).toMatch(words);
  });

  it('reads commas and repetition alike, without blanks and empty items', async () => {
    expect((await read({ tags: ['a, b', '', 'c,'] })).tags).toEqual(['a', 'b', 'c']);
  });
});
