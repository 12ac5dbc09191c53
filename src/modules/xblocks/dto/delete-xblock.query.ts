import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';

/** What a DELETE has to say: it has no body. */
export class DeleteXblockQuery {
  /** Why, for the history. */
  @ApiPropertyOptional({ type: String })
  @IfPresent()
  @IsStorableText({ max: 1000 })
  readonly message?: string | null;

  /** Only say what would change: 200, and nothing is written. */
  @ApiPropertyOptional({ type: Boolean, default: false })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly dry_run?: boolean;
}
