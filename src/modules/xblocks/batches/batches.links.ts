import { type LinkBuilder, linksOf } from '../../../common/hypermedia/links.js';
import type { BatchResponse } from './dto/batch.response.js';

/** A batch is found where the version is that it made: nothing else is kept of it. */
export const batchLinks: LinkBuilder<BatchResponse> = {
  url: ({ version }) => version.url,
  links: ({ course, version }) =>
    linksOf({
      self: { href: version.url },
      course: { href: course.url, title: 'The course on the branch that was written to' },
    }),
};
