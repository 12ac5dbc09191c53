import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';

/** What a DELETE that makes a version takes (ADR 0022). */
export class RemoveQuery {
  /** Why, for the history. */
  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @IsStorableText({ max: 1000 })
  readonly message?: string | null;

  /** `true`: change nothing, and answer 200 with what would change. */
  @ApiPropertyOptional({ type: Boolean, default: false })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly dry_run?: boolean;
}
