import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../common/auth/principal.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { NothingDone, Versioned } from '../../../common/hypermedia/outcome.js';
import { Preview } from '../../../common/hypermedia/preview.js';
import { ContentChangesResponse } from '../dto/content-changes.response.js';
import { DryRun, type WrittenXblock } from '../xblock-tree-edits.service.js';
import { UpstreamResponse } from './dto/upstream.response.js';
import type { UpdatePreview } from './upstream-edits.service.js';
import { circumstancesOf } from './upstreams.links.js';
import { type UpstreamReading, Upstreams } from './upstreams.service.js';

/** Shows links as they were read, and after a write. */
@Injectable()
export class UpstreamPresenter {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly urls: ApiUrls,
  ) {}

  /** What an update would do is worked out only for a client that does not have it. */
  read(reading: UpstreamReading): Versioned<UpstreamResponse> {
    const present = async () => UpstreamResponse.from(reading, await this.upstreams.preview(reading), this.urls);
    return new Versioned(reading.edited, circumstancesOf(reading), present);
  }

  written(
    done: WrittenXblock | UpdatePreview,
    by: Principal,
  ): Versioned<UpstreamResponse> | NothingDone<UpstreamResponse> {
    if ('update' in done) return new NothingDone(UpstreamResponse.from(done.reading, done.update, this.urls));
    const present = async () => {
      const reading = await this.upstreams.read(done.key, by);
      return UpstreamResponse.from(reading, await this.upstreams.preview(reading), this.urls);
    };
    return new Versioned(done.edited, ['edited'], present);
  }

  unlinked(done: DryRun | WrittenXblock): Preview | undefined {
    if (!(done instanceof DryRun)) return undefined;
    return new Preview(ContentChangesResponse.from(done.head, done.changes, this.urls));
  }
}
