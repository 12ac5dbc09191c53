import type { CourseKey } from '../../src/common/opaque-keys/index.js';
import {
  type BothHeads,
  ContentVersions,
  differingBlocks,
  UnpublishedBlocks,
} from '../../src/modules/content/index.js';
import { statementsWhile } from '../support/statements.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { add, move, PublishingScene, remove } from '../support/publishing-scene.js';
import { startServiceProcess } from '../support/service-process.js';
import { importSynthetic } from './contract/sample-course.js';

describe('The state of publication of a block (SPEC C-5, C-9)', () => {
  let service: TestApp;
  let scene: PublishingScene;
  let admin: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    admin = service.as('state-admin', { isStaff: true });
  });
  afterAll(async () => service?.close());
  beforeEach(async () => {
    scene = await PublishingScene.make(service);
  });

  const differs = async (...blocks: string[]) =>
    Promise.all(blocks.map(async (block) => (await scene.block(block)).body.has_unpublished_changes as boolean));

  it('says of every ancestor, and of nobody else, that something below it differs', async () => {
    const all = [
      'course@course',
      'chapter@c1',
      'sequential@s1',
      'vertical@v1',
      'html@h1',
      'html@h2',
      'vertical@v2',
      'chapter@c2',
    ];
    expect(await differs(...all)).toEqual(all.map(() => false));
    await scene.rename('html@h1', 'New');
    expect(await differs(...all)).toEqual([true, true, true, true, true, false, false, false]);
    await scene.publish('html@h1');
    expect(await differs(...all)).toEqual(all.map(() => false));
    await scene.change((tree) => add(tree, 'new', 'vertical@v2'));
    expect(await differs(...all)).toEqual([true, true, true, false, false, false, true, false]);
    await scene.publish('vertical@v2');
    await scene.change((tree) => move(tree, 'html@new', 'vertical@v1'));
    expect(await differs(...all)).toEqual([true, true, true, true, false, false, true, false]);
    await scene.delete(`unpublished_changes/${scene.usage('course@course')}/`);
    expect(await differs(...all)).toEqual(all.map(() => false));
  });

  it('is carried on from head to head as a comparison of all rows would find it', async () => {
    const versions = service.app.get(ContentVersions);
    const kept = service.app.get(UnpublishedBlocks);
    const steps: (() => Promise<unknown>)[] = [
      () => scene.rename('html@h1', 'A'),
      () => scene.change((tree) => add(tree, 'x', 'vertical@v1')),
      () => scene.publish('html@h1'),
      () => scene.change((tree) => move(tree, 'html@x', 'vertical@v2')),
      () => scene.publish('vertical@v2'),
      () => scene.change((tree) => remove(tree, 'html@h2')),
      () => scene.delete(`publications/${scene.usage('html@h3')}/`),
      () => scene.delete(`unpublished_changes/${scene.usage('html@h2')}/`),
      () => scene.rename('html@h1', 'A'),
      () => scene.publish(),
    ];
    for (const step of steps) {
      await step();
      const [draft, published] = [
        await versions.headOf(scene.key, 'draft'),
        await versions.headOf(scene.key, 'published'),
      ];
      const heads: BothHeads = { courseId: draft!.courseId, draft: draft!, published: published! };
      const fresh = await differingBlocks(service.dataSource.manager, {
        courseId: draft!.courseId,
        one: draft!,
        other: published!,
      });
      expect([...(await kept.between(heads))].sort()).toEqual([...fresh].sort());
    }
  });

  it('keeps when and by whom each block was published, also when the branch leaves its line', async () => {
    const before = (await scene.block('html@h3')).body.published;
    await scene.rename('html@h1', 'New');
    await scene.publish('html@h1');
    await scene.rename('html@h1', 'Newer');
    await scene.publish('html@h1');
    expect((await scene.block('html@h3')).body.published).toEqual(before);
    const { published } = (await scene.block('html@h1')).body;
    const [last] = (await scene.instructor(`${scene.base}publications/`)).body.results;
    expect(published).toMatchObject({ on: last.created, by: { username: 'publishing-instructor' } });
  });

  it('costs no more statements after an edit in a course of 1,000 blocks than of 100, and reads no tree (C-9)', async () => {
    const counts = [];
    for (const size of [100, 1000]) {
      const key = await importSynthetic(service, size, 'state');
      const root = `/api/xblock/v1/xblocks/${key.makeUsageKey('course', 'course')}/`;
      await edit(key, 'One');
      expect((await admin(root)).body.has_unpublished_changes).toBe(true);
      await edit(key, 'Two');
      const statements = await statementsWhile(service, async () => void (await admin(root)));
      expect(statements.filter((sql) => /gate_settings/.test(sql))).toEqual([]);
      counts.push(statements.length);
    }
    expect(counts[1]).toBe(counts[0]);
    expect(counts[0]).toBeLessThanOrEqual(5);
  });

  it('is offered as links exactly to those who may follow them, and exactly while there is something to do (R-2)', async () => {
    const names = ['publication', 'unpublished_changes', 'publish', 'unpublish', 'discard'];
    const offered = async (block: string, client = scene.instructor) =>
      Object.keys((await scene.block(block, client)).body.links as object).filter((name) => names.includes(name));
    expect(await offered('html@h1')).toEqual(['publication', 'unpublish']);
    await scene.rename('html@h1', 'New');
    expect(await offered('html@h1')).toEqual(names);
    expect(await offered('html@h1', scene.editor)).toEqual(['publication', 'unpublished_changes', 'discard']);
    expect(await offered('html@h1', scene.learner)).toEqual([]);
    expect(await offered('course@course')).toEqual(['publication', 'unpublished_changes', 'publish', 'discard']);
    await scene.change((tree) => add(tree, 'new', 'vertical@v1'));
    expect(await offered('html@new')).toEqual(['unpublished_changes', 'publish']);
    const { links } = (await scene.block('html@h1')).body as {
      links: Record<string, { href: string; method?: string }>;
    };
    for (const name of ['publication', 'unpublished_changes'])
      expect((await scene.instructor(links[name]!.href)).status).toBe(200);
    expect((await scene.instructor(links['discard']!.href, { method: 'DELETE' })).status).toBe(204);
    expect((await scene.instructor(links['unpublish']!.href, { method: 'DELETE' })).status).toBe(204);
    const course = async (client: TestClient) => Object.keys((await client(scene.base)).body.links as object);
    expect(await course(scene.instructor)).toEqual(
      expect.arrayContaining(['publications', 'scheduled_publications', 'unpublished_changes', 'publish']),
    );
    expect(await course(scene.editor)).not.toContain('publish');
    expect(await course(scene.learner)).not.toContain('publications');
  });

  describe('reaches learners at their very next request (E2)', () => {
    const EVERYWHERE = ['block', 'outline', 'search', 'Blocks API'];

    /** Where a learner sees the new name; lists and trees are asked for by URL, as a client does. */
    async function seen(origin = ''): Promise<string[]> {
      const course = encodeURIComponent(String(scene.key));
      const paths = [
        `/api/xblock/v1/xblocks/${scene.usage('html@h1')}/`,
        scene.base,
        `/api/search/v1/results/?text_search=zephyr&course=${course}`,
        `/api/courses/v1/blocks/?course_id=${course}&username=publishing-learner&depth=all`,
      ];
      const texts = await Promise.all(paths.map(async (path) => (await scene.learner(`${origin}${path}`)).text));
      return EVERYWHERE.filter((_, index) => texts[index]!.includes('Zephyr'));
    }

    it('in this process', async () => {
      expect(await seen()).toEqual([]);
      await scene.rename('html@h1', 'Zephyr');
      expect(await seen()).toEqual([]);
      await scene.publish('html@h1');
      expect(await seen()).toEqual(EVERYWHERE);
      await scene.delete(`publications/${scene.usage('html@h1')}/`);
      expect(await seen()).toEqual([]);
    });

    it('in another process', async () => {
      const { process: other, url: origin } = await startServiceProcess({
        DATABASE_URL: service.config.databaseUrl!,
        PUBLIC_URL: service.config.publicUrl,
      });
      try {
        expect(await seen(origin)).toEqual([]);
        await scene.rename('html@h1', 'Zephyr');
        expect(await seen(origin)).toEqual([]);
        await scene.publish('html@h1');
        expect(await seen(origin)).toEqual(EVERYWHERE);
      } finally {
        other.signal('SIGTERM');
        await other.ended;
      }
    });
  });

  async function edit(key: CourseKey, name: string): Promise<void> {
    const [row] = await service.dataSource.query<{ block: string }[]>(
      `SELECT block FROM blocks b JOIN courses c ON c.id = b.course_id WHERE c.course_key = $1 AND block LIKE 'html@%' ORDER BY block LIMIT 1`,
      [String(key)],
    );
    const [type, id] = row!.block.split('@') as [string, string];
    const { status } = await admin(`/api/xblock/v1/xblocks/${key.makeUsageKey(type, id)}/`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ display_name: name }),
    });
    expect(status).toBe(204);
  }
});
