import { DryRunParameter, MessageParameter } from '../../../common/validation/write-members.js';

/** What a DELETE that makes a version takes (ADR 0022). */
export class RemoveQuery {
  @MessageParameter()
  readonly message?: string | null;

  @DryRunParameter()
  readonly dry_run?: boolean;
}
