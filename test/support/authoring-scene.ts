import { CourseKey, type UsageKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { importXml } from '../e2e/contract/sample-course.js';
import type { TestApp, TestClient, TestResponse } from './app.js';

export const XBLOCKS = '/api/xblock/v1/xblocks/';
export const BATCHES = '/api/xblock/v1/batches/';

/** One section, one subsection, two units; `h1`, `h2` and `p1` in the first, `h3` in the second. */
const XML = `<course url_name="R" org="O" course="C" display_name="Authored" start="2026-01-01T00:00:00Z">
  <chapter url_name="c1" display_name="Section">
    <sequential url_name="s1" display_name="Subsection">
      <vertical url_name="v1" display_name="Unit">
        <html url_name="h1" display_name="Page"><p>One.</p></html>
        <html url_name="h2" display_name="Other page"><p>Two.</p></html>
        <problem url_name="p1" display_name="Problem" max_attempts="3" weight="2.0"><p>How much?</p></problem>
      </vertical>
      <vertical url_name="v2" display_name="Second unit">
        <html url_name="h3" display_name="Third page"><p>Three.</p></html>
      </vertical>
    </sequential>
  </chapter>
</course>`;

export type Headers = Readonly<Record<string, string>>;

let courses = 0;

/** A course of its own for one test, and who works on it. */
export class AuthoringScene {
  private constructor(
    readonly service: TestApp,
    readonly course: CourseKey,
    /** Instructor of the course. */
    readonly author: TestClient,
  ) {}

  static async of(service: TestApp, xml = XML): Promise<AuthoringScene> {
    courses += 1;
    return AuthoringScene.in(service, CourseKey.of('Authoring', 'Course', `R${courses}`), xml);
  }

  static async in(service: TestApp, course: CourseKey, xml?: string): Promise<AuthoringScene> {
    if (xml !== undefined) await importXml(service, course, xml);
    const author = service.as('author');
    await author('/api/');
    await service.app.get(CourseRolesService).grant('author', course, 'instructor');
    return new AuthoringScene(service, course, author);
  }

  /** Somebody with this role in the course. */
  async as(role: 'staff' | 'editor' | 'auditor' | 'beta_tester' | 'learner' | 'outsider'): Promise<TestClient> {
    const client = this.service.as(`authoring-${role}`);
    await client('/api/');
    if (role === 'learner') await this.service.app.get(EnrollmentsService).enroll(`authoring-${role}`, this.course);
    else if (role !== 'outsider')
      await this.service.app.get(CourseRolesService).grant(`authoring-${role}`, this.course, role);
    return client;
  }

  /** `html@h1` → its usage key, without branch. */
  key(ref: string): UsageKey {
    const at = ref.indexOf('@');
    return this.course.makeUsageKey(ref.slice(0, at), ref.slice(at + 1));
  }

  at(ref: string, branch: string | null = 'draft'): string {
    return `${XBLOCKS}${this.key(ref).forBranch(branch)}/`;
  }

  async read(ref: string): Promise<TestResponse['body']> {
    return (await this.author(this.at(ref))).body;
  }

  /** The children in the draft, as `type@id`. */
  async children(ref: string): Promise<string[]> {
    const { children } = (await this.read(ref)) as { children: { usage_key: string }[] };
    return children.map(({ usage_key }) => refOf(usage_key));
  }

  create(body: unknown, headers: Headers = {}, client = this.author): Promise<TestResponse> {
    return send(client, 'POST', XBLOCKS, body, headers);
  }

  batch(operations: unknown[], more: object = {}, headers: Headers = {}, client = this.author): Promise<TestResponse> {
    return send(client, 'POST', BATCHES, { course: String(this.course), operations, ...more }, headers);
  }

  patch(ref: string, body: unknown, headers: Headers = {}, client = this.author): Promise<TestResponse> {
    return send(client, 'PATCH', this.at(ref, null), body, headers);
  }

  reorder(ref: string, body: unknown, headers: Headers = { 'if-match': '*' }): Promise<TestResponse> {
    return send(this.author, 'PUT', `${this.at(ref, null)}children/`, body, headers);
  }

  remove(ref: string, query = '', headers: Headers = {}, client = this.author): Promise<TestResponse> {
    return client(this.at(ref, null) + query, { method: 'DELETE', headers });
  }

  /** Guids of the versions of the course, newest first. */
  async versions(): Promise<string[]> {
    const rows = await this.service.dataSource.query<{ guid: string }[]>(
      'SELECT v.guid FROM versions v JOIN courses c ON c.id = v.course_id WHERE c.course_key = $1 ORDER BY v.created DESC',
      [String(this.course)],
    );
    return rows.map(({ guid }) => guid);
  }
}

/** `type@id` of a usage key. */
export function refOf(usageKey: string): string {
  const [, type, id] = /\+type@([^+]+)\+block@(.+)$/.exec(usageKey)!;
  return `${type}@${id}`;
}

/** Sends JSON; a PATCH as a merge patch. */
export function send(
  client: TestClient,
  method: 'POST' | 'PATCH' | 'PUT',
  target: string,
  body: unknown,
  headers: Headers = {},
): Promise<TestResponse> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return client(target, { method, headers: { 'content-type': type, ...headers }, body: JSON.stringify(body) });
}
