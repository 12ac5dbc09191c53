import { Allow } from 'class-validator';
import { AllowsUnknown } from '../../../common/validation/validation.pipe.js';

/** Where to go after signing in. What leads nowhere is no error: people come here by links that others have made. */
@AllowsUnknown()
export class NextQuery {
  @Allow()
  readonly next?: unknown;

  /** Whether a mail was sent just now. */
  @Allow()
  readonly sent?: unknown;
}
