import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { Message } from '../../../common/validation/write-members.js';
import type { JsonObject } from '../../content/index.js';

/** A merge patch of a course's settings. */
export class UpdateAdvancedSettingsDto {
  /** Settings by name; null takes the own value away, so that the default holds again. */
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { advanced_modules: ['word_cloud'], advertised_start: null },
  })
  @IfPresent()
  @IsObject()
  readonly settings?: JsonObject;

  @Message()
  readonly message?: string | null;
}
