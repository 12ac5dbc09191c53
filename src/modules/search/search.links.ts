import type { LinkBuilder } from '../../common/hypermedia/links.js';
import { linksOf } from '../../common/hypermedia/links.js';
import type { SearchResultResponse } from './dto/search-result.response.js';

/** A result stands for what was found: its address is that of the course or the block. */
export const searchResultLinks: LinkBuilder<SearchResultResponse> = {
  url: (result) => (result.xblock ?? result.course).url,
  links: (result) =>
    linksOf({
      self: { href: (result.xblock ?? result.course).url, title: result.title },
      course: result.xblock !== null && { href: result.course.url, title: 'The course that it stands in' },
    }),
};
