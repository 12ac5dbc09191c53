import { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { CourseStore } from '../../../src/modules/content/index.js';
import { CourseRolesService } from '../../../src/modules/course-team/index.js';
import { CourseImportService, ExportStore } from '../../../src/modules/olx/index.js';
import { OrganizationMembers } from '../../../src/modules/organizations/index.js';
import type { TestApp, TestClient } from '../../support/app.js';
import { json } from '../../support/json-request.js';
import { OauthClient } from '../../support/oauth2-client.js';

/** An organization with one above it, so that there are delegates above, beside and below. */
export const ORG = 'Matrix.unit';
/** The sample course, in that organization. */
export const COURSE = CourseKey.of(ORG, 'Tides101', '2026');
/** The same, of which only those know who are named. */
export const HIDDEN = CourseKey.of(ORG, 'Tides101', 'Hidden');

/** One of that organization that was deleted. */
export const GONE = CourseKey.of(ORG, 'Tides101', 'Gone');

/** What reads are of. */
export interface Things {
  readonly owner: string;
  readonly enrollment: string;
  readonly preference: string;
  readonly task: string;
  readonly export: string;
  readonly entry: string;
  readonly teamMember: string;
  readonly officer: string;
  readonly definition: string;
  readonly image: string;
  /** A version of the course's draft that changed the block. */
  readonly version: string;
  readonly invitation: string;
  readonly session: string;
  readonly authorization: string;
  readonly authorizationRequest: string;
  readonly scheduled: string;
  readonly event: string;
  readonly webhook: string;
  readonly delivery: string;
}

/** Imports the two courses, and makes one of each thing that belongs to somebody. */
export async function makeThings(service: TestApp, admin: TestClient): Promise<Things> {
  for (const courseKey of [COURSE, HIDDEN])
    await service.app.get(CourseImportService).import({ path: 'sample-course/course' }, { courseKey, editedBy: null });
  const owner = service.as('thing-owner');
  const made = [
    await owner('/api/enrollment/v1/enrollments/', json('POST', { course_key: String(COURSE) })),
    await owner('/api/user/v1/preferences/me/theme/', json('PUT', 'dark')),
    await admin(
      `/api/course/v1/courses/${HIDDEN}/access_policy/`,
      json('PATCH', { information: { visibility: 'restricted', usernames: ['nobody-at-all'] } }),
    ),
  ];
  await service.dataSource.transaction((manager) => service.app.get(CourseStore).ensure(manager, GONE, null));
  await service.dataSource.query('UPDATE courses SET deleted = now() WHERE course_key = $1', [String(GONE)]);
  const failed = made.find(({ status }) => status >= 300);
  if (failed) throw new Error(failed.text);
  for (const name of ['team-member', 'officer']) await service.as(name)('/api/');
  await service.app.get(CourseRolesService).grant('team-member', COURSE, 'beta_tester');
  const members = service.app.get(OrganizationMembers);
  for (const role of ['delegate', 'course_creator'] as const)
    await members.grant({ code: ORG, role, username: 'officer' });
  const [task] = await service.dataSource.query<[{ id: string }]>(
    `INSERT INTO tasks (id, kind, state, owner_id, worker, heartbeat)
     SELECT gen_random_uuid(), 'bulk_enrollment', 'running', id, 'another process', now() + interval '1 hour' FROM users
      WHERE username = 'thing-owner' RETURNING id`,
  );
  const exported = uuidv7();
  await service.app.get(ExportStore).add(
    Readable.from(['an archive']),
    () => ({
      id: exported,
      courseKey: String(COURSE),
      branch: null,
      versions: {},
      format: 'zip',
      fileName: '2026.zip',
      blocks: 1,
      files: 1,
      oddities: 0,
      createdBy: null,
    }),
    AbortSignal.timeout(10_000),
  );
  const session = await aSession(service, 'thing-owner');
  const application = await OauthClient.confidential(service, { username: 'thing-owner' });
  const [authorization] = await service.dataSource.query<[{ id: string }]>(
    `INSERT INTO oauth_authorizations (id, user_id, client_id, scopes)
     SELECT gen_random_uuid(), id, $1, '{read}' FROM users WHERE username = 'thing-owner' RETURNING id`,
    [application.id],
  );
  await service.dataSource.query(
    `INSERT INTO bulk_enrollment_problems (task_id, row_number, identifier, course_key, error_code, developer_message)
     VALUES ($1, 1, 'nobody', $2, 'not_found', 'There is nobody of this name.')`,
    [task.id, String(COURSE)],
  );
  const mode = `/api/course_modes/v1/courses/${COURSE}/verified/`;
  await admin(mode, json('PUT', { mode_display_name: 'Verified', min_price: 49 }));
  const invited = await admin(
    '/api/enrollment/v1/invitations/',
    json('POST', { course_key: String(COURSE), username: 'thing-owner' }),
  );
  // A draft that is not what is published, and something that is to be published.
  await admin(
    `/api/xblock/v1/xblocks/${COURSE.makeUsageKey('html', 'welcome')}/`,
    json('PATCH', { display_name: 'Drafted', fields: { upstream: String(HIDDEN.makeUsageKey('html', 'welcome')) } }),
  );
  const scheduled = await admin(
    `/api/course/v1/courses/${COURSE}/publications/`,
    json('POST', { at: '2099-01-01T00:00:00Z' }),
  );
  const entries = (await owner('/api/audit/v1/entries/')).body.results as { uuid: string }[];
  const block = await admin(`/api/xblock/v1/xblocks/${COURSE.makeUsageKey('html', 'welcome')}/`);
  const { webhook, delivery } = await aWebhookOf(service, 'thing-owner');
  return {
    owner: 'thing-owner',
    event: await anEventOf(service, owner),
    webhook,
    delivery,
    enrollment: `thing-owner,${COURSE}`,
    preference: 'theme',
    task: task.id,
    export: exported,
    session,
    invitation: invited.body.uuid as string,
    authorization: authorization.id,
    authorizationRequest: application.request(),
    scheduled: scheduled.body.id as string,
    entry: entries.find((entry) => JSON.stringify(entry).includes(String(COURSE)))!.uuid,
    teamMember: 'team-member',
    officer: 'officer',
    definition: block.body.definition.definition_key as string,
    version: (await admin(`/api/course/v1/courses/${COURSE}/branches/draft/`)).body.version as string,
    image: (await owner('/api/user/v1/accounts/me/')).body.profile_image.image_url_full as string,
  };
}

/** A browser in which this person is signed in; its public name. */
export async function aSession(service: TestApp, username: string): Promise<string> {
  const [{ uuid }] = await service.dataSource.query<[{ uuid: string }]>(
    `INSERT INTO sessions (uuid, digest, user_id, epoch, address, user_agent, expires)
     SELECT gen_random_uuid(), left(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 43), id,
            sign_in_epoch, '127.0.0.1', 'A browser', now() + interval '1 day'
       FROM users WHERE username = $1 RETURNING uuid`,
    [username],
  );
  return uuid;
}

/** A webhook of this person, which is told nothing and leads nowhere, and one delivery of it. */
export async function aWebhookOf(
  service: TestApp,
  username: string,
): Promise<{ readonly webhook: string; readonly delivery: string }> {
  const [{ uuid: webhook }] = await service.dataSource.query<[{ uuid: string }]>(
    `INSERT INTO webhooks (uuid, owner_id, url, event_types, is_active, secret, position)
     SELECT gen_random_uuid(), id, 'https://receiver.invalid/', '{none}', false, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 0 FROM users
      WHERE username = $1 RETURNING uuid`,
    [username],
  );
  const [{ uuid: delivery }] = await service.dataSource.query<[{ uuid: string }]>(
    `INSERT INTO webhook_deliveries (uuid, webhook, kind, event_type, state) VALUES (gen_random_uuid(), $1, 'ping', 'ping', 'failed')
     RETURNING uuid`,
    [webhook],
  );
  return { webhook, delivery };
}

/** The event that this account was made, which nobody else sees. */
async function anEventOf(service: TestApp, client: TestClient): Promise<string> {
  const type = 'org.openedx.learning.student.registration.completed.v1';
  // Its place in the feed comes a moment after it.
  const { body } = await client(`/api/event/v1/events/?type=${type}&wait=30`);
  return (body.results as { id: string }[])[0]!.id;
}

const courses = '/api/course/v1/courses';
const xblocks = '/api/xblock/v1/xblocks';
const people = '/api/user/v1';
const organizations = '/api/organization/v1/organizations';
const block = (course: CourseKey = COURSE): string => String(course.makeUsageKey('html', 'welcome'));
const asset = (name: string): string => `asset-v1:${ORG}+Tides101+2026+type@asset+block@${name}`;
const OPEN = asset('course-card.png');
const LOCKED = asset('handouts_walk-plan.pdf');

/** Where each GET of the matrix goes. `caller` is the username of who asks, empty for nobody. */
export const READS: Readonly<Record<string, (things: Things, caller: string) => string>> = {
  api_catalog_retrieve: () => '/.well-known/api-catalog',
  oauth2_metadata_retrieve: () => '/.well-known/oauth-authorization-server',
  oauth2_metadata_retrieve_alternate: () => '/.well-known/oauth-authorization-server/oauth2',
  oauth2_jwks_retrieve: () => '/oauth2/jwks',
  oauth2_well_known_jwks_retrieve: () => '/.well-known/jwks.json',
  oauth2_protected_resource_retrieve: () => '/.well-known/oauth-protected-resource',
  oauth2_openid_configuration_retrieve: () => '/.well-known/openid-configuration',
  oauth2_openid_configuration_retrieve_alternate: () => '/oauth2/.well-known/openid-configuration',
  csrf_token_retrieve: () => '/csrf/api/v1/token',
  oauth2_authorization_retrieve: ({ authorizationRequest }) => authorizationRequest,
  oauth2_user_info_retrieve: () => '/oauth2/user_info',
  entry_retrieve: () => '/api/',
  health_retrieve: () => '/health/',
  xblock_olx_retrieve: () => `${xblocks}/${block()}/olx/`,
  exports_list: () => `${courses}/${COURSE}/exports/`,
  exports_retrieve: (things) => `${courses}/${COURSE}/exports/${things.export}/`,
  export_archive_retrieve: (things) => `${courses}/${COURSE}/exports/${things.export}/archive/`,
  readiness_retrieve: () => '/ready/',
  results_list: () => '/api/search/v1/results/?text_search=tide',
  'results_list/of_a_course': () =>
    `/api/search/v1/results/?text_search=tide&course=${encodeURIComponent(String(COURSE))}`,

  courses_list: () => `${courses}/`,
  courses_retrieve: () => `${courses}/${COURSE}/`,
  'courses_retrieve/hidden': () => `${courses}/${HIDDEN}/`,
  deleted_courses_list: () => '/api/course/v1/deleted_courses/',
  deleted_courses_retrieve: () => `/api/course/v1/deleted_courses/${GONE}/`,
  reruns_list: () => `${courses}/${COURSE}/reruns/`,
  advanced_settings_retrieve: () => `${courses}/${COURSE}/advanced_settings/`,
  grading_policy_retrieve: () => `${courses}/${COURSE}/grading_policy/`,
  course_access_policy_retrieve: () => `${courses}/${COURSE}/access_policy/`,
  checklists_list: () => `${courses}/${COURSE}/checklists/`,
  checklists_retrieve: () => `${courses}/${COURSE}/checklists/getting-started/`,
  course_checks_list: () => `${courses}/${COURSE}/checks/`,
  course_checks_retrieve: () => `${courses}/${COURSE}/checks/empty_units/`,
  versions_list: () => `${courses}/${COURSE}/versions/`,
  'versions_list/hidden': () => `${courses}/${HIDDEN}/versions/`,
  versions_retrieve: ({ version }) => `${courses}/${COURSE}/versions/${version}/`,
  comparisons_list: () => `${courses}/${COURSE}/comparisons/`,
  branches_list: () => `${courses}/${COURSE}/branches/`,
  branches_retrieve: () => `${courses}/${COURSE}/branches/draft/`,
  block_versions_list: () => `${xblocks}/${block()}/versions/`,
  block_versions_retrieve: ({ version }) => `${xblocks}/${block()}/versions/${version}/`,
  xblock_upstreams_retrieve: () => `${xblocks}/${block()}/upstream/`,
  team_members_list: () => `${courses}/${COURSE}/team_members/`,
  team_members_retrieve: ({ teamMember }) => `${courses}/${COURSE}/team_members/${teamMember}/`,

  publications_list: () => `${courses}/${COURSE}/publications/`,
  publications_retrieve: () => `${courses}/${COURSE}/publications/${block()}/`,
  scheduled_publications_list: () => `${courses}/${COURSE}/scheduled_publications/`,
  scheduled_publications_retrieve: ({ scheduled }) => `${courses}/${COURSE}/scheduled_publications/${scheduled}/`,
  unpublished_changes_list: () => `${courses}/${COURSE}/unpublished_changes/`,
  unpublished_changes_retrieve: () => `${courses}/${COURSE}/unpublished_changes/${block()}/`,

  xblocks_retrieve: () => `${xblocks}/${block()}/`,
  'xblocks_retrieve/draft': () => `${xblocks}/${block(COURSE.forBranch('draft'))}/`,
  'xblocks_retrieve/detached': () => `${xblocks}/${COURSE.makeUsageKey('about', 'overview')}/`,
  'xblocks_retrieve/of_a_hidden_course': () => `${xblocks}/${block(HIDDEN)}/`,
  xblock_types_list: () => '/api/xblock/v1/xblock_types/',
  xblock_types_retrieve: () => '/api/xblock/v1/xblock_types/html/',
  xblocks_list: () => `${xblocks}/?course=${encodeURIComponent(String(COURSE))}`,
  'xblocks_list/deleted': () => `${xblocks}/?course=${encodeURIComponent(String(COURSE))}&deleted=true`,
  'xblocks_list/of_copies': () =>
    `${xblocks}/?course=${encodeURIComponent(String(COURSE))}&upstream=${encodeURIComponent(String(HIDDEN))}`,
  xblock_children_list: () => `${xblocks}/${COURSE.makeUsageKey('course', 'course')}/children/`,
  xblock_access_policy_retrieve: () => `${xblocks}/${block()}/access_policy/`,
  definitions_retrieve: ({ definition }) => `/api/xblock/v1/definitions/${definition}/`,

  assets_list: () => `/api/asset/v1/assets/?course=${encodeURIComponent(String(COURSE))}`,
  assets_retrieve: () => `/api/asset/v1/assets/${OPEN}/`,
  'assets_retrieve/locked': () => `/api/asset/v1/assets/${LOCKED}/`,
  asset_content_retrieve: () => `/${OPEN}`,
  'asset_content_retrieve/locked': () => `/${LOCKED}`,

  course_api_courses_list: () => '/api/courses/v1/courses/',
  course_api_courses_retrieve: () => `/api/courses/v1/courses/${COURSE}/`,
  'course_api_courses_retrieve/hidden': () => `/api/courses/v1/courses/${HIDDEN}/`,
  course_blocks_list: (_, caller) =>
    `/api/courses/v1/blocks/?username=${caller}&course_id=${encodeURIComponent(String(COURSE))}`,
  course_blocks_retrieve: (_, caller) => `/api/courses/v1/blocks/${block()}/?username=${caller}`,
  course_blocks_list_v2: (_, caller) =>
    `/api/courses/v2/blocks/?username=${caller}&course_id=${encodeURIComponent(String(COURSE))}`,
  course_blocks_retrieve_v2: (_, caller) => `/api/courses/v2/blocks/${block()}/?username=${caller}`,

  enrollments_list: () => '/api/enrollment/v1/enrollments/',
  'enrollments_list/of_a_course': () => `/api/enrollment/v1/enrollments/?course=${encodeURIComponent(String(COURSE))}`,
  enrollments_retrieve: ({ enrollment }) => `/api/enrollment/v1/enrollments/${enrollment}/`,
  enrollment_history_list: ({ enrollment }) => `/api/enrollment/v1/enrollments/${enrollment}/history/`,
  enrollment_history_retrieve: ({ enrollment }) => `/api/enrollment/v1/enrollments/${enrollment}/history/1/`,
  invitations_list: () => '/api/enrollment/v1/invitations/',
  invitations_retrieve: ({ invitation }) => `/api/enrollment/v1/invitations/${invitation}/`,
  bulk_enrollment_problems_list: ({ task }) => `/api/enrollment/v1/bulk_enrollments/${task}/problems/`,
  bulk_enrollment_problems_retrieve: ({ task }) => `/api/enrollment/v1/bulk_enrollments/${task}/problems/1/`,
  bulk_enrollment_problem_report_retrieve: ({ task }) => `/api/enrollment/v1/bulk_enrollments/${task}/problem_report/`,
  course_enrollment_retrieve: () => `/api/enrollment/v1/courses/${COURSE}/`,
  'course_enrollment_retrieve/hidden': () => `/api/enrollment/v1/courses/${HIDDEN}/`,
  course_modes_list: () => `/api/course_modes/v1/courses/${COURSE}/`,
  'course_modes_list/hidden': () => `/api/course_modes/v1/courses/${HIDDEN}/`,
  course_modes_retrieve: () => `/api/course_modes/v1/courses/${COURSE}/verified/`,
  edx_enrollment_list: () => '/api/enrollment/v1/enrollment/',
  edx_enrollment_retrieve: ({ enrollment }) => `/api/enrollment/v1/enrollment/${enrollment}/`,
  edx_enrollment_course_retrieve: () => `/api/enrollment/v1/course/${COURSE}/`,
  'edx_enrollment_course_retrieve/hidden': () => `/api/enrollment/v1/course/${HIDDEN}/`,
  edx_enrollment_roles_list: () => '/api/enrollment/v1/roles/',
  login_page_retrieve: () => '/login',
  logout_page_retrieve: () => '/logout',
  me_retrieve: () => `${people}/me/`,
  accounts_find: ({ owner }) => `${people}/accounts/?username=${owner}`,
  account_retrieve: ({ owner }) => `${people}/accounts/${owner}/`,
  profile_image_retrieve: ({ owner }) => `${people}/accounts/${owner}/profile_image/`,
  profile_image_content_retrieve: ({ image }) => image,
  preferences_list: ({ owner }) => `${people}/preferences/${owner}/`,
  preferences_retrieve: ({ owner, preference }) => `${people}/preferences/${owner}/${preference}/`,
  sessions_list: () => `${people}/sessions/`,
  sessions_retrieve: ({ session }) => `${people}/sessions/${session}/`,
  authorizations_list: () => `${people}/authorizations/`,
  authorizations_retrieve: ({ authorization }) => `${people}/authorizations/${authorization}/`,
  task_list: () => '/api/task/v1/tasks/',
  task_retrieve: ({ task }) => `/api/task/v1/tasks/${task}/`,
  audit_entries_list: () => '/api/audit/v1/entries/',
  audit_entries_retrieve: ({ entry }) => `/api/audit/v1/entries/${entry}/`,

  events_list: () => '/api/event/v1/events/',
  events_retrieve: ({ event }) => `/api/event/v1/events/${event}/`,
  webhooks_list: () => '/api/event/v1/webhooks/',
  webhooks_retrieve: ({ webhook }) => `/api/event/v1/webhooks/${webhook}/`,
  webhook_deliveries_list: ({ webhook }) => `/api/event/v1/webhooks/${webhook}/deliveries/`,
  webhook_deliveries_retrieve: ({ webhook, delivery }) => `/api/event/v1/webhooks/${webhook}/deliveries/${delivery}/`,

  organizations_list: () => `${organizations}/`,
  organizations_retrieve: () => `${organizations}/${ORG}/`,
  delegates_list: () => `${organizations}/${ORG}/delegates/`,
  delegates_retrieve: ({ officer }) => `${organizations}/${ORG}/delegates/${officer}/`,
  course_creators_list: () => `${organizations}/${ORG}/course_creators/`,
  course_creators_retrieve: ({ officer }) => `${organizations}/${ORG}/course_creators/${officer}/`,
};

/** Whose thing a read is of, where it is a person's. */
export function ownerOf({ owner, teamMember, officer }: Things, target: string): string {
  return [teamMember, officer].find((name) => target.includes(`/${name}/`)) ?? owner;
}
