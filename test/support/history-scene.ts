import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { importXml } from '../e2e/contract/sample-course.js';
import type { TestApp, TestClient, TestResponse } from './app.js';

const XML = (run: string) => `<course url_name="${run}" org="O" course="H" display_name="Course">
  <chapter url_name="c" display_name="Chapter"><sequential url_name="s" display_name="Lesson">
    <vertical url_name="v" display_name="Unit"><html url_name="a" display_name="A"><p>a</p></html><html url_name="b" display_name="B"><p>b</p></html></vertical>
    <vertical url_name="w" display_name="Other unit"><html url_name="d" display_name="D"><p>d</p></html></vertical>
  </sequential></chapter></course>`;

let made = 0;

/** A small course with its team, and the requests of its history. */
export class HistoryScene {
  private constructor(
    readonly key: CourseKey,
    readonly instructor: TestClient,
    readonly editor: TestClient,
    readonly learner: TestClient,
  ) {}

  /** A course of its own for one test; its people are the same everywhere. */
  static async of(service: TestApp): Promise<HistoryScene> {
    const key = CourseKey.of('O', 'H', `R${(made += 1)}`);
    await importXml(service, key, XML(key.run!));
    const clients = {
      instructor: service.as('instructor'),
      editor: service.as('editor'),
      learner: service.as('learner'),
    };
    for (const client of Object.values(clients)) await client('/api/');
    for (const role of ['instructor', 'editor'] as const)
      await service.app.get(CourseRolesService).grant(role, key, role);
    await service.app.get(EnrollmentsService).enroll('learner', key);
    return new HistoryScene(key, clients.instructor, clients.editor, clients.learner);
  }

  course(rest = '', key: CourseKey = this.key): string {
    return `/api/course/v1/courses/${key}/${rest}`;
  }

  block(id: string, rest = '', key: CourseKey = this.key, type = 'html'): string {
    return `/api/xblock/v1/xblocks/${key.makeUsageKey(type, id)}/${rest}`;
  }

  usage(id: string, type = 'html'): string {
    return String(this.key.makeUsageKey(type, id));
  }

  /** Changes a block's fields on a branch; resolves with the version that came of it. */
  async edit(id: string, change: object, branch = 'draft'): Promise<string> {
    const answer = await this.send('PATCH', this.block(id, '', this.key.forBranch(branch)), change);
    if (answer.status !== 204) throw new Error(answer.text);
    return this.head(branch);
  }

  /** Guid of a branch's head. */
  async head(branch = 'draft'): Promise<string> {
    return (await this.instructor(this.course(`branches/${branch}/`))).body.version as string;
  }

  async begin(name: string, version: string): Promise<void> {
    const answer = await this.send('POST', this.course('branches/'), { name, version });
    if (answer.status !== 201) throw new Error(answer.text);
  }

  restore(body: object, target = this.course('versions/'), client = this.instructor): Promise<TestResponse> {
    return this.send('POST', target, body, client);
  }

  send(method: string, target: string, body: object, client = this.instructor, headers = {}): Promise<TestResponse> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return client(target, { method, headers: { 'content-type': type, ...headers }, body: JSON.stringify(body) });
  }
}
