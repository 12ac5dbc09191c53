import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';

/** A block as its element. */
export class ReplaceBlockOlxDto {
  /** The element, as the GET shows it without `depth`: its children, if it has any, as pointers. */
  @ApiProperty({ example: '<html url_name="welcome" display_name="Welcome"><p>Hello.</p></html>' })
  @IsStorableText({ min: 1, max: 5_000_000 })
  readonly olx: string;

  /** Why, for the history. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsStorableText({ max: 1000 })
  readonly message?: string | null;
}
