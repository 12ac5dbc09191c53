import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Expose, Transform } from 'class-transformer';
import { IsOptional, ValidateBy, type ValidationArguments } from 'class-validator';
import { isUsername } from '../../../common/validation/is-username.js';

/** As many as fit into an address that servers take. */
const MOST = 100;
const EXPECTED = `one username or several with commas between them, ${MOST} at most, or me`;

/**
 * The `user` filter of the enrollments, also as `username`: the member is the list of the names that were sent, whichever
 * of the two was used. Clients of Open edX send `username=a,b` (SPEC X-3).
 */
export const UsersParameter = (description: string): PropertyDecorator => {
  return (target, name) => {
    applyDecorators(
      ApiPropertyOptional({
        type: String,
        description: `${description} Several with commas between them. \`me\` is you.`,
        example: 'me',
      }),
      // Exposed, so that the member is filled in when only the other name was sent.
      Expose(),
      Transform(({ obj }: { obj: Record<string, unknown> }) => {
        const sent = obj[String(name)] ?? obj['username'];
        return namesIn(sent) ?? sent;
      }),
      IsOptional(),
      valid((value) => namesIn(value) !== null, `must be ${EXPECTED}`),
    )(target, name);
    applyDecorators(
      ApiPropertyOptional({ type: String, description: `The same as \`${String(name)}\`.`, example: 'me' }),
      IsOptional(),
      valid(
        (value, args) => String(namesIn(value)) === String((args?.object as Record<string, unknown>)[String(name)]),
        `must be ${EXPECTED}, and the same as ${String(name)} if both are sent`,
      ),
    )(target, 'username');
  };
};

/** Null for what is none. */
function namesIn(value: unknown): string[] | null {
  const names = typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value;
  if (!Array.isArray(names) || names.length > MOST) return null;
  return names.every((one) => typeof one === 'string' && (one === 'me' || isUsername(one)))
    ? (names as string[])
    : null;
}

function valid(validate: (value: unknown, args?: ValidationArguments) => boolean, words: string): PropertyDecorator {
  return ValidateBy({
    name: 'usersParameter',
    validator: { validate, defaultMessage: (args) => `${args?.property} ${words}` },
  });
}
