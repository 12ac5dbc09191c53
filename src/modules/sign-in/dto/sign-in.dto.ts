import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { FormDto } from './form.dto.js';

/** Longest e-mail address (RFC 5321 4.5.3.1.3). */
const MAX_NAME = 254;
/** Far more than a password may have; the rest is for the hash to say no to. */
export const MAX_PASSWORD_SENT = 1024;

/** Who somebody is, and what only they know. */
export class SignInDto extends FormDto {
  /** Username, in any case, or the e-mail address once it was verified. */
  @ApiProperty({ example: 'demo-learner' })
  @IsString()
  @MaxLength(MAX_NAME)
  readonly username: string;

  /** The password. */
  @ApiProperty({ format: 'password', example: 'demo-learner' })
  @IsString()
  @MaxLength(MAX_PASSWORD_SENT)
  readonly password: string;

  /** Where a browser goes from here: a path of this service; anything else leads to the start. */
  @ApiPropertyOptional({ example: '/api/course/v1/courses/' })
  @IsOptional()
  @IsString()
  @MaxLength(4096)
  readonly next?: string;
}
