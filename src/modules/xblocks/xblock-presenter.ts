import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/auth/principal.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Read, Unlinked } from '../../common/hypermedia/links.js';
import { NothingDone, Versioned } from '../../common/hypermedia/outcome.js';
import { Preview } from '../../common/hypermedia/preview.js';
import type { UsageKey } from '../../common/opaque-keys/index.js';
import { ContentChangesResponse } from './dto/content-changes.response.js';
import { XblockCopyResponse } from './dto/xblock-copy.response.js';
import type { XblockQuery } from './dto/xblock.query.js';
import { XblockResponse } from './dto/xblock.response.js';
import { SubtreePresenter } from './subtree-presenter.js';
import { DryRun, type MadeXblock, type WrittenXblock } from './xblock-tree-edits.service.js';
import { circumstancesOf } from './xblocks.links.js';
import { type BlockReading, XblocksService } from './xblocks.service.js';

/** Shows blocks as they were read, made and written. */
@Injectable()
export class XblockPresenter {
  constructor(
    private readonly xblocks: XblocksService,
    private readonly subtrees: SubtreePresenter,
    private readonly urls: ApiUrls,
  ) {}

  /** A block that was read; made only for a client that does not have it. */
  read(reading: BlockReading, key: UsageKey, query: XblockQuery): Versioned<XblockResponse> {
    const { record, version, address } = reading;
    const today = address.version === null;
    const circumstances = circumstancesOf(
      reading,
      version.guid,
      today ? record.hasUnpublishedChanges : undefined,
      today ? record.published?.on.toISOString() : undefined,
    );
    const present = () => this.present(reading, key, query);
    return new Versioned(record.editedIn, circumstances, present, !today && reading.lasts);
  }

  /** A block that a transaction has just made, from what it knows of it: nobody else sees it yet. */
  made({ record, version, address, access, copy }: MadeXblock): Unlinked<XblockResponse> & Read {
    const reading = { address, access, sight: '', lasts: false };
    const response = XblockResponse.from(record, version, reading, null, this.urls);
    return copy === null ? response : { ...response, copy: XblockCopyResponse.from(copy, address, this.urls) };
  }

  /**
   * A block that was written. It is read again only if somebody wants to see it: a PATCH answers 204. One that would be written is shown
   * as it is, with what would change.
   */
  async written(
    outcome: WrittenXblock | DryRun,
    by: Principal,
  ): Promise<Versioned<XblockResponse> | NothingDone<XblockResponse>> {
    const show = async (key: UsageKey) => this.present(await this.xblocks.read(key, by), key, {});
    if (!(outcome instanceof DryRun)) {
      const { key, edited } = outcome;
      return new Versioned(edited, ['edited'], () => show(key));
    }
    const { head, changes, key } = outcome;
    const preview = ContentChangesResponse.from(head, changes, this.urls);
    return new NothingDone({ ...(await show(key!)), preview });
  }

  /** What somebody else has made of it, unless nothing was done: then what would change. */
  previewOr<T>(outcome: T | DryRun): T | Preview {
    return outcome instanceof DryRun ? this.preview(outcome) : outcome;
  }

  private preview({ head, changes }: DryRun): Preview {
    return new Preview(ContentChangesResponse.from(head, changes, this.urls));
  }

  private async present(reading: BlockReading, key: UsageKey, query: XblockQuery): Promise<Unlinked<XblockResponse>> {
    const subtree = await this.subtrees.present(reading, key, query);
    return XblockResponse.from(reading.record, reading.version, reading, subtree, this.urls);
  }
}
