import { ApiPropertyOptional } from '@nestjs/swagger';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { IsLogoUrl } from './is-logo-url.js';

/** A merge patch of an organization (RFC 7396): what is absent stays; null takes the logo away. */
export class UpdateOrganizationDto {
  /** What people call it. */
  @ApiPropertyOptional({ example: 'Department of Chemistry' })
  @IfPresent()
  @IsStorableText({ min: 1, max: 255 })
  readonly name?: string;

  /** What it is. */
  @ApiPropertyOptional()
  @IfPresent()
  @IsStorableText({ max: 5000 })
  readonly description?: string;

  /** Where its logo is; null for none. */
  @IsLogoUrl()
  readonly logo_url?: string | null;
}
