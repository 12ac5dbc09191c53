import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { FormDto } from './form.dto.js';
import { MAX_PASSWORD_SENT } from './sign-in.dto.js';

/** Far more than anything may have; Registration says what is wrong with what comes, all at once. */
const MAX_SENT = 1024;

/** An account that somebody makes for themselves. What it may do is not theirs to say. */
export class CreateAccountDto {
  /** Public name: 2 to 30 letters, digits or any of `_.-`; it never changes. */
  @ApiProperty({ example: 'new-learner' })
  @IsString()
  @MaxLength(MAX_SENT)
  readonly username: string;

  /** E-mail address; a link is sent there. */
  @ApiProperty({ format: 'email', example: 'new-learner@example.com' })
  @IsString()
  @MaxLength(MAX_SENT)
  readonly email: string;

  /** 8 to 128 characters; not a common password, not the username or the address. */
  @ApiProperty({ format: 'password', example: 'nine green tides' })
  @IsString()
  @MaxLength(MAX_PASSWORD_SENT)
  readonly password: string;

  /** Full name; empty when absent. */
  @ApiPropertyOptional({ example: 'Nina Newcomer' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_SENT)
  readonly name?: string;
}

/** The same from a form. */
export class RegisterDto extends FormDto {
  @IsString()
  @MaxLength(MAX_SENT)
  readonly username: string;

  @IsString()
  @MaxLength(MAX_SENT)
  readonly email: string;

  @IsString()
  @MaxLength(MAX_PASSWORD_SENT)
  readonly password: string;

  @IsOptional()
  @IsString()
  @MaxLength(MAX_SENT)
  readonly name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(4096)
  readonly next?: string;
}
