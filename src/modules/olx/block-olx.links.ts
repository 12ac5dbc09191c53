import { ADDRESS } from '../../common/hypermedia/references.response.js';
import { type LinkBuilder, linksOf, type Unlinked } from '../../common/hypermedia/links.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import type { BlockOlxResponse } from './dto/block-olx.response.js';

/** The key with the branch or version by which the block was read. */
function addressOf({ id, block }: Unlinked<BlockOlxResponse>): UsageKey {
  return (block as { [ADDRESS]?: UsageKey })[ADDRESS] ?? UsageKey.parse(id);
}

/** Where one may go from the OLX of a block. */
export const blockOlxLinks: LinkBuilder<BlockOlxResponse> = {
  url: (response, { urls }) => urls.blockOlx(addressOf(response)),
  version: ({ edited_version: edited }) => edited,
  circumstances: ({ version }) => [version],
  links: (response, { urls }) =>
    linksOf({
      self: { href: urls.blockOlx(addressOf(response)) },
      up: { href: response.block.url, title: 'The block itself' },
      course: { href: response.course.url },
    }),
};
