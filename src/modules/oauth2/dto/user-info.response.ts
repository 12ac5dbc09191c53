import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { UserEntity } from '../../accounts/index.js';

/** Who the caller is, in the claims of its tokens. */
export class UserInfoResponse {
  /** The account, as in every token of it; it never changes and is never another's. */
  @ApiProperty()
  readonly sub: string;

  /** Username. */
  @ApiProperty({ example: 'demo-learner' })
  readonly preferred_username: string;

  /** With the scope `email`. */
  @ApiPropertyOptional({ format: 'email' })
  readonly email?: string;

  /** With the scope `email`: whether the address is known to be theirs. */
  @ApiPropertyOptional()
  readonly email_verified?: boolean;

  /** With the scope `profile`: full name. */
  @ApiPropertyOptional()
  readonly name?: string;

  /** With the scope `profile`; empty, since names are kept in one piece. */
  @ApiPropertyOptional()
  readonly given_name?: string;

  /** With the scope `profile`; empty, since names are kept in one piece. */
  @ApiPropertyOptional()
  readonly family_name?: string;

  /** With the scope `profile`: global staff. */
  @ApiPropertyOptional()
  readonly administrator?: boolean;

  /** With the scope `profile`. */
  @ApiPropertyOptional()
  readonly superuser?: boolean;

  /** @param tells whether the caller's token has this scope */
  static of(user: UserEntity, subject: string, tells: (scope: string) => boolean): UserInfoResponse {
    return {
      sub: subject,
      preferred_username: user.username,
      ...(tells('email') && { email: user.email, email_verified: user.emailVerified }),
      ...(tells('profile') && {
        name: user.name,
        given_name: '',
        family_name: '',
        administrator: user.isStaff,
        superuser: user.isSuperuser,
      }),
    };
  }
}
