import { type LinkBuilder, linksOf } from '../../../common/hypermedia/links.js';
import { bulkProblemsUrl, bulkProblemUrl, bulkReportUrl } from '../enrollment-urls.js';
import { type BulkProblemResponse, taskOfProblem } from './dto/bulk-problem.response.js';

/** One row that could not be done. */
export const bulkProblemLinks: LinkBuilder<BulkProblemResponse> = {
  url: (problem, { urls }) => bulkProblemUrl(urls, taskOfProblem.of(problem), problem.row),
  version: () => '1',
  links: (problem, { urls }) =>
    linksOf({
      self: { href: bulkProblemUrl(urls, taskOfProblem.of(problem), problem.row) },
      collection: { href: bulkProblemsUrl(urls, taskOfProblem.of(problem)) },
      task: { href: urls.task(taskOfProblem.of(problem)) },
      report: { href: bulkReportUrl(urls, taskOfProblem.of(problem)), title: 'All of them as a CSV file' },
    }),
};
