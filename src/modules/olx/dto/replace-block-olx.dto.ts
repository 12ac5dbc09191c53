import { ApiProperty } from '@nestjs/swagger';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { Message } from '../../../common/validation/write-members.js';

/** A block as its element. */
export class ReplaceBlockOlxDto {
  /** The element, as the GET shows it without `depth`: its children, if it has any, as pointers. */
  @ApiProperty({ example: '<html url_name="welcome" display_name="Welcome"><p>Hello.</p></html>' })
  @IsStorableText({ min: 1, max: 5_000_000 })
  readonly olx: string;

  @Message()
  readonly message?: string | null;
}
