import fc from 'fast-check';
import { CourseKey, UsageKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { ModelTree } from '../support/course-model.js';
import { historyFaults } from '../support/history-checker.js';
import { importXml } from './contract/sample-course.js';

/** `MODEL_RUNS=200` looks longer for what nobody has thought of. */
const RUNS = Number(process.env.MODEL_RUNS ?? 5);
const STEPS = 25;

/** What an author may do, by numbers that are turned into blocks of the moment. */
interface Step {
  readonly kind:
    | 'create'
    | 'rename'
    | 'move'
    | 'reorder'
    | 'delete'
    | 'copy'
    | 'publish'
    | 'publish_all'
    | 'discard'
    | 'discard_all'
    | 'unpublish'
    | 'restore'
    | 'branch';
  readonly one: number;
  readonly other: number;
  readonly place: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    'create',
    'create',
    'create',
    'rename',
    'move',
    'move',
    'reorder',
    'delete',
    'copy',
    'publish',
    'publish',
    'publish_all',
    'discard',
    'discard_all',
    'unpublish',
    'restore',
    'branch',
  ),
  one: fc.nat(1000),
  other: fc.nat(1000),
  place: fc.nat(5),
});

const LEVELS = ['course', 'chapter', 'sequential', 'vertical', 'html'];

/** The service and the model, side by side. */
class Twin {
  private draft: ModelTree;
  private published: ModelTree;
  /** Every version that was made of the draft, with what it was. */
  private readonly versions: { guid: string; tree: ModelTree; readonly bytes: string }[] = [];
  private created = 0;
  private branches = 0;

  constructor(
    private readonly author: TestClient,
    private readonly key: CourseKey,
    private readonly root: string,
  ) {
    this.draft = ModelTree.withRoot(root, 'Model');
    this.published = this.draft.copy();
  }

  /** Does a step on both, and compares them. */
  async do(step: Step): Promise<void> {
    const done = await this[step.kind](step);
    if (!done) return;
    await this.agree();
  }

  /** What the service says now is what the model says; and what any version said once it says still. */
  async agree(): Promise<void> {
    expect(await this.outlineOf('+branch@draft')).toEqual(this.draft.outline);
    expect(await this.outlineOf('+branch@published')).toEqual(this.published.outline);
    const { body } = await this.author(`${this.course('+branch@draft')}?fields=version`);
    if (this.versions.some(({ guid }) => guid === body.version)) return;
    this.versions.push({ guid: body.version, tree: this.draft.copy(), bytes: await this.bytesOf(body.version) });
  }

  async nothingWasForgotten(): Promise<void> {
    for (const { guid, tree, bytes } of this.versions) {
      expect(await this.outlineOf(`+version@${guid}`)).toEqual(tree.outline);
      expect(await this.bytesOf(guid)).toBe(bytes);
    }
  }

  private async bytesOf(version: string): Promise<string> {
    return (await this.author(this.course(`+version@${version}`))).text;
  }

  private course(address = ''): string {
    return `/api/course/v1/courses/${this.key}${address}/`;
  }

  private xblock(id: string, address = ''): string {
    const key = UsageKey.parse(id);
    const branch = address === '' ? null : address;
    return `/api/xblock/v1/xblocks/${branch === null ? key : key.forBranch(branch)}/`;
  }

  private async outlineOf(address: string): Promise<unknown> {
    const { status, body, text } = await this.author(this.course(address));
    if (status !== 200) throw new Error(text);
    const blocks = Object.values(body.outline.blocks) as { id: string; display_name: string; children: string[] }[];
    return Object.fromEntries(blocks.map(({ id, display_name: name, children }) => [id, { name, children }]));
  }

  private async send(method: string, url: string, body?: object): Promise<TestResponse> {
    const answer = await this.author(url, {
      method,
      headers: {
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        ...(['PUT', 'PATCH'].includes(method) && { 'if-match': '*' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300)
      throw new Error(`${method} ${url} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
    return answer;
  }

  private pick(ids: readonly string[], number: number): string | null {
    return ids.length === 0 ? null : ids[number % ids.length]!;
  }

  private typeOf(id: string): string {
    return UsageKey.parse(id).blockType;
  }

  private ofType(tree: ModelTree, ...types: string[]): string[] {
    return tree.ids.filter((id) => types.includes(this.typeOf(id)));
  }

  private readonly containers = LEVELS.slice(0, -1);
  private readonly parts = LEVELS.slice(1);

  private parentFor(type: string, number: number, but: readonly string[] = []): string | null {
    const above = LEVELS[LEVELS.indexOf(type) - 1]!;
    return this.pick(
      this.ofType(this.draft, above).filter((id) => !but.includes(id)),
      number,
    );
  }

  private async create({ one, other, place }: Step): Promise<boolean> {
    const parent = this.pick(this.ofType(this.draft, ...this.containers), one)!;
    const type = LEVELS[LEVELS.indexOf(this.typeOf(parent)) + 1]!;
    const position = place % (this.draft.get(parent).children.length + 1);
    this.created += 1;
    const blockId = `n${this.created}`;
    const name = `Block ${this.created} ${other}`;
    const { body } = await this.send('POST', '/api/xblock/v1/xblocks/', {
      parent,
      type,
      block_id: blockId,
      display_name: name,
      position,
    });
    expect(body).toMatchObject({ type, block_id: blockId, display_name: name });
    this.draft.create(body.id, parent, position, name);
    return true;
  }

  private async rename({ one, other }: Step): Promise<boolean> {
    const id = this.pick(this.ofType(this.draft, ...this.parts), one);
    if (!id) return false;
    await this.send('PATCH', this.xblock(id), { display_name: `Named ${other}` });
    this.draft.rename(id, `Named ${other}`);
    return true;
  }

  private async move({ one, other, place }: Step): Promise<boolean> {
    const id = this.pick(this.ofType(this.draft, ...this.parts), one);
    const parent = id && this.parentFor(this.typeOf(id), other);
    if (!parent) return false;
    const siblings = this.draft.get(parent).children.filter((child) => child !== id);
    const position = place % (siblings.length + 1);
    await this.send('PATCH', this.xblock(id), { parent, position });
    this.draft.move(id, parent, position);
    return true;
  }

  private async reorder({ one }: Step): Promise<boolean> {
    const parent = this.pick(
      this.draft.ids.filter((id) => this.draft.get(id).children.length > 1),
      one,
    );
    if (!parent) return false;
    const children = this.draft.get(parent).children.toReversed();
    await this.send('PUT', `${this.xblock(parent)}children/`, { children });
    this.draft.reorder(parent, children);
    return true;
  }

  private async delete({ one }: Step): Promise<boolean> {
    const id = this.pick(this.ofType(this.draft, ...this.parts), one);
    if (!id) return false;
    await this.send('DELETE', this.xblock(id));
    this.draft.delete(id);
    return true;
  }

  private async copy({ one, other }: Step): Promise<boolean> {
    const source = this.pick(this.ofType(this.draft, 'vertical', 'html'), one);
    const parent = source && this.parentFor(this.typeOf(source), other);
    if (!parent) return false;
    const { body } = await this.send('POST', '/api/xblock/v1/xblocks/', { source, parent });
    // Names and ids of a copy are the service's to choose; what hangs where is not.
    const outline = (await this.outlineOf('+branch@draft')) as Record<string, { name: string; children: string[] }>;
    const shape = (id: string, of: Record<string, { children: string[] }>): unknown =>
      of[id]!.children.map((child) => shape(child, of));
    expect(shape(body.id, outline)).toEqual(shape(source, this.draft.outline));
    const adopt = (id: string, below: string, position: number) => {
      this.draft.create(id, below, position, outline[id]!.name);
      outline[id]!.children.forEach((child, index) => adopt(child, id, index));
    };
    adopt(body.id, parent, outline[parent]!.children.indexOf(body.id));
    return true;
  }

  private async publish({ one }: Step): Promise<boolean> {
    const id = this.pick(this.ofType(this.draft, ...this.parts), one);
    if (!id) return false;
    await this.send('POST', `${this.course()}publications/`, { usage_keys: [id], message: 'A part.' });
    this.published.take(this.draft, id);
    return true;
  }

  private async publish_all(): Promise<boolean> {
    await this.send('POST', `${this.course()}publications/`, {});
    this.published = this.draft.copy();
    return true;
  }

  private async discard({ one }: Step): Promise<boolean> {
    const id = this.pick(this.ofType(this.published, ...this.parts), one);
    if (!id) return false;
    if (await this.discards(id)) this.draft.take(this.published, id);
    return true;
  }

  private async discard_all(): Promise<boolean> {
    if (await this.discards(this.root)) this.draft = this.published.copy();
    return true;
  }

  /** Where nothing differs there is no change to discard, unless one was made and undone (ADR 0005). */
  private async discards(id: string): Promise<boolean> {
    const differs = !this.draft.hasSameSubtree(this.published, id);
    const { status } = await this.author(`${this.course()}unpublished_changes/${id}/`, { method: 'DELETE' });
    expect(differs ? [204] : [204, 404]).toContain(status);
    return differs;
  }

  private async unpublish({ one }: Step): Promise<boolean> {
    const id = this.pick(this.ofType(this.published, ...this.parts), one);
    if (!id) return false;
    await this.send('DELETE', `${this.course()}publications/${id}/`);
    this.published.delete(id);
    return true;
  }

  private async restore({ one }: Step): Promise<boolean> {
    const version = this.versions[one % Math.max(1, this.versions.length)];
    if (!version) return false;
    await this.send('POST', `${this.course()}versions/`, { version: version.guid, message: 'As it was.' });
    this.draft = version.tree.copy();
    return true;
  }

  /** A branch from an old version, which lives its own life: nothing of it shows on the draft. */
  private async branch({ one }: Step): Promise<boolean> {
    const version = this.versions[one % Math.max(1, this.versions.length)];
    if (!version) return false;
    this.branches += 1;
    const name = `idea${this.branches}`;
    await this.send('POST', `${this.course()}branches/`, { name, version: version.guid });
    expect(await this.outlineOf(`+branch@${name}`)).toEqual(version.tree.outline);
    await this.send('PATCH', this.xblock(this.root, name), { display_name: `On ${name}` });
    const changed = version.tree.copy();
    changed.rename(this.root, `On ${name}`);
    expect(await this.outlineOf(`+branch@${name}`)).toEqual(changed.outline);
    return true;
  }
}

describe('authors at work, beside a simple model (SPEC C-1, C-5, C-6, C-7)', () => {
  let service: TestApp;
  let courses = 0;

  beforeAll(async () => {
    service = await startTestApp({ RATE_LIMIT_WRITES: '0', RATE_LIMIT_READS: '0' });
  });
  afterAll(async () => service?.close());

  it('agree with it after every step, whatever they do in whatever order', async () => {
    const author = service.as('author');
    await author('/api/');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS }), async (steps) => {
        courses += 1;
        const key = CourseKey.of('Model', 'Course', `R${courses}`);
        await importXml(service, key, '<course url_name="R" org="O" course="C" display_name="Model"/>');
        await service.app.get(CourseRolesService).grant('author', key, 'staff');
        const twin = new Twin(author, key, String(key.makeUsageKey('course', 'course')));
        await twin.agree();
        for (const each of steps) await twin.do(each);
        await twin.nothingWasForgotten();
        expect(await historyFaults(service.dataSource, String(key))).toEqual([]);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 1_800_000);
});
