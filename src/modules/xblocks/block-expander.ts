import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { type Expander, Expanders } from '../../common/hypermedia/expanders.js';
import type { LinkContext, Unlinked } from '../../common/hypermedia/links.js';
import { ADDRESS, type BlockReference } from '../../common/hypermedia/references.response.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import { XblockSummaryResponse } from './dto/xblock.response.js';
import { xblockSummaryLinks } from './xblocks.links.js';
import { XblocksService } from './xblocks.service.js';

/** `?expand=` of blocks: place and name, as their parent's list of children shows them (SPEC R-1). */
@Injectable()
export class BlockExpander implements Expander<XblockSummaryResponse>, OnModuleInit {
  readonly model = XblockSummaryResponse;
  readonly builder = xblockSummaryLinks;

  constructor(
    private readonly xblocks: XblocksService,
    private readonly urls: ApiUrls,
    private readonly expanders: Expanders,
  ) {}

  onModuleInit(): void {
    this.expanders.register('block', this);
  }

  /** With branch and version: the reference's URL leads there. */
  keyOf(reference: BlockReference & { [ADDRESS]?: UsageKey }): string {
    return String(reference[ADDRESS] ?? reference.usage_key);
  }

  async load(
    usageKeys: readonly string[],
    { principal }: LinkContext,
  ): Promise<ReadonlyMap<string, Unlinked<XblockSummaryResponse>>> {
    const found = await this.xblocks.summaries(
      usageKeys.map((key) => UsageKey.parse(key)),
      principal,
    );
    return new Map(
      found.map(({ key, node, children, reading }) => [
        String(key),
        XblockSummaryResponse.fromNode(node, children, reading, this.urls),
      ]),
    );
  }
}
