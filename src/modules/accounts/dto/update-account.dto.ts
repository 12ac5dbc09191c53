import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { hasControlCharacters, MAX_NAME_LENGTH } from '../new-account.js';

/** A merge patch of an account (RFC 7396): what is absent stays. Nothing here can be removed by null. */
export class UpdateAccountDto {
  /** Full name; may be empty. */
  @ApiPropertyOptional({ example: 'Andy Armstrong' })
  @IfPresent()
  @IsStorableText({ max: MAX_NAME_LENGTH })
  @ValidateBy({
    name: 'oneLine',
    validator: {
      validate: (value) => typeof value !== 'string' || !hasControlCharacters(value),
      defaultMessage: (args) => `${args?.property} must not have line breaks or other control characters`,
    },
  })
  readonly name?: string;
}
