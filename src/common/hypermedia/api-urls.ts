import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { pathAndQuery } from '../http/request-target.js';

/** Query parameters of a link; undefined ones are left out. */
export type LinkQuery = Readonly<Record<string, string | number | undefined>>;

/**
 * Every URL of the service, absolute, in one place (SPEC section 2; R-1). Nothing else writes a URL. The origin comes
 * from the configuration, never from the request's Host, so that a proxy or an attacker cannot bend a link.
 */
@Injectable()
export class ApiUrls {
  constructor(private readonly config: AppConfig) {}

  /** An absolute URL for a path of this service. */
  at(path: string, query: LinkQuery = {}): string {
    const url = new URL(this.config.publicUrl);
    url.pathname = path; // not `new URL(path, origin)`: there a path such as //host/x would change the host
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    return url.href;
  }

  /** The public, absolute form of the address of a request. @param target path and query as they were sent */
  of(target: string): URL {
    const { path, query } = pathAndQuery(target);
    const url = new URL(this.config.publicUrl);
    url.pathname = path;
    url.search = query;
    return url;
  }

  readonly entry = (): string => this.at('/api/');
  readonly docs = (): string => this.at('/api-docs/');
  /** Where Swagger UI takes codes. */
  readonly docsRedirect = (): string => this.at('/api-docs/oauth2-redirect.html');
  readonly openapi = (): string => this.at('/api-docs/openapi.json');
  readonly deprecation = (): string => this.at('/api-docs/deprecation/');
  readonly apiCatalog = (): string => this.at('/.well-known/api-catalog');
  /** Where tokens come from: here, or at the LMS. */
  readonly token = (): string =>
    this.config.lms ? `${this.config.lms.publicUrlRoot}/oauth2/access_token` : this.at('/oauth2/access_token');

  readonly signIn = (query?: LinkQuery): string => this.at('/login', query);
  readonly signOut = (): string => this.at('/logout');
  readonly register = (query?: LinkQuery): string => this.at('/register', query);
  readonly passwordReset = (token?: string): string => this.at(`/password_reset${token ? `/${segment(token)}` : ''}`);
  /** Pages about one's own account that ask for its password; null where an LMS has the passwords. */
  readonly passwordChange = (): string | null => (this.config.lms ? null : this.at('/account/password'));
  readonly accountDeactivation = (): string | null => (this.config.lms ? null : this.at('/account/deactivate'));
  /** The page about one's own address; with a token, the link that is mailed. */
  readonly emailVerification = ({ token, ...query }: { token?: string; next?: string; sent?: string } = {}): string =>
    this.at(`/verify_email${token === undefined ? '' : `/${segment(token)}`}`, query);
  readonly sessions = (query?: LinkQuery): string => this.at('/api/user/v1/sessions/', query);
  readonly session = (id: string): string => this.at(`/api/user/v1/sessions/${segment(id)}/`);

  readonly courses = (query?: LinkQuery): string => this.at('/api/course/v1/courses/', query);
  readonly course = (key: unknown, query?: LinkQuery): string =>
    this.at(`/api/course/v1/courses/${segment(key)}/`, query);
  readonly teamMembers = (courseKey: unknown): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/team_members/`);
  readonly teamMember = (courseKey: unknown, username: string): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/team_members/${segment(username)}/`);
  readonly checklists = (courseKey: unknown): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/checklists/`);
  readonly checklist = (courseKey: unknown, id: string): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/checklists/${segment(id)}/`);
  /** @param courseKey with the branch or version that is checked */
  readonly courseChecks = (courseKey: unknown): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/checks/`);
  readonly courseCheck = (courseKey: unknown, id: string): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/checks/${segment(id)}/`);
  readonly versions = (courseKey: unknown, query?: LinkQuery): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/versions/`, query);
  readonly version = (courseKey: unknown, guid: string): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/versions/${segment(guid)}/`);
  readonly comparisons = (courseKey: unknown, query?: LinkQuery): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/comparisons/`, query);
  readonly branches = (courseKey: unknown): string => this.at(`/api/course/v1/courses/${segment(courseKey)}/branches/`);
  readonly branch = (courseKey: unknown, name: string): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/branches/${segment(name)}/`);
  readonly blockOlx = (key: unknown): string => this.at(`/api/xblock/v1/xblocks/${segment(key)}/olx/`);
  readonly exports = (key: unknown): string => this.at(`/api/course/v1/courses/${segment(key)}/exports/`);
  readonly export = (key: unknown, id: string): string =>
    this.at(`/api/course/v1/courses/${segment(key)}/exports/${segment(id)}/`);
  readonly exportArchive = (key: unknown, id: string): string =>
    this.at(`/api/course/v1/courses/${segment(key)}/exports/${segment(id)}/archive/`);
  readonly imports = (key: unknown): string => this.at(`/api/course/v1/courses/${segment(key)}/imports/`);

  readonly deletedCourses = (): string => this.at('/api/course/v1/deleted_courses/');
  readonly deletedCourse = (key: unknown): string => this.at(`/api/course/v1/deleted_courses/${segment(key)}/`);
  readonly restorations = (key: unknown): string =>
    this.at(`/api/course/v1/deleted_courses/${segment(key)}/restorations/`);
  readonly reruns = (key: unknown): string => this.at(`/api/course/v1/courses/${segment(key)}/reruns/`);
  readonly advancedSettings = (key: unknown): string =>
    this.at(`/api/course/v1/courses/${segment(key)}/advanced_settings/`);
  readonly gradingPolicy = (key: unknown): string => this.at(`/api/course/v1/courses/${segment(key)}/grading_policy/`);
  readonly publications = (courseKey: unknown, query?: LinkQuery): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/publications/`, query);
  /** @param id version that it made, or usage key of a block that is published */
  readonly publication = (courseKey: unknown, id: unknown): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/publications/${segment(id)}/`);
  readonly scheduledPublications = (courseKey: unknown, query?: LinkQuery): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/scheduled_publications/`, query);
  readonly scheduledPublication = (courseKey: unknown, id: string): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/scheduled_publications/${segment(id)}/`);
  readonly unpublishedChanges = (courseKey: unknown, query?: LinkQuery): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/unpublished_changes/`, query);
  readonly unpublishedChange = (courseKey: unknown, usageKey: unknown): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/unpublished_changes/${segment(usageKey)}/`);

  readonly accessPolicy = (courseKey: unknown): string =>
    this.at(`/api/course/v1/courses/${segment(courseKey)}/access_policy/`);
  readonly blockAccessPolicy = (usageKey: unknown): string =>
    this.at(`/api/xblock/v1/xblocks/${segment(usageKey)}/access_policy/`);

  readonly xblocks = (): string => this.at('/api/xblock/v1/xblocks/');
  readonly xblock = (key: unknown, query?: LinkQuery): string =>
    this.at(`/api/xblock/v1/xblocks/${segment(key)}/`, query);
  readonly children = (key: unknown, query?: LinkQuery): string =>
    this.at(`/api/xblock/v1/xblocks/${segment(key)}/children/`, query);
  readonly batches = (): string => this.at('/api/xblock/v1/batches/');
  readonly xblockTypes = (query?: LinkQuery): string => this.at('/api/xblock/v1/xblock_types/', query);
  readonly xblockType = (type: string): string => this.at(`/api/xblock/v1/xblock_types/${segment(type)}/`);
  readonly blockVersions = (usageKey: unknown): string =>
    this.at(`/api/xblock/v1/xblocks/${segment(usageKey)}/versions/`);
  readonly blockVersion = (usageKey: unknown, guid: string): string =>
    this.at(`/api/xblock/v1/xblocks/${segment(usageKey)}/versions/${segment(guid)}/`);
  readonly upstream = (usageKey: unknown): string => this.at(`/api/xblock/v1/xblocks/${segment(usageKey)}/upstream/`);
  readonly definition = (key: unknown): string => this.at(`/api/xblock/v1/definitions/${segment(key)}/`);

  readonly assets = (courseKey: unknown, query?: LinkQuery): string =>
    this.at('/api/asset/v1/assets/', { course: String(courseKey), ...query });
  readonly asset = (key: unknown): string => this.at(`/api/asset/v1/assets/${segment(key)}/`);
  /** Where the bytes are: the asset key itself, as Open edX serves it. */
  readonly assetContent = (key: unknown): string => this.at(`/${segment(key)}`);

  readonly accounts = (): string => this.at('/api/user/v1/accounts/');
  readonly account = (username: string): string => this.at(`/api/user/v1/accounts/${segment(username)}/`);
  readonly preferences = (username: string): string => this.at(`/api/user/v1/preferences/${segment(username)}/`);
  readonly enrollments = (query?: LinkQuery): string => this.at('/api/enrollment/v1/enrollments/', query);
  readonly enrollment = (username: string, courseKey: unknown): string =>
    this.at(`/api/enrollment/v1/enrollments/${segment(username)},${segment(courseKey)}/`);

  readonly organizations = (query?: LinkQuery): string => this.at('/api/organization/v1/organizations/', query);
  readonly organization = (code: string): string => this.at(`/api/organization/v1/organizations/${segment(code)}/`);
  /** Those who have one right in an organization. @param group `delegates` or `course_creators` */
  readonly organizationMembers = (code: string, group: string): string =>
    this.at(`/api/organization/v1/organizations/${segment(code)}/${group}/`);
  readonly organizationMember = (code: string, group: string, username: string): string =>
    this.at(`/api/organization/v1/organizations/${segment(code)}/${group}/${segment(username)}/`);

  readonly search = (query?: LinkQuery): string => this.at('/api/search/v1/results/', query);

  readonly tasks = (): string => this.at('/api/task/v1/tasks/');
  readonly task = (id: string): string => this.at(`/api/task/v1/tasks/${segment(id)}/`);

  readonly courseModes = (courseKey: unknown): string => this.at(`/api/course_modes/v1/courses/${segment(courseKey)}/`);
  /** Who may come into a course, and how many seats there are. */
  readonly courseEnrollment = (courseKey: unknown): string =>
    this.at(`/api/enrollment/v1/courses/${segment(courseKey)}/`);
  readonly invitations = (query?: LinkQuery): string => this.at('/api/enrollment/v1/invitations/', query);

  /** The change feed. */
  readonly events = (query?: LinkQuery): string => this.at('/api/event/v1/events/', query);

  readonly auditEntries = (query?: LinkQuery): string => this.at('/api/audit/v1/entries/', query);
  readonly auditEntry = (uuid: string): string => this.at(`/api/audit/v1/entries/${segment(uuid)}/`);
}

/** A key as one path segment. Keys keep `:`, `+`, `@` and `,` readable, as RFC 3986 allows (SPEC I-3). */
function segment(key: unknown): string {
  return encodeURIComponent(String(key)).replace(/%(3A|2B|40|2C)/g, decodeURIComponent);
}
