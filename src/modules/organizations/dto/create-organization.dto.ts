import { IsOrganizationCode } from '../organization-code.js';
import { ReplaceOrganizationDto } from './replace-organization.dto.js';

/** A new organization. Where it stands follows from its code. */
export class CreateOrganizationDto extends ReplaceOrganizationDto {
  /** As in course keys; a sub-organization has that of its parent before the last dot. Never changes. */
  @IsOrganizationCode()
  readonly code: string;
}
