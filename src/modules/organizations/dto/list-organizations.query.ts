import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { IsOrganizationCode } from '../organization-code.js';
import { organizationCollection } from '../organizations.collection.js';

/** Which organizations to list. */
export class ListOrganizationsQuery extends organizationCollection.Query {
  /** Only those directly below this one. */
  @ApiPropertyOptional({ example: 'Courseware' })
  @IsOptional()
  @IsOrganizationCode()
  readonly parent?: string;

  /** Only those with none above them, or only those below another. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly is_top_level?: boolean;
}
