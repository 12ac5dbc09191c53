import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { type BlockRef, usageKeyOf } from '../content/index.js';

/** How a block is called and where it is. */
export interface BlockAddress {
  /** Usage key. */
  readonly key: string;
  readonly blockId: string;
  readonly url: string;
}

/** The addresses of one course's blocks, each made once: making them is most of the work of an answer. */
export class BlockAddresses {
  private readonly known = new Map<BlockRef, BlockAddress>();

  constructor(
    private readonly courseKey: CourseKey,
    private readonly urls: ApiUrls,
  ) {}

  of(ref: BlockRef): BlockAddress {
    const known = this.known.get(ref);
    if (known) return known;
    const usageKey = usageKeyOf(this.courseKey, ref);
    const address = { key: usageKey.toString(), blockId: usageKey.blockId, url: this.urls.xblock(usageKey) };
    this.known.set(ref, address);
    return address;
  }
}
