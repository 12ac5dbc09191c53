import { IsString, MaxLength } from 'class-validator';
import { FormDto } from './form.dto.js';
import { MAX_PASSWORD_SENT } from './sign-in.dto.js';

/** The form of a password change. */
export class ChangePasswordDto extends FormDto {
  @IsString()
  @MaxLength(MAX_PASSWORD_SENT)
  readonly current_password: string;

  @IsString()
  @MaxLength(MAX_PASSWORD_SENT)
  readonly new_password: string;
}

/** The form by which somebody disables their own account. */
export class DeactivateAccountDto extends FormDto {
  @IsString()
  @MaxLength(MAX_PASSWORD_SENT)
  readonly current_password: string;
}

/** The form behind a link that was mailed. */
export class SetPasswordDto extends FormDto {
  @IsString()
  @MaxLength(MAX_PASSWORD_SENT)
  readonly new_password: string;
}

/** The form that asks for such a link. */
export class RequestResetDto extends FormDto {
  @IsString()
  @MaxLength(254)
  readonly username: string;
}
