import sharp from 'sharp';
import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { CourseStore } from '../../../src/modules/content/index.js';
import { CourseRolesService } from '../../../src/modules/course-team/index.js';
import type { TestClient } from '../../support/app.js';
import { EnrollmentsService } from '../../../src/modules/enrollments/index.js';
import { OauthClient } from '../../support/oauth2-client.js';
import { courseOfUnits } from '../../support/import-client.js';
import { aSession } from './reads.js';
import { type Scene, type Write, WRITES } from '../contract/write-fixtures.js';

/** A write, and whose thing it is where nothing in its address says so. */
export interface AccessWrite extends Write {
  readonly owner?: TestClient;
  /** The course concerned, where neither address nor body names it. */
  readonly courseKey?: CourseKey;
}

type Make = (scene: Scene) => Promise<AccessWrite>;

let made = 0;
const next = (): number => (made += 1);

async function aCourse({ service, coursesOf }: Scene): Promise<CourseKey> {
  const key = CourseKey.of(coursesOf ?? 'Access', 'Variants', `R${next()}`);
  await service.dataSource.transaction((manager) => service.app.get(CourseStore).ensure(manager, key, null));
  return key;
}

async function someone({ service }: Scene): Promise<{ client: TestClient; username: string }> {
  const username = `variant-${next()}`;
  const client = service.as(username);
  await client('/api/');
  return { client, username };
}

const policyOf = (course: CourseKey): string => `/api/course/v1/courses/${course}/access_policy/`;

async function hide({ callers }: Scene, course: CourseKey): Promise<void> {
  const information = { visibility: 'restricted', usernames: ['nobody-at-all'] };
  const { status, text } = await callers.admin(policyOf(course), {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify({ information }),
  });
  if (status >= 300) throw new Error(text);
}

async function anAuditor(scene: Scene, body: unknown): Promise<AccessWrite> {
  const { username } = await someone(scene);
  const key = await aCourse(scene);
  await scene.service.app.get(CourseRolesService).grant(username, key, 'auditor');
  return { client: scene.callers.admin, target: `/api/course/v1/courses/${key}/team_members/${username}/`, body };
}

/** As the fixture, whose client is the one whose thing it is. */
function byOwner(operationId: string): Make {
  return async (scene) => {
    const write = await WRITES[operationId]!.make(scene);
    return { ...write, owner: write.client };
  };
}

async function aPicture(): Promise<() => FormData> {
  const bytes = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#123456' } })
    .png()
    .toBuffer();
  return () => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), 'me.png');
    return form;
  };
}

/** What write-fixtures.ts says, of a thing that the address for today's clients names as well. */
const alias = (operationId: string, from: string, to: string, body?: () => Promise<unknown>): Make => {
  return async (scene) => {
    const write = await WRITES[operationId]!.make(scene);
    const state = async () => (await write.client(write.target)).text;
    return { ...write, target: write.target.replace(from, to), state, body: await body?.() };
  };
};

const SESSIONS = '/api/user/v1/sessions/';

/** Somebody who is signed in in two browsers. */
async function aPersonSignedIn(scene: Scene): Promise<{ client: TestClient; username: string; session: string }> {
  const person = await someone(scene);
  await aSession(scene.service, person.username);
  return { ...person, session: await aSession(scene.service, person.username) };
}

const sessionsOf =
  ({ service }: Scene, username: string) =>
  async (): Promise<unknown> =>
    service.dataSource.query('SELECT s.uuid FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.username = $1', [
      username,
    ]);

/** A form that no page of the service has asked for. */
const strayForm =
  (target: string, fields: Record<string, string> = {}): Make =>
  async ({ callers }) => ({
    client: callers.nobody,
    target,
    body: () => new URLSearchParams(fields),
    state: async () => null,
  });

async function anEdxEnrollment(scene: Scene, more: object): Promise<AccessWrite> {
  const course_id = String(await aCourse(scene));
  const state = () =>
    scene.service.dataSource.query('SELECT user_id FROM enrollments WHERE course_key = $1', [course_id]);
  const body = { course_details: { course_id }, ...more };
  return { client: scene.callers.admin, target: '/api/enrollment/v1/enrollment/', body, state };
}

/** Writes of the matrix that write-fixtures.ts does not have: the same operation on another thing, and what is outside /api/. */
export const VARIANTS: Readonly<Record<string, Make>> = {
  'versions_create/published': async (scene) => {
    const write = await WRITES.versions_create!.make(scene);
    return { ...write, body: { ...(write.body as object), branch: 'published' } };
  },
  oauth2_token_create: strayForm('/oauth2/access_token', {
    grant_type: 'client_credentials',
    client_id: 'nobody',
    client_secret: 'wrong',
  }),
  oauth2_token_introspect: strayForm('/oauth2/introspect', { token: 'x' }),
  oauth2_token_revoke: strayForm('/oauth2/revoke_token', { token: 'x', client_id: 'nobody', client_secret: 'wrong' }),
  oauth2_authorization_create: async (scene) => {
    const { username } = await someone(scene);
    const application = await OauthClient.confidential(scene.service, { username });
    return strayForm(application.request(), { decision: 'allow' })(scene);
  },
  oauth2_user_info_create: strayForm('/oauth2/user_info'),
  session_begin: strayForm('/login', { username: 'admin', password: 'admin-password' }),
  session_end: strayForm('/logout'),
  login_refresh: strayForm('/login_refresh'),
  sessions_delete_others: async (scene) => {
    const { client, username } = await aPersonSignedIn(scene);
    return { client, target: `${SESSIONS}?user=${username}`, state: sessionsOf(scene, username) };
  },
  'imports_create/over_a_course': async (scene) => {
    const key = await aCourse(scene);
    const body = () => {
      const form = new FormData();
      form.append('archive', new Blob([new Uint8Array(courseOfUnits({ a: '<p>One.</p>' }))]), 'course.tar.gz');
      return form;
    };
    const tasks = async () =>
      scene.service.dataSource.query('SELECT id FROM tasks WHERE course_key = $1', [String(key)]);
    return { client: scene.callers.admin, target: `/api/course/v1/courses/${key}/imports/`, body, state: tasks };
  },
  'courses_update/hidden': async (scene) => {
    const write = await WRITES['courses_update']!.make(scene);
    await hide(scene, CourseKey.parse(decodeURIComponent(write.target.split('/').at(-2)!)));
    return write;
  },
  'batches_create/with_a_deletion': async (scene) => {
    const { body, ...write } = await WRITES['batches_create']!.make(scene);
    const { course } = body as { course: string };
    const usage_key = String(CourseKey.parse(course).makeUsageKey('html', 'h'));
    const state = async () => (await scene.callers.admin(`/api/course/v1/courses/${course}/branches/draft/`)).text;
    return { ...write, state, body: { course, operations: [{ op: 'delete', usage_key }] } };
  },
  'course_access_policy_update/hidden': async (scene) => {
    const key = await aCourse(scene);
    await hide(scene, key);
    return { client: scene.callers.admin, target: policyOf(key), body: { content: { usernames: ['andya'] } } };
  },
  'team_members_replace/somebody_new': async (scene) => {
    const write = await anAuditor(scene, { role: 'auditor' });
    const { username, client: owner } = await someone(scene);
    return { ...write, target: write.target.replace(/[^/]+\/$/, `${username}/`), owner };
  },
  'team_members_update/upwards': (scene) => anAuditor(scene, { role: 'instructor' }),
  'enrollments_create/somebody_else': async (scene) => {
    const { username, client } = await someone(scene);
    const body = { course_key: String(await aCourse(scene)), username };
    const state = () =>
      scene.service.dataSource.query('SELECT mode FROM enrollments WHERE course_key = $1', [body.course_key]);
    return { client: scene.callers.admin, owner: client, target: '/api/enrollment/v1/enrollments/', body, state };
  },
  invitations_delete: async (scene) => {
    const { username, client: owner } = await someone(scene);
    const courseKey = await aCourse(scene);
    const made = await scene.callers.admin('/api/enrollment/v1/invitations/', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ course_key: String(courseKey), username }),
    });
    return { client: scene.callers.admin, target: new URL(made.body.url as string).pathname, owner, courseKey };
  },
  webhooks_replace: byOwner('webhooks_replace'),
  webhooks_update: byOwner('webhooks_update'),
  webhooks_delete: byOwner('webhooks_delete'),
  webhook_secrets_create: byOwner('webhook_secrets_create'),
  webhook_replays_create: byOwner('webhook_replays_create'),
  webhook_pings_create: byOwner('webhook_pings_create'),
  webhook_redeliveries_create: byOwner('webhook_redeliveries_create'),
  edx_enrollment_create: async (scene) => anEdxEnrollment(scene, {}),
  'edx_enrollment_create/somebody_else': async (scene) => {
    const { username, client } = await someone(scene);
    return { ...(await anEdxEnrollment(scene, { user: username })), owner: client };
  },
  edx_enrollment_unenroll: async (scene) => {
    const { username, client: owner } = await someone(scene);
    const key = await aCourse(scene);
    await scene.service.app.get(EnrollmentsService).enroll(username, key);
    const state = () =>
      scene.service.dataSource.query('SELECT is_active FROM enrollments WHERE course_key = $1', [String(key)]);
    return { client: scene.callers.admin, owner, target: '/api/enrollment/v1/unenroll/', body: { username }, state };
  },
  account_image_create: alias('profile_image_replace', 'profile_image', 'image', aPicture),
  account_image_delete: alias('profile_image_delete', 'profile_image', 'image'),
};
