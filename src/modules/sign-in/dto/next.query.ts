import { ApiHideProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { AllowsUnknown } from '../../../common/validation/validation.pipe.js';

/** Where to go after signing in. What leads nowhere is no error: people come here by links that others have made. */
@AllowsUnknown()
export class NextQuery {
  /** A path of this service; anything else leads to the start. */
  @ApiPropertyOptional({ type: String, example: '/api/course/v1/courses/' })
  @Allow()
  readonly next?: unknown;

  /** Whether a mail was sent just now. */
  @ApiHideProperty()
  @Allow()
  readonly sent?: unknown;
}
