import { Readable } from 'node:stream';
import sharp from 'sharp';
import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { CourseStore } from '../../../src/modules/content/index.js';
import { CourseRolesService } from '../../../src/modules/course-team/index.js';
import { ClientsService } from '../../../src/modules/oauth2/index.js';
import { CourseImportService } from '../../../src/modules/olx/index.js';
import type { TestApp, TestClient } from '../../support/app.js';
import { courseOfUnits } from '../../support/import-client.js';
import { type Callers, importXml, SAMPLE } from './sample-course.js';

/** Where fixtures are made. */
export interface Scene {
  readonly service: TestApp;
  readonly callers: Callers;
  /** Where blocks are written; the sample course when absent. */
  readonly course?: CourseKey;
  /** Organization of the courses that are made. */
  readonly coursesOf?: string;
  /** Organization below which organizations are made; absent: at the top. */
  readonly organizationsBelow?: string;
}

/** One request that writes and succeeds, against something that no other test has. */
export interface Write {
  readonly client: TestClient;
  readonly target: string;
  /** As an object: JSON of the operation's media type; a function makes a form. Absent for DELETE. */
  readonly body?: unknown;
  /** Something as good, with other contents: for POST. */
  readonly otherBody?: unknown;
  /** The same request of somebody else, who may send it as well: for POST. */
  readonly byAnother?: () => Promise<Pick<Write, 'client' | 'target' | 'body'>>;
  /** How many effects of this request there are: for POST. */
  readonly effects?: () => Promise<number>;
  /** What must stay as it is when a write is refused; the representation at `target` when absent. */
  readonly state?: () => Promise<unknown>;
}

export interface WriteFixture {
  make(scene: Scene): Promise<Write>;
  /** Any member may be sent: the resource is a map. */
  readonly open?: true;
  /** The body is one value and has no members. */
  readonly single?: true;
  /** It must say which state it replaces (428). */
  readonly demands?: true;
  /** That it is there is all that it says: its PUT is empty and changes nothing where it is. */
  readonly bare?: true;
  /** Why what was deleted is still there. */
  readonly stays?: string;
}

let made = 0;
const next = (): number => (made += 1);

/** An account that did nothing yet. */
async function someone({ service }: Scene): Promise<{ client: TestClient; username: string }> {
  const username = `writer-${next()}`;
  const client = service.as(username);
  await client('/api/');
  return { client, username };
}

async function aCourse({ service, coursesOf = 'Writes' }: Scene): Promise<CourseKey> {
  const key = CourseKey.of(coursesOf, 'Contract', `R${next()}`);
  await service.dataSource.transaction((manager) => service.app.get(CourseStore).ensure(manager, key, null));
  return key;
}

const COURSES = '/api/course/v1/courses/';

/** A course with both branches, which its fixture may do anything to. */
async function aWholeCourse(scene: Scene): Promise<CourseKey> {
  const [org, number, run] = [scene.coursesOf ?? 'Writes', 'Whole', `R${next()}`];
  const { status, text } = await scene.callers.admin(COURSES, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ org, number, run, display_name: 'A whole course', effort: 'much' }),
  });
  if (status !== 201) throw new Error(text);
  return CourseKey.of(org, number, run);
}

/** What belongs to a course of its own. @param part of its address, such as `grading_policy/` */
async function ofAWholeCourse(scene: Scene, part: string, body?: unknown): Promise<Write> {
  return { client: scene.callers.admin, target: `${COURSES}${await aWholeCourse(scene)}/${part}`, body };
}

async function aDeletedCourse(scene: Scene): Promise<{ key: CourseKey; target: string }> {
  const key = await aWholeCourse(scene);
  await scene.callers.admin(`${COURSES}${key}/`, { method: 'DELETE' });
  return { key, target: `/api/course/v1/deleted_courses/${key}/` };
}

const count = async ({ service }: Scene, sql: string, values: unknown[]): Promise<number> =>
  (await service.dataSource.query<[{ count: number }]>(`SELECT count(*)::int AS count FROM ${sql}`, values))[0].count;

const ENROLLMENTS = '/api/enrollment/v1/enrollments/';

async function anEnrollment(scene: Scene, body?: unknown): Promise<Write> {
  const { client } = await someone(scene);
  const key = await aCourse(scene);
  await client(ENROLLMENTS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ course_key: String(key) }),
  });
  return { client, target: `${ENROLLMENTS}me,${key}/`, body };
}

const INVITATIONS = '/api/enrollment/v1/invitations/';

async function aMode(scene: Scene, body?: unknown): Promise<Write> {
  const { admin: client } = scene.callers;
  const target = `/api/course_modes/v1/courses/${await aCourse(scene)}/verified/`;
  const mode = { mode_display_name: 'Verified', min_price: 49 };
  await client(target, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(mode),
  });
  return { client, target, body };
}

async function aPreference(scene: Scene, body?: unknown): Promise<Write> {
  const { client } = await someone(scene);
  const target = '/api/user/v1/preferences/me/theme/';
  await client(target, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '"dark"' });
  return { client, target, body };
}

const ACCOUNTS = '/api/user/v1/accounts/';

/** A picture of one colour. */
async function aPicture(colour: string): Promise<() => FormData> {
  const bytes = await sharp({ create: { width: 40, height: 40, channels: 3, background: colour } })
    .png()
    .toBuffer();
  return () => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), 'me.png');
    return form;
  };
}

/** Somebody old enough to have a picture, who has one. */
async function aPersonWithPicture(scene: Scene, body?: unknown): Promise<Write> {
  const { client } = await someone(scene);
  const target = `${ACCOUNTS}me/profile_image/`;
  await client(`${ACCOUNTS}me/`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: '{"year_of_birth": 1990}',
  });
  await client(target, { method: 'PUT', body: (await aPicture('#123456'))() });
  return { client, target, body };
}

/** Browsers in which somebody is signed in. */
async function someSessions({ service }: Scene, username: string): Promise<string[]> {
  const rows = await service.dataSource.query<{ uuid: string }[]>(
    `INSERT INTO sessions (uuid, digest, user_id, epoch, address, user_agent, expires)
     SELECT gen_random_uuid(), left(encode(sha256(convert_to(u.username || n, 'UTF8')), 'base64'), 43), u.id, u.sign_in_epoch,
            '192.0.2.' || n, 'a browser', now() + interval '1 day'
       FROM users u, generate_series(1, 2) n WHERE u.username = $1 RETURNING uuid`,
    [username],
  );
  return rows.map(({ uuid }) => uuid);
}

function aBlock({ callers, course = SAMPLE }: Scene, body: unknown): Write {
  const block = course.forBranch('draft').makeUsageKey('html', 'welcome');
  return { client: callers.instructor, target: `/api/xblock/v1/xblocks/${block}/`, body };
}

/** Where the draft is, which has been changed since its version before. */
async function aChangedDraft(scene: Scene): Promise<{ readonly before: string; readonly head: string }> {
  const { client, target } = aBlock(scene, null);
  const versions = `/api/course/v1/courses/${scene.course ?? SAMPLE}`;
  await client(target, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify({ display_name: `Changed ${next()}` }),
  });
  const { body } = await client(`${versions}/versions/?branch=draft&page_size=1`);
  return { before: body.results[0].previous.version as string, head: body.results[0].version as string };
}

async function aRestoration(scene: Scene, target: string): Promise<Write> {
  const { before: version } = await aChangedDraft(scene);
  const body = { version, message: `Restored ${next()}` };
  return {
    client: scene.callers.instructor,
    target,
    body,
    otherBody: { ...body, message: 'Another one.' },
    byAnother: async () => ({
      client: scene.service.as('admin-2', { isStaff: true }),
      target,
      body: { ...body, version: (await aChangedDraft(scene)).before },
    }),
    effects: () => count(scene, 'versions WHERE message = $1', [body.message]),
  };
}

async function aBranch(scene: Scene, makeBody: (version: string) => unknown = () => undefined): Promise<Write> {
  const client = scene.callers.instructor;
  const { before, head } = await aChangedDraft(scene);
  const branches = `/api/course/v1/courses/${scene.course ?? SAMPLE}/branches/`;
  const name = `branch-${next()}`;
  await client(branches, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, version: head }),
  });
  return { client, target: `${branches}${name}/`, body: makeBody(before) };
}

const ORGANIZATIONS = '/api/organization/v1/organizations/';

const aCode = ({ organizationsBelow }: Scene): string =>
  `${organizationsBelow === undefined ? '' : `${organizationsBelow}.`}Writes${next()}`;

async function anOrganization(scene: Scene, body?: unknown): Promise<Write> {
  const { callers } = scene;
  const code = aCode(scene);
  await callers.admin(ORGANIZATIONS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, name: code }),
  });
  return { client: callers.admin, target: `${ORGANIZATIONS}${code}/`, body };
}

async function anOrganizationMember(scene: Scene, group: 'delegates' | 'course_creators'): Promise<Write> {
  const { username } = await someone(scene);
  const { client, target: organization } = await anOrganization(scene);
  const target = `${organization}${group}/${username}/`;
  await client(target, { method: 'PUT' });
  return { client, target };
}

async function aTeamMember(scene: Scene, body?: unknown): Promise<Write> {
  const { username } = await someone(scene);
  const key = await aCourse(scene);
  await scene.service.app.get(CourseRolesService).grant(username, key, 'editor');
  return { client: scene.callers.admin, target: `/api/course/v1/courses/${key}/team_members/${username}/`, body };
}

/** Of a course of its own, with something said of it already. */
async function aCoursePolicy(scene: Scene, body?: unknown): Promise<Write> {
  const client = scene.callers.admin;
  const target = `/api/course/v1/courses/${await aCourse(scene)}/access_policy/`;
  const content = { visibility: 'restricted', email_domains: ['example.org'] };
  await client(target, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify({ content }),
  });
  return { client, target, body };
}

async function aBlockPolicy({ callers, course = SAMPLE }: Scene, body?: unknown): Promise<Write> {
  const client = callers.instructor;
  const target = `/api/xblock/v1/xblocks/${course.makeUsageKey('html', 'welcome')}/access_policy/`;
  await client(target, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify({ content: { visibility: 'inherit', from: '2000-01-01T00:00:00Z' } }),
  });
  return { client, target, body };
}

/** Of a course of its own. */
async function aChecklist(scene: Scene, body?: unknown): Promise<Write> {
  const client = scene.callers.admin;
  const key = await aCourse(scene);
  const collection = `/api/course/v1/courses/${key}/checklists/`;
  await client(collection, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'opening', short_description: 'Opening', items: { a: { short_description: 'Dates' } } }),
  });
  return { client, target: `${collection}opening/`, body };
}

async function anAuthorization(scene: Scene): Promise<Write> {
  const { client, username } = await someone(scene);
  const { clientId } = await scene.service.app.get(ClientsService).create({ name: 'An application', username });
  const [{ id }] = await scene.service.dataSource.query<[{ id: string }]>(
    `INSERT INTO oauth_authorizations (id, user_id, client_id, scopes)
     SELECT gen_random_uuid(), id, $2, '{read}' FROM users WHERE username = $1 RETURNING id`,
    [username, clientId],
  );
  return { client, target: `/api/user/v1/authorizations/${id}/` };
}

/** A course with something in its draft that is not published. */
async function aDraft({ service, callers, coursesOf = 'Writes' }: Scene): Promise<{ course: string; block: string }> {
  const key = CourseKey.of(coursesOf, 'Drafted', `R${next()}`);
  const xml = `<course display_name="Drafted"><chapter url_name="c"><sequential url_name="s"><vertical url_name="v">
    <html url_name="h"><p>Old.</p></html></vertical></sequential></chapter></course>`;
  await importXml(service, key, xml);
  const block = String(key.makeUsageKey('html', 'h'));
  await callers.admin(`/api/xblock/v1/xblocks/${block}/`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify({ display_name: 'New' }),
  });
  return { course: `/api/course/v1/courses/${key}/`, block };
}

/** A course of its own with one unit `v` and one page `h` in it, and how many pages were made beside that. */
async function anAuthoredCourse(scene: Scene): Promise<{ key: CourseKey; unit: string; pages: () => Promise<number> }> {
  const key = CourseKey.parse(decodeURIComponent((await aDraft(scene)).course.split('/').at(-2)!));
  const pages = () =>
    count(
      scene,
      `blocks b JOIN courses c ON c.id = b.course_id WHERE c.course_key = $1 AND b.block LIKE 'html@%' AND b.block <> 'html@h'`,
      [String(key)],
    );
  return { key, unit: String(key.makeUsageKey('vertical', 'v')), pages };
}

const XBLOCKS = '/api/xblock/v1/xblocks/';

/** A page that takes updates from one of another course, and was never brought level with it. */
async function aLinkedBlock(scene: Scene, body?: unknown): Promise<Write> {
  const { admin: client } = scene.callers;
  const { key } = await anAuthoredCourse(scene);
  const page = `${XBLOCKS}${key.makeUsageKey('html', 'h')}/`;
  const upstream = String((scene.course ?? SAMPLE).makeUsageKey('html', 'welcome'));
  const { status, text } = await client(page, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify({ fields: { upstream } }),
  });
  if (status !== 204) throw new Error(text);
  return { client, target: `${page}upstream/`, body };
}

/** Makes a page. @param about the target and the body, of a unit of a course */
async function aCreation(
  scene: Scene,
  about: (course: CourseKey, unit: string, page: object) => { target: string; body: object },
): Promise<Write> {
  const { key, unit, pages } = await anAuthoredCourse(scene);
  const other = await anAuthoredCourse(scene);
  const page = { type: 'html', display_name: 'A page' };
  return {
    client: scene.callers.admin,
    ...about(key, unit, page),
    otherBody: about(key, unit, { ...page, display_name: 'Another page' }).body,
    byAnother: async () => ({
      client: scene.service.as('admin-2', { isStaff: true }),
      ...about(other.key, other.unit, page),
    }),
    effects: pages,
  };
}

/** One that is to be published much later. */
async function aSchedule(scene: Scene, body?: unknown): Promise<Write> {
  const client = scene.callers.admin;
  const { course } = await aDraft(scene);
  const made = await client(`${course}publications/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ at: '2099-01-01T00:00:00Z' }),
  });
  return { client, target: new URL(made.body.url as string).pathname, body };
}

function archiveForm(text: string): () => FormData {
  return () => {
    const form = new FormData();
    form.append('archive', new Blob([new Uint8Array(courseOfUnits({ a: text }))]), 'course.tar.gz');
    return form;
  };
}

const WEBHOOKS = '/api/event/v1/webhooks/';
/** A name that is nobody's (RFC 2606 2): nothing is ever sent there. */
const NOWHERE = 'https://receiver.invalid/hook';

/** Bodies of what is sent once; later than any test. */
const AT_SOME_TIME = { body: { at: '2099-01-01T00:00:00Z' }, otherBody: { at: '2099-01-02T00:00:00Z' } };

/** A webhook of somebody, which is told nothing. */
async function aWebhook(scene: Scene): Promise<{ client: TestClient; target: string; uuid: string }> {
  const { client, username } = await someone(scene);
  const [{ uuid }] = await scene.service.dataSource.query<[{ uuid: string }]>(
    `INSERT INTO webhooks (uuid, owner_id, url, event_types, is_active, secret, position)
     SELECT gen_random_uuid(), id, $2, '{none}', false, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 0 FROM users WHERE username = $1 RETURNING uuid`,
    [username, NOWHERE],
  );
  return { client, target: `${WEBHOOKS}${uuid}/`, uuid };
}

const aWebhookWith = async (scene: Scene, body?: unknown): Promise<Write> => ({ ...(await aWebhook(scene)), body });

/** Something that is done with a webhook, by POST; global staff may do it as well. */
async function aWebhookAct(
  scene: Scene,
  act: {
    readonly path: (uuid: string) => string | Promise<string>;
    readonly body?: unknown;
    readonly otherBody?: unknown;
    /** What counts its effects; $1 is the webhook. */
    readonly counted: string;
  },
): Promise<Write> {
  const { client, target, uuid } = await aWebhook(scene);
  const { body, otherBody } = act;
  return {
    client,
    target: `${target}${await act.path(uuid)}`,
    body,
    otherBody,
    byAnother: async () => {
      const theirs = await aWebhook(scene);
      const path = `${theirs.target}${await act.path(theirs.uuid)}`;
      return { client: scene.service.as('admin-2', { isStaff: true }), target: path, body };
    },
    effects: () => count(scene, act.counted, [uuid]),
  };
}

/** A delivery that is over. */
async function aDelivery({ service }: Scene, webhook: string): Promise<string> {
  const [{ uuid }] = await service.dataSource.query<[{ uuid: string }]>(
    `INSERT INTO webhook_deliveries (uuid, webhook, kind, event, event_type, state, created)
     VALUES (gen_random_uuid(), $1, 'event', gen_random_uuid(), 'org.openedx.content_authoring.course.created.v1', 'failed', '2026-01-01')
     RETURNING uuid`,
    [webhook],
  );
  return uuid;
}

/**
 * How each operation that writes is used: one row for each POST, PUT, PATCH and DELETE under /api/, by operationId. An
 * operation without a row fails the contract suite, so that no resource can go without the conventions.
 */
export const WRITES: Readonly<Record<string, WriteFixture>> = {
  imports_create: {
    make: async (scene) => {
      const key = CourseKey.of(scene.coursesOf ?? 'Writes', 'Imported', `R${next()}`);
      const target = `/api/course/v1/courses/${key}/imports/`;
      const body = archiveForm('<p>One.</p>');
      return {
        client: scene.callers.admin,
        target,
        body,
        otherBody: archiveForm('<p>Two.</p>'),
        byAnother: async () => ({ client: scene.service.as('admin-2', { isStaff: true }), target, body }),
        effects: () => count(scene, 'tasks WHERE course_key = $1', [String(key)]),
      };
    },
  },
  publications_create: {
    make: async (scene) => {
      const { course, block } = await aDraft(scene);
      const body = { usage_keys: [block], message: 'Ready' };
      return {
        client: scene.callers.admin,
        target: `${course}publications/`,
        body,
        otherBody: { message: 'Other' },
        byAnother: async () => ({
          client: scene.service.as('admin-2', { isStaff: true }),
          target: `${(await aDraft(scene)).course}publications/`,
          body: {},
        }),
        effects: () =>
          count(
            scene,
            `publications p JOIN courses c ON c.id = p.course_id WHERE position('/' || c.course_key || '/' IN $1) > 0`,
            [course],
          ),
      };
    },
  },
  publications_delete: {
    make: async (scene) => {
      const { course, block } = await aDraft(scene);
      return { client: scene.callers.admin, target: `${course}publications/${block}/` };
    },
  },
  scheduled_publications_update: { make: (scene) => aSchedule(scene, { message: 'Put off' }) },
  scheduled_publications_delete: {
    make: (scene) => aSchedule(scene),
    stays: 'what was scheduled and cancelled can be looked up',
  },
  unpublished_changes_delete: {
    make: async (scene) => {
      const { course, block } = await aDraft(scene);
      return { client: scene.callers.admin, target: `${course}unpublished_changes/${block}/` };
    },
  },
  exports_create: {
    make: async (scene) => {
      const key = CourseKey.of(scene.coursesOf ?? 'Writes', 'Exported', `R${next()}`);
      const archive = { stream: Readable.from([courseOfUnits({ a: '<p>One.</p>' })]), fileName: 'course.tar.gz' };
      await scene.service.app.get(CourseImportService).import(archive, { courseKey: key, editedBy: null });
      const target = `/api/course/v1/courses/${key}/exports/`;
      const body = { format: 'zip' };
      return {
        client: scene.callers.admin,
        target,
        body,
        otherBody: { format: 'tar.gz' },
        byAnother: async () => ({ client: scene.service.as('admin-2', { isStaff: true }), target, body }),
        effects: () => count(scene, `tasks WHERE kind = 'course_export' AND course_key = $1`, [String(key)]),
      };
    },
  },
  courses_create: {
    make: async (scene) => {
      const [org, number, run] = [scene.coursesOf ?? 'Writes', 'Made', `R${next()}`];
      const body = { org, number, run, display_name: 'Made' };
      return {
        client: scene.callers.admin,
        target: COURSES,
        body,
        otherBody: { ...body, display_name: 'Made otherwise' },
        byAnother: async () => ({
          client: scene.service.as('admin-2', { isStaff: true }),
          target: COURSES,
          body: { ...body, run: `R${next()}` },
        }),
        effects: () => count(scene, 'courses WHERE course_key = $1', [`course-v1:${org}+${number}+${run}`]),
      };
    },
  },
  courses_update: { make: (scene) => ofAWholeCourse(scene, '', { display_name: 'Renamed', effort: 'little' }) },
  courses_replace: {
    demands: true,
    make: (scene) => ofAWholeCourse(scene, '', { display_name: 'Replaced', pacing: 'self' }),
  },
  courses_delete: { make: (scene) => ofAWholeCourse(scene, '') },
  restorations_create: {
    make: async (scene) => {
      const { key, target } = await aDeletedCourse(scene);
      return {
        client: scene.callers.admin,
        target: `${target}restorations/`,
        body: {},
        otherBody: { is_archived: true },
        byAnother: async () => ({
          client: scene.service.as('admin-2', { isStaff: true }),
          target: `${(await aDeletedCourse(scene)).target}restorations/`,
          body: {},
        }),
        effects: () => count(scene, 'courses WHERE deleted IS NULL AND course_key = $1', [String(key)]),
      };
    },
  },
  deleted_courses_delete: {
    demands: true,
    make: async (scene) => ({ client: scene.callers.admin, target: (await aDeletedCourse(scene)).target }),
  },
  reruns_create: {
    make: async (scene) => {
      const key = await aWholeCourse(scene);
      const target = `${COURSES}${key}/reruns/`;
      const body = { org: scene.coursesOf ?? 'Writes', number: 'Rerun', run: `R${next()}` };
      return {
        client: scene.callers.admin,
        target,
        body,
        otherBody: { ...body, display_name: 'Once more' },
        byAnother: async () => ({
          client: scene.service.as('admin-2', { isStaff: true }),
          target,
          body: { ...body, run: `R${next()}` },
        }),
        effects: () => count(scene, 'tasks WHERE course_key = $1', [String(key)]),
      };
    },
  },
  advanced_settings_update: {
    make: (scene) =>
      ofAWholeCourse(scene, 'advanced_settings/', { settings: { advanced_modules: ['word_cloud'], no_grade: true } }),
  },
  grading_policy_replace: {
    demands: true,
    make: (scene) =>
      ofAWholeCourse(scene, 'grading_policy/', {
        graders: [{ type: 'Exam', short_label: 'E', min_count: 1, drop_count: 0, weight: 1 }],
        grade_cutoffs: { A: 0.9, B: 0.5 },
      }),
  },
  grading_policy_update: {
    make: (scene) => ofAWholeCourse(scene, 'grading_policy/', { grade_cutoffs: { Pass: 0.6 }, grace_period: '2 days' }),
  },
  enrollments_create: {
    make: async (scene) => {
      const { client, username } = await someone(scene);
      const key = await aCourse(scene);
      const body = { course_key: String(key) };
      return {
        client,
        target: ENROLLMENTS,
        body,
        otherBody: { ...body, mode: 'honor' },
        byAnother: async () => ({ client: (await someone(scene)).client, target: ENROLLMENTS, body }),
        effects: () => count(scene, 'enrollments e JOIN users u ON u.id = e.user_id WHERE u.username = $1', [username]),
      };
    },
  },
  enrollments_replace: { make: (scene) => anEnrollment(scene, { mode: 'honor', is_active: true }) },
  enrollments_update: { make: (scene) => anEnrollment(scene, { mode: 'honor' }) },
  enrollments_delete: { make: (scene) => anEnrollment(scene) },
  course_enrollment_update: {
    make: async (scene) => ({
      client: scene.callers.admin,
      target: `/api/enrollment/v1/courses/${await aCourse(scene)}/`,
      body: { seats: 30 },
    }),
  },
  course_modes_create: {
    make: async (scene) => {
      const key = await aCourse(scene);
      const body = { mode_slug: 'verified', min_price: 49 };
      return {
        client: scene.callers.admin,
        target: `/api/course_modes/v1/courses/${key}/`,
        body,
        otherBody: { ...body, min_price: 50 },
        byAnother: async () => ({
          client: scene.service.as('admin-2', { isStaff: true }),
          target: `/api/course_modes/v1/courses/${await aCourse(scene)}/`,
          body,
        }),
        effects: () => count(scene, 'course_modes WHERE course_key = $1', [String(key)]),
      };
    },
  },
  course_modes_replace: { make: (scene) => aMode(scene, { mode_display_name: 'Verified Certificate' }) },
  course_modes_update: { make: (scene) => aMode(scene, { min_price: 99 }) },
  course_modes_delete: { make: (scene) => aMode(scene) },
  invitations_create: {
    make: async (scene) => {
      const body = { course_key: String(await aCourse(scene)), email: 'ada@example.org' };
      return {
        client: scene.callers.admin,
        target: INVITATIONS,
        body,
        otherBody: { ...body, auto_enroll: true },
        byAnother: async () => ({
          client: scene.service.as('admin-2', { isStaff: true }),
          target: INVITATIONS,
          body: { ...body, email: 'grace@example.org' },
        }),
        effects: () => count(scene, 'enrollment_invitations WHERE course_key = $1', [body.course_key]),
      };
    },
  },
  invitations_delete: {
    make: async (scene) => {
      const made = await scene.callers.admin(INVITATIONS, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ course_key: String(await aCourse(scene)), email: 'ada@example.org' }),
      });
      return { client: scene.callers.admin, target: new URL(made.body.url as string).pathname };
    },
  },
  bulk_enrollments_create: {
    make: async (scene) => {
      const { username } = await someone(scene);
      const body = { course_key: String(await aCourse(scene)), identifiers: [username] };
      const target = '/api/enrollment/v1/bulk_enrollments/';
      return {
        client: scene.callers.admin,
        target,
        body,
        otherBody: { ...body, dry_run: true },
        byAnother: async () => ({ client: scene.service.as('admin-2', { isStaff: true }), target, body }),
        effects: () => count(scene, 'tasks WHERE course_key = $1', [body.course_key]),
      };
    },
  },
  webhooks_create: {
    make: async (scene) => {
      const key = await aCourse(scene);
      const body = {
        target_url: NOWHERE,
        course_key: String(key),
        event_types: ['*.import.completed.*'],
        is_active: false,
      };
      return {
        client: scene.callers.admin,
        target: WEBHOOKS,
        body,
        otherBody: { ...body, description: 'Another' },
        byAnother: async () => ({ client: scene.service.as('admin-2', { isStaff: true }), target: WEBHOOKS, body }),
        effects: () => count(scene, 'webhooks WHERE course_key = $1', [String(key)]),
      };
    },
  },
  webhooks_replace: {
    make: (scene) =>
      aWebhookWith(scene, { target_url: NOWHERE, event_types: ['*.import.completed.*'], is_active: false }),
  },
  webhooks_update: { make: (scene) => aWebhookWith(scene, { description: 'Another' }) },
  webhooks_delete: { make: (scene) => aWebhookWith(scene) },
  webhook_secrets_create: {
    make: (scene) =>
      aWebhookAct(scene, {
        path: () => 'secrets/',
        body: {},
        otherBody: { secret: 'whsec_AfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
        counted: '(SELECT generate_series(2, revision) FROM webhooks WHERE uuid = $1) replaced',
      }),
  },
  webhook_replays_create: {
    make: (scene) =>
      aWebhookAct(scene, {
        path: () => 'replays/',
        body: { since: 'WzBd' },
        otherBody: { since: 'latest' },
        counted: `audit_entries WHERE action = 'webhook_replays_create' AND target LIKE '%' || $1 || '%'`,
      }),
  },
  webhook_pings_create: {
    make: (scene) =>
      aWebhookAct(scene, {
        path: () => 'pings/',
        ...AT_SOME_TIME,
        counted: `webhook_deliveries WHERE kind = 'ping' AND webhook = $1`,
      }),
  },
  webhook_redeliveries_create: {
    make: (scene) =>
      aWebhookAct(scene, {
        path: async (uuid) => `deliveries/${await aDelivery(scene, uuid)}/redeliveries/`,
        ...AT_SOME_TIME,
        counted: `webhook_deliveries WHERE kind = 'redelivery' AND webhook = $1`,
      }),
  },
  organizations_create: {
    make: async (scene) => {
      const { callers, service } = scene;
      const code = aCode(scene);
      const body = { code, name: 'An organization' };
      return {
        client: callers.admin,
        target: ORGANIZATIONS,
        body,
        otherBody: { ...body, name: 'Another name' },
        byAnother: async () => ({
          client: service.as('admin-2', { isStaff: true }),
          target: ORGANIZATIONS,
          body: { ...body, code: aCode(scene) },
        }),
        effects: () => count(scene, 'organizations WHERE code = $1', [code]),
      };
    },
  },
  organizations_replace: { make: (scene) => anOrganization(scene, { name: 'Another name' }) },
  organizations_update: { make: (scene) => anOrganization(scene, { name: 'Another name' }) },
  organizations_delete: { make: (scene) => anOrganization(scene) },
  delegates_replace: { bare: true, make: (scene) => anOrganizationMember(scene, 'delegates') },
  delegates_delete: { make: (scene) => anOrganizationMember(scene, 'delegates') },
  course_creators_replace: { bare: true, make: (scene) => anOrganizationMember(scene, 'course_creators') },
  course_creators_delete: { make: (scene) => anOrganizationMember(scene, 'course_creators') },
  team_members_replace: { make: (scene) => aTeamMember(scene, { role: 'auditor' }) },
  team_members_update: { make: (scene) => aTeamMember(scene, { role: 'auditor' }) },
  team_members_delete: { make: (scene) => aTeamMember(scene) },
  checklists_create: {
    make: async (scene) => {
      const key = await aCourse(scene);
      const target = `/api/course/v1/courses/${key}/checklists/`;
      const body = { short_description: 'Opening', items: { a: { short_description: 'Dates' } } };
      return {
        client: scene.callers.admin,
        target,
        body,
        otherBody: { ...body, short_description: 'Closing' },
        byAnother: async () => ({ client: scene.service.as('admin-2', { isStaff: true }), target, body }),
        effects: () =>
          count(scene, 'checklists l JOIN courses c ON c.id = l.course_id WHERE c.course_key = $1', [String(key)]),
      };
    },
  },
  checklists_replace: { demands: true, make: (scene) => aChecklist(scene, { short_description: 'Closing' }) },
  checklists_update: { make: (scene) => aChecklist(scene, { items: { a: { is_checked: true } } }) },
  checklists_delete: { make: (scene) => aChecklist(scene) },
  authorizations_destroy: { make: anAuthorization },
  account_update: {
    make: async (scene) => ({
      client: (await someone(scene)).client,
      target: '/api/user/v1/accounts/me/',
      body: { name: 'Andy' },
    }),
  },
  account_replace: {
    make: async (scene) => ({
      client: (await someone(scene)).client,
      target: `${ACCOUNTS}me/`,
      body: { name: 'Andy', account_privacy: 'private', bio: 'Replaced.' },
    }),
  },
  account_deactivate: {
    demands: true,
    stays: 'global staff see a disabled account, and enable it again',
    make: async (scene) => ({
      client: scene.callers.admin,
      target: `${ACCOUNTS}${(await someone(scene)).username}/`,
    }),
  },
  profile_image_replace: { make: async (scene) => aPersonWithPicture(scene, await aPicture('#654321')) },
  profile_image_delete: {
    stays: 'what is known of a picture says that there is none',
    make: (scene) => aPersonWithPicture(scene),
  },
  account_create: {
    make: async (scene) => {
      const username = `made-${next()}`;
      const body = { username, email: `${username}@example.com`, password: 'nine green tides' };
      const target = '/api/user/v1/accounts/';
      const another = `made-${next()}`;
      return {
        client: (await someone(scene)).client,
        target,
        body,
        otherBody: { ...body, name: 'Another' },
        byAnother: async () => ({
          client: (await someone(scene)).client,
          target,
          body: { ...body, username: another, email: `${another}@example.com` },
        }),
        effects: () => count(scene, 'users WHERE username = $1', [username]),
      };
    },
  },
  sessions_delete: {
    make: async (scene) => {
      const { client, username } = await someone(scene);
      const [id] = await someSessions(scene, username);
      return { client, target: `/api/user/v1/sessions/${id}/` };
    },
  },
  sessions_delete_others: {
    stays: 'the list of sessions is there when nothing is in it',
    make: async (scene) => {
      const { client, username } = await someone(scene);
      await someSessions(scene, username);
      return { client, target: '/api/user/v1/sessions/' };
    },
  },
  preferences_update: {
    open: true,
    make: async (scene) => ({
      client: (await someone(scene)).client,
      target: '/api/user/v1/preferences/me/',
      body: { theme: 'light' },
    }),
  },
  preferences_replace: { single: true, make: (scene) => aPreference(scene, 'light') },
  preferences_delete: { make: (scene) => aPreference(scene) },
  versions_create: {
    make: (scene) => aRestoration(scene, `/api/course/v1/courses/${scene.course ?? SAMPLE}/versions/`),
  },
  block_versions_create: {
    make: (scene) =>
      aRestoration(
        scene,
        `/api/xblock/v1/xblocks/${(scene.course ?? SAMPLE).makeUsageKey('html', 'welcome')}/versions/`,
      ),
  },
  branches_create: {
    make: async (scene) => {
      const { before, head } = await aChangedDraft(scene);
      const target = `/api/course/v1/courses/${scene.course ?? SAMPLE}/branches/`;
      const body = { name: `branch-${next()}`, version: head };
      return {
        client: scene.callers.instructor,
        target,
        body,
        otherBody: { ...body, version: before },
        byAnother: async () => ({
          client: scene.service.as('admin-2', { isStaff: true }),
          target,
          body: { ...body, name: `branch-${next()}` },
        }),
        effects: () => count(scene, 'branches WHERE name = $1', [body.name]),
      };
    },
  },
  branches_replace: { make: (scene) => aBranch(scene, (version) => ({ version })) },
  branches_update: { make: (scene) => aBranch(scene, (version) => ({ version })) },
  branches_delete: { make: (scene) => aBranch(scene) },
  xblocks_create: {
    make: (scene) => aCreation(scene, (_, parent, page) => ({ target: XBLOCKS, body: { ...page, parent } })),
  },
  xblock_children_create: {
    make: (scene) => aCreation(scene, (_, unit, page) => ({ target: `${XBLOCKS}${unit}/children/`, body: page })),
  },
  xblock_children_replace: {
    demands: true,
    make: async (scene) => {
      const { key, unit } = await anAuthoredCourse(scene);
      await scene.callers.admin(`${XBLOCKS}${unit}/children/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'html', block_id: 'h2' }),
      });
      const children = ['h2', 'h'].map((id) => String(key.makeUsageKey('html', id)));
      const target = `${XBLOCKS}${key.forBranch('draft').makeUsageKey('vertical', 'v')}/children/`;
      return { client: scene.callers.admin, target, body: { children } };
    },
  },
  xblocks_delete: {
    make: async (scene) => {
      const { key } = await anAuthoredCourse(scene);
      const target = `${XBLOCKS}${key.forBranch('draft').makeUsageKey('html', 'h')}/`;
      return { client: scene.callers.admin, target };
    },
  },
  batches_create: {
    make: (scene) =>
      aCreation(scene, (course, parent, page) => ({
        target: '/api/xblock/v1/batches/',
        body: { course: String(course), operations: [{ op: 'create', parent, ...page }] },
      })),
  },
  xblocks_update: { make: async (scene) => aBlock(scene, { display_name: `Patched ${next()}` }) },
  xblocks_replace: {
    demands: true,
    make: async (scene) => aBlock(scene, { display_name: `Replaced ${next()}`, fields: { data: '<p>New.</p>' } }),
  },
  xblock_upstreams_update: { make: (scene) => aLinkedBlock(scene, { state: 'current' }) },
  xblock_upstreams_delete: { make: (scene) => aLinkedBlock(scene) },
  xblock_olx_replace: {
    demands: true,
    make: async (scene) => {
      const { target, ...write } = aBlock(scene, { olx: `<html display_name="Olx ${next()}"><p>New.</p></html>` });
      return { ...write, target: `${target}olx/` };
    },
  },
  course_access_policy_replace: {
    make: (scene) =>
      aCoursePolicy(scene, { information: { visibility: 'authenticated' }, content: { visibility: 'enrolled' } }),
  },
  course_access_policy_update: {
    make: (scene) => aCoursePolicy(scene, { content: { email_domains: ['example.com', 'example.org'] } }),
  },
  course_access_policy_delete: {
    stays: 'what holds then, the default, can be read',
    make: (scene) => aCoursePolicy(scene),
  },
  xblock_access_policy_replace: {
    make: async (scene) => aBlockPolicy(scene, { content: { visibility: 'inherit', until: '2099-01-01T00:00:00Z' } }),
  },
  xblock_access_policy_update: {
    make: async (scene) => aBlockPolicy(scene, { content: { until: `2098-01-01T00:00:${10 + (next() % 50)}.000Z` } }),
  },
  xblock_access_policy_delete: {
    stays: 'what holds then, the default, can be read',
    make: async (scene) => aBlockPolicy(scene),
  },
  task_cancel: {
    stays: 'a task that was asked to end is still there, and says what came of it',
    make: async (scene) => {
      const { client, username } = await someone(scene);
      const [{ id }] = await scene.service.dataSource.query<[{ id: string }]>(
        `INSERT INTO tasks (id, kind, state, owner_id, worker, heartbeat)
         SELECT gen_random_uuid(), 'contract', 'running', id, 'another process', now() + interval '1 hour'
           FROM users WHERE username = $1 RETURNING id`,
        [username],
      );
      const state = () =>
        scene.service.dataSource.query('SELECT state, cancel_requested FROM tasks WHERE id = $1', [id]);
      return { client, target: `/api/task/v1/tasks/${id}/`, state };
    },
  },
};
