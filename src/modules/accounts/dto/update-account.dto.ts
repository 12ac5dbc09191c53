import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { ACCOUNT_PRIVACY, type AccountPrivacy } from '../account-privacy.js';
import type { AccountChanges } from '../account-writes.service.js';
import { IsFullName } from '../profile-fields.js';
import { profileChanges, ProfileDto } from './profile.dto.js';

/** A merge patch of an account (RFC 7396): what is absent stays. */
export class UpdateAccountDto extends ProfileDto {
  /** Full name; may be empty; no angle brackets, no web addresses. */
  @ApiPropertyOptional({ example: 'Andy Armstrong' })
  @IfPresent()
  @IsFullName()
  readonly name?: string;

  /** Who sees more than the public part. A minor’s is always `private`. */
  @ApiPropertyOptional({ enum: ACCOUNT_PRIVACY })
  @IfPresent()
  @IsIn(ACCOUNT_PRIVACY)
  readonly account_privacy?: AccountPrivacy;

  /** Whether the account may be used; for global staff to change. */
  @ApiPropertyOptional()
  @IfPresent()
  @IsBoolean()
  readonly is_active?: boolean;
}

/** What the body asks for. */
export const updateOf = (dto: UpdateAccountDto): AccountChanges => ({
  name: dto.name,
  accountPrivacy: dto.account_privacy,
  isActive: dto.is_active,
  profile: profileChanges(dto),
});
