import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Expose, Transform } from 'class-transformer';
import { IsOptional, ValidateBy, type ValidationArguments } from 'class-validator';
import { AccountNotFoundError, AuthenticationRequiredError } from '../errors/app-error.js';
import type { Principal } from '../auth/principal.js';
import { type Deprecation, DeprecatedParameter } from '../openapi/deprecation.js';
import { CourseKey } from '../opaque-keys/index.js';
import { isUsername } from '../validation/is-username.js';

/** One filter that goes by several names (SPEC section 1 "key names"). */
interface KeyParameter {
  /** The other names; they mean the same, and are documented. */
  readonly aliases: readonly string[];
  /** Those of them that will go away. */
  readonly deprecated?: Readonly<Record<string, Deprecation>>;
  readonly description: string;
  readonly example: string;
  readonly required: boolean;
  /** What a validator says of a value that is none. */
  readonly expected: string;
  /** The value in its one spelling; null when it is none. */
  readonly normal: (value: unknown) => string | null;
}

/**
 * The `course` filter of a list, also as `course_key` and `course_id`. The member holds the key without branch and
 * version, whichever name was used. A bad key is a 400 (SPEC section 1 "bad key"), and so are two that differ.
 * @param required when there is no list of all courses' objects
 */
export const CourseParameter = (description: string, { required = false } = {}): PropertyDecorator =>
  keyParameter({
    aliases: ['course_key', 'course_id'],
    deprecated: { course_id: { since: '2026-11-21', use: '`course`' } },
    description,
    example: 'course-v1:Courseware+Tides101+2026',
    required,
    expected: 'the key of one course, such as course-v1:Org+Number+Run, its + written as %2B',
    normal: (value) => {
      const key = typeof value === 'string' ? CourseKey.tryParse(value) : null;
      return key === null || key.org === null ? null : key.withoutBranchAndVersion().toString();
    },
  });

/** The `user` filter of a list, also as `username`. `me` is the caller: see {@link usernameOf}. */
export const UserParameter = (description: string, { required = false } = {}): PropertyDecorator =>
  keyParameter({
    aliases: ['username'],
    description: `${description} \`me\` is you.`,
    example: 'me',
    required,
    expected: 'one username, or me',
    normal: (value) => (typeof value === 'string' && (value === 'me' || isUsername(value)) ? value : null),
  });

/**
 * The username that a `user` parameter means for this caller.
 * @throws AuthenticationRequiredError for `me` without credentials
 */
export function usernameOf<T extends string | undefined>(user: T, principal: Principal): T | string {
  if (user !== 'me') return user;
  if (principal.username === null) throw new AuthenticationRequiredError();
  return principal.username;
}

/**
 * The username that an address names for this caller: in any case, or `me`.
 * @throws AuthenticationRequiredError for `me` without credentials, AccountNotFoundError for what can be nobody's name: an
 * address that does not exist (SPEC section 1 "bad key")
 */
export function usernameInAddress(username: string, principal: Principal): string {
  const named = usernameOf(username, principal);
  if (!isUsername(named)) throw new AccountNotFoundError(username);
  return named;
}

function keyParameter(parameter: KeyParameter): PropertyDecorator {
  return (target, name) => {
    const names = [String(name), ...parameter.aliases];
    const { description, example, required } = parameter;
    applyDecorators(
      (required ? ApiProperty : ApiPropertyOptional)({ type: String, description, example }),
      // Exposed, so that the member is filled in when only another name was sent.
      Expose(),
      Transform(({ obj }: { obj: Record<string, unknown> }) => valueAmong(obj, names, parameter)),
      ...(required ? [] : [IsOptional()]),
      IsValid(parameter),
    )(target, name);
    for (const alias of parameter.aliases) {
      const documentation = { type: String, description: `The same as \`${String(name)}\`.`, example };
      applyDecorators(
        ApiPropertyOptional(documentation),
        IsOptional(),
        IsSameAs(String(name), parameter),
      )(target, alias);
      const deprecation = parameter.deprecated?.[alias];
      if (deprecation) DeprecatedParameter(deprecation)(target, alias);
    }
  };
}

/** The first value that was sent; as it was sent, if it is none. */
function valueAmong(sent: Record<string, unknown>, names: readonly string[], { normal }: KeyParameter): unknown {
  const value = names.map((name) => sent[name]).find((each) => each !== undefined);
  return normal(value) ?? value;
}

function IsValid({ normal, expected }: KeyParameter): PropertyDecorator {
  return ValidateBy({
    name: 'keyParameter',
    validator: {
      validate: (value) => normal(value) !== null,
      defaultMessage: (args) => `${args?.property} must be ${expected}`,
    },
  });
}

function IsSameAs(name: string, { normal, expected }: KeyParameter): PropertyDecorator {
  const main = (args?: ValidationArguments) => (args?.object as Record<string, unknown> | undefined)?.[name];
  return ValidateBy({
    name: 'sameKeyParameter',
    validator: {
      validate: (value, args) => normal(value) !== null && normal(value) === normal(main(args)),
      defaultMessage: (args) =>
        normal(args?.value) === null
          ? `${args?.property} must be ${expected}`
          : `${args?.property} is another name of ${name} and differs from what else was sent; send one of them`,
    },
  });
}
