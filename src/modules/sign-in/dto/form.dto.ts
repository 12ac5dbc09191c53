import { ApiHideProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

/** What every form of this service sends beside its own fields. */
export class FormDto {
  /** See CsrfTokens; CsrfGuard has looked at it. */
  @ApiHideProperty()
  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly csrfmiddlewaretoken?: string;
}
