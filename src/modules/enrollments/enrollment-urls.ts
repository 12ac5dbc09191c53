import type { ApiUrls } from '../../common/hypermedia/api-urls.js';

/** What stands below an enrollment or beside the enrollments; the collection itself and its members are in {@link ApiUrls}. */
export const historyUrl = (urls: ApiUrls, username: string, courseKey: unknown): string =>
  `${urls.enrollment(username, courseKey)}history/`;

/** Who may come in, in one course. */
export const courseEnrollmentUrl = (urls: ApiUrls, courseKey: unknown): string =>
  urls.at(`/api/enrollment/v1/courses/${String(courseKey)}/`);

export const courseModesUrl = (urls: ApiUrls, courseKey: unknown): string =>
  urls.at(`/api/course_modes/v1/courses/${String(courseKey)}/`);

export const courseModeUrl = (urls: ApiUrls, courseKey: unknown, slug: string): string =>
  urls.at(`/api/course_modes/v1/courses/${String(courseKey)}/${slug}/`);

export const invitationsUrl = (urls: ApiUrls): string => urls.at('/api/enrollment/v1/invitations/');

export const invitationUrl = (urls: ApiUrls, uuid: string): string =>
  urls.at(`/api/enrollment/v1/invitations/${uuid}/`);

export const bulkProblemsUrl = (urls: ApiUrls, taskId: string): string =>
  urls.at(`/api/enrollment/v1/bulk_enrollments/${taskId}/problems/`);

/** The same as a file for spreadsheets. */
export const bulkReportUrl = (urls: ApiUrls, taskId: string): string =>
  urls.at(`/api/enrollment/v1/bulk_enrollments/${taskId}/problem_report/`);

export const bulkProblemUrl = (urls: ApiUrls, taskId: string, row: number): string =>
  `${bulkProblemsUrl(urls, taskId)}${row}/`;
