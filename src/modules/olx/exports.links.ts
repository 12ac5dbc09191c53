import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import type { ExportResponse } from './dto/export.response.js';

/** Where one may go from an archive of a course. */
export const exportLinks: LinkBuilder<ExportResponse> = {
  url: ({ course, id }, { urls }) => urls.export(course.course_key, id),
  // An export never changes.
  version: ({ sha256 }) => sha256.slice(0, 16),
  links: ({ course, id, archive_url, file_name }, { urls }) =>
    linksOf({
      self: { href: urls.export(course.course_key, id) },
      collection: { href: urls.exports(course.course_key) },
      course: { href: course.url },
      enclosure: { href: archive_url, title: file_name },
    }),
};
