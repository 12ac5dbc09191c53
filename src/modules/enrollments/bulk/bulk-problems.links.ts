import { type LinkBuilder, linksOf } from '../../../common/hypermedia/links.js';
import { bulkProblemsUrl, bulkProblemUrl, bulkReportUrl } from '../enrollment-urls.js';
import { type BulkProblemResponse, taskOf } from './dto/bulk-problem.response.js';

/** One row that could not be done. */
export const bulkProblemLinks: LinkBuilder<BulkProblemResponse> = {
  url: (problem, { urls }) => bulkProblemUrl(urls, taskOf(problem), problem.row),
  version: () => '1',
  links: (problem, { urls }) =>
    linksOf({
      self: { href: bulkProblemUrl(urls, taskOf(problem), problem.row) },
      collection: { href: bulkProblemsUrl(urls, taskOf(problem)) },
      task: { href: urls.task(taskOf(problem)) },
      report: { href: bulkReportUrl(urls, taskOf(problem)), title: 'All of them as a CSV file' },
    }),
};
