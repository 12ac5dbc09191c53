import { type LinkBuilder, linksOf, readingOf } from '../../../common/hypermedia/links.js';
import { PUBLISHED } from '../../content/index.js';
import { type UpstreamResponse, upstreamSight } from './dto/upstream.response.js';
import type { UpstreamReading } from './upstreams.service.js';
import { UsageKey } from '../../../common/opaque-keys/index.js';

/** Where a block comes from. Its version is the block's own: who unlinks or updates it writes to the block. */
export const upstreamLinks: LinkBuilder<UpstreamResponse> = {
  url: (upstream, { urls }) => urls.upstream(keyOf(upstream)),
  version: (upstream) => upstreamSight.of(upstream).edited,
  links: (upstream, { urls }) => {
    const key = keyOf(upstream);
    const { access, address } = readingOf(upstream);
    const { sourceCourse } = upstreamSight.of(upstream);
    const { version, current_version: current } = upstream;
    const isWritten = access.offers('courses.edit_content') && address.version === null && address.branch !== PUBLISHED;
    return linksOf({
      self: { href: urls.upstream(key) },
      up: { href: urls.xblock(key), title: 'The block that takes updates' },
      source: sourceCourse && upstream.source && { href: upstream.source.url, title: 'The block that it follows' },
      comparison: sourceCourse &&
        version !== null && {
          href: urls.comparisons(sourceCourse.forBranch(null), { base: version, head: current ?? undefined }),
          title: 'What has changed in the course of the source',
        },
      edit: isWritten &&
        sourceCourse !== null && {
          href: urls.upstream(key),
          method: 'PATCH',
          title: 'Bring it level: send current_version as the version',
        },
      unlink: isWritten && {
        href: urls.upstream(key),
        method: 'DELETE',
        title: 'Make the block, and what below it follows the same course, this course’s own',
      },
    });
  },
};

/** What else decides about the bytes: both courses as they are now, and what the caller may do here. */
export function circumstancesOf({ here, source, access }: UpstreamReading): string[] {
  return [here.guid, source?.guid ?? 'gone', access.signature];
}

function keyOf(upstream: Pick<UpstreamResponse, 'block'>): UsageKey {
  const { blockType, blockId } = UsageKey.parse(upstream.block.usage_key);
  return readingOf(upstream).address.makeUsageKey(blockType, blockId);
}
