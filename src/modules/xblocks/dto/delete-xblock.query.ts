import { DryRunParameter, MessageParameter } from '../../../common/validation/write-members.js';

/** What a DELETE has to say: it has no body. */
export class DeleteXblockQuery {
  @MessageParameter()
  readonly message?: string | null;

  @DryRunParameter()
  readonly dry_run?: boolean;
}
