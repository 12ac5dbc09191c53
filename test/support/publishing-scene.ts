import { CourseKey } from '../../src/common/opaque-keys/index.js';
import {
  type BlockState,
  ContentEditor,
  ContentReader,
  ContentVersions,
  type CourseVersion,
  type WorkingTree,
} from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { importXml } from '../e2e/contract/sample-course.js';
import type { TestApp, TestClient, TestResponse } from './app.js';

const XML = `<course url_name="R" org="O" course="C" display_name="Published">
  <chapter url_name="c1" display_name="Section">
    <sequential url_name="s1" display_name="Subsection">
      <vertical url_name="v1" display_name="Unit">
        <html url_name="h1" display_name="Page"><p>Old.</p></html>
        <html url_name="h2" display_name="Other page"><p>Other.</p></html>
      </vertical>
      <vertical url_name="v2" display_name="Second unit"><html url_name="h3" display_name="Third"><p>Third.</p></html></vertical>
    </sequential>
  </chapter>
  <chapter url_name="c2" display_name="Second section"/>
</course>`;

/** A new html block below a parent of the draft, at the end. */
export async function add(tree: WorkingTree, id: string, parent: string, type = 'html'): Promise<void> {
  const holder = await tree.get(parent);
  const block: BlockState = {
    block: `${type}@${id}`,
    parent,
    children: [],
    displayName: id,
    settings: {},
    content: type === 'html' ? { data: `<p>${id}</p>` } : {},
    olx: null,
  };
  tree.put(block);
  tree.put({ ...holder, children: [...holder.children, block.block] });
}

/** Puts a block below another parent, at the end. */
export async function move(tree: WorkingTree, block: string, parent: string): Promise<void> {
  const moved = await tree.get(block);
  const from = await tree.get(moved.parent!);
  tree.put({ ...from, children: from.children.filter((child) => child !== block) });
  const to = await tree.get(parent);
  tree.put({ ...to, children: [...to.children, block] });
  tree.put({ ...moved, parent });
}

/** Takes a block without children out of the draft. */
export async function remove(tree: WorkingTree, block: string): Promise<void> {
  const parent = await tree.get((await tree.get(block)).parent!);
  tree.put({ ...parent, children: parent.children.filter((child) => child !== block) });
  tree.remove(block);
}

let courses = 0;

/** A course of its own, published as it was imported, with an instructor, an editor and a learner. */
export class PublishingScene {
  readonly base: string;

  private constructor(
    private readonly test: TestApp,
    readonly key: CourseKey,
    readonly instructor: TestClient,
    readonly editor: TestClient,
    readonly learner: TestClient,
  ) {
    this.base = `/api/course/v1/courses/${key}/`;
  }

  static async make(test: TestApp): Promise<PublishingScene> {
    courses += 1;
    const key = CourseKey.of('Publishing', 'Course', `R${courses}`);
    await importXml(test, key, XML);
    const names = ['instructor', 'editor', 'learner'] as const;
    const clients = names.map((name) => test.as(`publishing-${name}`));
    for (const client of clients) await client('/api/');
    for (const role of ['instructor', 'editor'] as const)
      await test.app.get(CourseRolesService).grant(`publishing-${role}`, key, role);
    await test.app.get(EnrollmentsService).enroll('publishing-learner', key);
    return new PublishingScene(test, key, clients[0]!, clients[1]!, clients[2]!);
  }

  /** Usage key of `type@id`. */
  usage(block: string, branch: string | null = null): string {
    const [type, id] = block.split('@') as [string, string];
    return String(this.key.forBranch(branch).makeUsageKey(type, id));
  }

  /** Changes the tree of the draft. */
  async change(work: (tree: WorkingTree) => Promise<void>): Promise<void> {
    await this.test.app.get(ContentEditor).change(this.key, { by: 'publishing-editor' }, work);
  }

  async rename(block: string, name: string): Promise<void> {
    await this.change(async (tree) => tree.put({ ...(await tree.get(block)), displayName: name }));
  }

  async head(branch = 'published'): Promise<CourseVersion> {
    return (await this.test.app.get(ContentVersions).headOf(this.key, branch))!;
  }

  /** Children by block, of those that have any. */
  async outline(branch = 'published'): Promise<Record<string, readonly string[]>> {
    const tree = await this.test.app.get(ContentReader).tree(await this.head(branch));
    return Object.fromEntries(
      [...tree.nodes.values()].filter(({ children }) => children.length > 0).map((node) => [node.block, node.children]),
    );
  }

  async post(body: unknown, client = this.instructor, base = this.base): Promise<TestResponse> {
    return client(`${base}publications/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Publishes blocks of the draft; everything when none is named. */
  async publish(...blocks: string[]): Promise<TestResponse> {
    return this.post(blocks.length > 0 ? { usage_keys: blocks.map((block) => this.usage(block)) } : {});
  }

  async delete(path: string, client = this.instructor, headers: Record<string, string> = {}): Promise<TestResponse> {
    return client(`${this.base}${path}`, { method: 'DELETE', headers });
  }

  async block(block: string, client = this.instructor): Promise<TestResponse> {
    return client(`/api/xblock/v1/xblocks/${this.usage(block)}/`);
  }
}
