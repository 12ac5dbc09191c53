import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { ACCOUNT_PRIVACY, type AccountPrivacy } from '../account-privacy.js';
import type { AccountChanges } from '../account-writes.service.js';
import { EMPTY_PROFILE } from '../profile.js';
import { IsFullName } from '../profile-fields.js';
import { profileChanges, ProfileDto } from './profile.dto.js';

/**
 * The whole of what a person may say of themselves: what is absent is taken back. The privacy is required, because
 * a default could show what was hidden.
 */
export class ReplaceAccountDto extends ProfileDto {
  /** Full name; may be empty; no angle brackets, no web addresses. */
  @ApiProperty({ example: 'Andy Armstrong' })
  @IsFullName()
  readonly name: string;

  /** Who sees more than the public part. A minor’s is always `private`. */
  @ApiProperty({ enum: ACCOUNT_PRIVACY })
  @IsIn(ACCOUNT_PRIVACY)
  readonly account_privacy: AccountPrivacy;
}

/** What the body asks for. */
export const replacementOf = (dto: ReplaceAccountDto): AccountChanges => ({
  name: dto.name,
  accountPrivacy: dto.account_privacy,
  profile: { ...EMPTY_PROFILE, ...profileChanges(dto) },
});
