import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';

/** The course list of this API; its own, zero-indexed one is `ApiUrls.courses`. */
export const legacyCoursesUrl = (urls: ApiUrls): string => urls.at('/api/courses/v1/courses/');

/** One course of this API. */
export const legacyCourseUrl = (urls: ApiUrls, key: CourseKey): string =>
  urls.at(`/api/courses/v1/courses/${key.toString()}/`);

/** The whole course as blocks. edX's own `blocks_url` names version 2. */
export const blocksUrl = (urls: ApiUrls, key: CourseKey): string =>
  urls.at('/api/courses/v2/blocks/', { course_id: key.toString() });
