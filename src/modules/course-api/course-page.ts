import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { ListedCourses } from './catalog.service.js';
import { legacyCoursesUrl } from './course-api-urls.js';
import { CourseApiCoursePageResponse, CourseApiCourseResponse } from './dto/course-api-course.response.js';
import { addressOfPage } from './one-indexed-page.js';

/** A page in edX's envelope. @param query the request's query string, which the links to other pages keep */
export function coursePage(
  { courses, count, page }: ListedCourses,
  query: string,
  urls: ApiUrls,
): CourseApiCoursePageResponse {
  const to = (number: number) => addressOfPage(legacyCoursesUrl(urls), query, number);
  return {
    results: courses.map(({ course, display }) => CourseApiCourseResponse.from(course, display, urls)),
    pagination: {
      next: page.number < page.numPages ? to(page.number + 1) : null,
      previous: page.number > 1 ? to(page.number - 1) : null,
      count,
      num_pages: page.numPages,
    },
  };
}
