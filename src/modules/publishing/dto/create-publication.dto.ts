import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsInstant } from '../../../common/validation/is-instant.js';
import { IsUsageKey } from '../../../common/validation/is-key.js';
import { DryRun, Message } from '../../../common/validation/write-members.js';
import { PUBLICATION_ACTIONS, type PublicationAction } from '../publication.entity.js';

/** As many blocks may be named; whoever means more of them names what holds them. */
const MOST_BLOCKS = 1_000;

/** What to publish (SPEC section 13). */
export class CreatePublicationDto {
  /** Put the draft's state on the published branch, or take blocks off it; for the latter `usage_keys` say which. */
  @ApiPropertyOptional({ enum: PUBLICATION_ACTIONS, default: 'publish' })
  @IfPresent()
  @IsIn(PUBLICATION_ACTIONS)
  readonly action?: PublicationAction;

  /** Blocks, each with everything below it; the ancestors that are not published come along. Everything, when it is absent. */
  @ApiPropertyOptional({
    type: [String],
    minItems: 1,
    maxItems: MOST_BLOCKS,
    example: ['block-v1:Courseware+Tides101+2026+type@html+block@welcome'],
  })
  @IfPresent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_BLOCKS)
  @ArrayUnique()
  @IsUsageKey({ each: true })
  readonly usage_keys?: string[];

  /** Blocks that stay as they are published, with everything below them; new ones stay unpublished. */
  @ApiPropertyOptional({ type: [String], maxItems: MOST_BLOCKS })
  @IfPresent()
  @IsArray()
  @ArrayMaxSize(MOST_BLOCKS)
  @ArrayUnique()
  @IsUsageKey({ each: true })
  readonly exclude?: string[];

  @Message()
  readonly message?: string | null;

  @DryRun()
  readonly dry_run?: boolean;

  /** When to do it, in the future; now, when it is absent. */
  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true })
  @IsOptional()
  @IsInstant()
  readonly at?: Date | null;
}
