import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import type { OrganizationDetails } from '../stored-organization.js';
import { IsLogoUrl } from './is-logo-url.js';

/** The whole of what may be said of an organization. */
export class ReplaceOrganizationDto {
  /** What people call it. */
  @ApiProperty({ example: 'Department of Chemistry' })
  @IsStorableText({ min: 1, max: 255 })
  readonly name: string;

  /** What it is. */
  @ApiPropertyOptional({ default: '' })
  @IfPresent()
  @IsStorableText({ max: 5000 })
  readonly description?: string;

  /** Where its logo is; null for none. */
  @IsLogoUrl()
  readonly logo_url?: string | null;
}

/** What the service is told; what is absent is empty. */
export function detailsOf({ name, description, logo_url: logoUrl }: ReplaceOrganizationDto): OrganizationDetails {
  return { name, description: description ?? '', logoUrl: logoUrl ?? null };
}
