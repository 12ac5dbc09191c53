import { readFileSync } from 'node:fs';
import { AssetKey } from '../../src/common/opaque-keys/index.js';
import { OrganizationMembers, OrganizationsService } from '../../src/modules/organizations/index.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import type { OpenapiDocument, Operation } from '../support/openapi-validator.js';
import { type Callers, importSample, SAMPLE } from './contract/sample-course.js';

const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument;
const COURSE = `/api/course/v1/courses/${SAMPLE}/`;
const DELETED = `/api/course/v1/deleted_courses/${SAMPLE}/`;

/** What tells of deleted courses on purpose: to who may restore them, and to whose acts and jobs they were. */
const TELLS = /^(?:deleted_courses_|audit_entries_|task_)/;
/** Addresses of things that are not the course's, and what is asked by what only the caller knows. */
const ELSEWHERE =
  /\{(?:task_id|id|uuid|username|org|profile_image|preference_key|mailed|definition_key|enrollment_id|revision|row|mode_slug)\w*\}/;

const KEYS: Readonly<Record<string, string>> = {
  course_key: String(SAMPLE),
  usage_key: String(SAMPLE.makeUsageKey('html', 'welcome')),
  asset_key: String(AssetKey.fromStaticPath(SAMPLE, 'course-card.png')),
  edx_enrollment_id: `learner,${SAMPLE}`,
};
const QUERY: Readonly<Record<string, string>> = {
  course: String(SAMPLE),
  course_id: String(SAMPLE),
  text_search: 'tide',
  username: 'learner',
};

/** Every GET under /api/, and the files, that names a course or lists what belongs to courses. */
function targets(): [string, string][] {
  return Object.entries(DOCUMENT.paths).flatMap(([path, { get }]): [string, string][] => {
    if (!get || TELLS.test(get.operationId) || ELSEWHERE.test(path)) return [];
    if (!path.startsWith('/api/') && !path.includes('{asset_key}')) return [];
    const filled = path.replace(/\{(\w+)\}/g, (whole, name: string) => KEYS[name] ?? whole);
    return filled.includes('{') ? [] : [[get.operationId, `${filled}${queryOf(get)}`]];
  });
}

function queryOf({ parameters = [] }: Operation): string {
  const required = parameters.filter(
    (one) => one.in === 'query' && ((one as { required?: boolean }).required || one.name === 'course_id'),
  );
  const values = required.flatMap(({ name }) =>
    QUERY[name] === undefined ? [] : [[name, QUERY[name]] as [string, string]],
  );
  return values.length === 0 ? '' : `?${new URLSearchParams(values).toString()}`;
}

describe('a deleted course (SPEC C-7, R-7; endpoints E4)', () => {
  let service: TestApp;
  let callers: Callers;
  let delegate: TestClient;

  beforeEach(async () => {
    service = await startTestApp();
    callers = await importSample(service);
    delegate = service.as('delegate');
    await delegate('/api/');
    await service.app.get(OrganizationsService).ensure('Courseware');
    await service.app.get(OrganizationMembers).grant({ code: 'Courseware', role: 'delegate', username: 'delegate' });
  });
  afterEach(async () => service?.close());

  const remove = (client: TestClient, target = COURSE, headers: Record<string, string> = {}) =>
    client(target, { method: 'DELETE', headers });
  const restore = (client: TestClient) =>
    client(`${DELETED}restorations/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  const shows = async (client: TestClient, target: string): Promise<boolean> => {
    const { status, text, body } = await client(target);
    if (status >= 300) return false;
    // The feed alone says that it is gone, to whoever was shown it (ADR 0023).
    if (target.startsWith('/api/event/') && Array.isArray(body?.results))
      body.results = body.results.filter(({ type }: { type: string }) => !type.includes('.course.deleted.'));
    // A page names what it was asked for in its own address.
    const {
      url: _url,
      links: _links,
      next: _next,
      previous: _previous,
      ...said
    } = (body ?? { text }) as Record<string, unknown>;
    return (
      JSON.stringify(said).includes(`${SAMPLE.org}+${SAMPLE.course}+${SAMPLE.run}`) || target.startsWith('/asset-v1')
    );
  };

  it('is deleted by who may make courses in its organization, and not by its team', async () => {
    expect((await remove(callers.nobody)).status).toBe(401);
    expect((await remove(callers.instructor)).status).toBe(403);
    expect((await remove(callers.instructor, '/api/course/v1/courses/course-v1:No+Such+Course/')).status).toBe(404);
    expect((await remove(delegate)).status).toBe(204);
  });

  it('shows in no answer to anybody, by no address and in no list', async () => {
    const people: [string, TestClient][] = [
      ['global staff', callers.admin],
      ['its instructor', callers.instructor],
      ['a learner', callers.learner],
      ['a delegate of its organization', delegate],
      ['nobody in particular', callers.nobody],
    ];
    const all = targets();
    const before = new Set<string>();
    for (const [name, client] of people)
      for (const [id, target] of all) if (await shows(client, target)) before.add(`${id} to ${name}`);
    // The test would prove nothing if it asked for nothing.
    expect(before.size).toBeGreaterThan(40);
    expect((await remove(delegate)).status).toBe(204);
    const after: string[] = [];
    for (const [name, client] of people)
      for (const [id, target] of all) if (await shows(client, target)) after.push(`${id} to ${name}`);
    expect(after).toEqual([]);
  });

  it('takes no writes: of its blocks, its team, its policy, its enrollments', async () => {
    await remove(delegate);
    const merge = { 'content-type': 'application/merge-patch+json' };
    const json = { 'content-type': 'application/json' };
    const block = SAMPLE.forBranch('draft').makeUsageKey('html', 'welcome');
    const course_key = String(SAMPLE);
    const answers = [
      await callers.admin(COURSE, { method: 'PATCH', headers: merge, body: '{"effort": "x"}' }),
      await callers.admin(`/api/xblock/v1/xblocks/${block}/`, {
        method: 'PATCH',
        headers: merge,
        body: '{"display_name": "x"}',
      }),
      await callers.admin(`${COURSE}team_members/outsider/`, {
        method: 'PUT',
        headers: json,
        body: '{"role": "staff"}',
      }),
      await callers.admin(`${COURSE}access_policy/`, {
        method: 'PATCH',
        headers: merge,
        body: '{"content": {"visibility": "open"}}',
      }),
      await callers.admin(`${COURSE}reruns/`, {
        method: 'POST',
        headers: json,
        body: '{"org": "A", "number": "B", "run": "C"}',
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    const enrolled = await callers.outsider('/api/enrollment/v1/enrollments/', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ course_key }),
    });
    expect(enrolled.status).toBeGreaterThanOrEqual(400);
  });

  it('is found again only by who may restore it', async () => {
    await remove(delegate);
    const found = [];
    for (const client of [callers.instructor, callers.outsider, delegate, callers.admin])
      found.push([(await client('/api/course/v1/deleted_courses/')).body.count, (await client(DELETED)).status]);
    expect(found).toEqual([
      [0, 404],
      [0, 404],
      [1, 200],
      [1, 200],
    ]);
    expect((await restore(callers.instructor)).status).toBe(404);
  });

  it('keeps its key: 409 to who would make or import it, and says how to restore it', async () => {
    await remove(delegate);
    const json = { 'content-type': 'application/json' };
    const { org, course: number, run } = SAMPLE;
    const body = JSON.stringify({ org, number, run, display_name: 'Again' });
    const made = await delegate('/api/course/v1/courses/', { method: 'POST', headers: json, body });
    expect([made.status, made.body.developer_message]).toEqual([409, expect.stringContaining('/restorations/')]);
  });

  it('comes back as it was, with its history, team, enrollments and files', async () => {
    const look = async () => [
      (await callers.instructor(`${COURSE}?requested_fields=overview`)).body,
      (await callers.instructor(`${COURSE}team_members/`)).body.results,
      (await callers.learner('/api/enrollment/v1/enrollments/')).body.results,
      (await callers.instructor(`/api/asset/v1/assets/?course=${encodeURIComponent(String(SAMPLE))}`)).body.count,
    ];
    const before = await look();
    await remove(delegate);
    const answer = await restore(delegate);
    expect([answer.status, answer.headers.get('location'), answer.body.course_key]).toEqual([
      201,
      answer.body.url,
      String(SAMPLE),
    ]);
    expect(await look()).toEqual(before);
    expect((await restore(delegate)).status).toBe(404);
  });

  it('keeps its organization: that cannot be deleted before the course is destroyed', async () => {
    await remove(delegate);
    const answer = await remove(callers.admin, '/api/organization/v1/organizations/Courseware/');
    expect([answer.status, answer.body.developer_message]).toEqual([409, expect.stringContaining('Deleted courses')]);
    expect((await restore(delegate)).status).toBe(201);
  });

  it('is destroyed by global staff alone, who say what they destroy; nothing of it is left, and nobody else loses anything', async () => {
    const twin = await callers.admin(`${COURSE}reruns/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"org": "Courseware", "number": "Tides101", "run": "Twin"}',
    });
    const taskUrl = twin.body.url as string;
    while (!['succeeded', 'failed'].includes((await callers.admin(taskUrl)).body.state as string));
    await remove(delegate);
    expect((await remove(delegate, DELETED, { 'if-match': '*' })).status).toBe(403);
    expect((await remove(callers.admin, DELETED)).status).toBe(428);
    const { headers, body } = await callers.admin(DELETED);
    expect(body.holdings).toMatchObject({ branches: 2, blocks: 57, assets: 8, team_members: 1, enrollments: 1 });
    expect((await remove(callers.admin, DELETED, { 'if-match': headers.get('etag')! })).status).toBe(204);
    expect((await callers.admin(DELETED)).status).toBe(404);

    // Whatever table has a course's key or id: what stays are the records of what was done.
    const columns = await service.dataSource.query<{ table_name: string }[]>(
      `SELECT table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE table_schema = 'public' AND column_name = 'course_key' AND table_type = 'BASE TABLE'`,
    );
    const left: string[] = [];
    for (const { table_name: table } of columns)
      if (
        (await service.dataSource.query<unknown[]>(`SELECT 1 FROM ${table} WHERE course_key = $1`, [String(SAMPLE)]))
          .length > 0
      )
        left.push(table);
    expect(left.filter((table) => !['audit_entries', 'tasks', 'events'].includes(table))).toEqual([]);
    const events = await service.dataSource.query<{ type: string }[]>(
      'SELECT DISTINCT type FROM events WHERE course_key = $1',
      [String(SAMPLE)],
    );
    expect(events).toEqual([{ type: 'org.openedx.content_authoring.course.deleted.v1' }]);
    const [entry] = await service.dataSource.query<[{ details: object }]>(
      `SELECT details FROM audit_entries WHERE action = 'deleted_courses_delete' AND course_key = $1`,
      [String(SAMPLE)],
    );
    expect(entry.details).toMatchObject({ blocks: 57, assets: 8 });

    const other =
      SAMPLE.org &&
      SAMPLE.course &&
      AssetKey.parse('asset-v1:Courseware+Tides101+Twin+type@asset+block@course-card.png');
    expect((await callers.admin(`/${String(other)}`)).status).toBe(200);
    expect((await callers.admin('/api/course/v1/courses/course-v1:Courseware+Tides101+Twin/')).status).toBe(200);
    const unused = await service.dataSource.query<unknown[]>(
      'SELECT 1 FROM definitions d WHERE NOT EXISTS (SELECT FROM blocks b WHERE b.definition = d.guid)',
    );
    expect(unused).toEqual([]);
  });
});
