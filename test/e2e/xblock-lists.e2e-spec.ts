import { jest } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { AuthoringScene, refOf, XBLOCKS } from '../support/authoring-scene.js';
import { importSynthetic } from './contract/sample-course.js';

describe('Lists and types of blocks (SPEC C-4, C-7, C-9)', () => {
  let service: TestApp;
  let scene: AuthoringScene;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());

  describe('a list of the blocks of a course', () => {
    beforeEach(async () => {
      scene = await AuthoringScene.of(service);
    });
    const list = async (query = '', client = scene.author) =>
      client(`${XBLOCKS}?course=${encodeURIComponent(String(scene.course))}&page_size=100${query}`);
    const refs = async (query = '', client = scene.author) =>
      ((await list(query, client)).body.results as { id: string }[]).map(({ id }) => refOf(id));

    it('is for those who read the content; drafts and what was deleted are for the team', async () => {
      expect((await list('', service.as(null))).status).toBe(401);
      expect((await list('', await scene.as('outsider'))).status).toBe(403);
      const learner = await scene.as('learner');
      expect((await list('', learner)).status).toBe(200);
      for (const query of ['&deleted=true', '&has_unpublished_changes=true'])
        expect((await list(query, learner)).status).toBe(404);
      for (const [query, client] of [
        ['&branch=draft', learner],
        ['&branch=none', learner],
        ['&branch=none', scene.author],
      ] as const) {
        const { status, body } = await list(query, client);
        expect([status, Object.keys(body.field_errors as object)]).toEqual([400, ['branch']]);
      }
    });

    it('shows learners what they see: no draft, and nothing that is hidden from them', async () => {
      const unit = String(scene.key('vertical@v1'));
      await scene.create({ parent: unit, type: 'html', block_id: 'new' });
      const learner = await scene.as('learner');
      const seen = await refs('&type=html', learner);
      expect(seen.sort()).toEqual(['html@h1', 'html@h2', 'html@h3']);
      expect((await refs('&type=html&branch=draft')).sort()).toEqual(['html@h1', 'html@h2', 'html@h3', 'html@new']);
    });

    it('finds by type, parent and text', async () => {
      expect(await refs('&type=problem')).toEqual(['problem@p1']);
      expect(await refs('&type=no-such')).toEqual([]);
      expect((await refs(`&parent=${encodeURIComponent(String(scene.key('vertical@v2')))}`)).sort()).toEqual([
        'html@h3',
      ]);
      expect((await refs('&text_search=page&ordering=display_name')).sort()).toEqual(['html@h1', 'html@h2', 'html@h3']);
      const other = await AuthoringScene.of(service);
      expect((await list(`&parent=${encodeURIComponent(String(other.key('vertical@v2')))}`)).status).toBe(400);
    });

    it('finds what differs from what is published', async () => {
      expect(await refs('&has_unpublished_changes=true')).toEqual([]);
      await scene.patch('html@h1', { display_name: 'Changed' });
      expect(await refs('&has_unpublished_changes=true')).toEqual(['html@h1']);
      expect(await refs('&has_unpublished_changes=false')).not.toContain('html@h1');
    });

    it('finds what was deleted, by whom, and from where it can be restored', async () => {
      expect(await refs('&deleted=true')).toEqual([]);
      const [before] = await scene.versions();
      await scene.remove('vertical@v1');
      const { body } = await list('&deleted=true&ordering=block_id');
      const [after] = await scene.versions();
      expect((body.results as { id: string }[]).map(({ id }) => refOf(id))).toEqual([
        'html@h1',
        'html@h2',
        'problem@p1',
        'vertical@v1',
      ]);
      const unit = body.results[3];
      expect(unit.deleted).toMatchObject({ by: expect.objectContaining({ username: 'author' }), version: after });
      const old = await scene.author(unit.url as string);
      expect([old.status, old.body.display_name]).toEqual([200, 'Unit']);
      expect(unit.deleted.last_version).toBe(before);
      const restored = await scene.author(unit.links.restore.href as string, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ version: unit.deleted.last_version }),
      });
      expect([restored.status, await refs('&deleted=true')]).toEqual([201, []]);
      // One that is made anew is not deleted either.
      await scene.remove('html@h3');
      await scene.create({ parent: String(scene.key('vertical@v2')), type: 'html', block_id: 'h3' });
      expect(await refs('&deleted=true')).toEqual([]);
    });
  });

  describe('links of a block', () => {
    it('lead to what the caller may do, and to nothing else (R-2)', async () => {
      scene = await AuthoringScene.of(service);
      const WRITES = ['edit', 'move', 'create_child', 'reorder', 'copy', 'delete', 'batch'];
      const links = async (client: typeof scene.author, ref: string, branch: string | null = null) =>
        Object.keys((await client(scene.at(ref, branch))).body.links as object).filter((rel) => WRITES.includes(rel));
      expect(await links(await scene.as('learner'), 'vertical@v1')).toEqual([]);
      expect(await links(await scene.as('auditor'), 'vertical@v1')).toEqual([]);
      expect(await links(await scene.as('editor'), 'vertical@v1')).toEqual([
        'edit',
        'move',
        'create_child',
        'reorder',
        'copy',
      ]);
      expect(await links(scene.author, 'html@h1')).toEqual(['edit', 'move', 'copy', 'delete']);
      expect(await links(scene.author, 'course@course')).toEqual(['edit', 'create_child', 'batch']);
      const [version] = await scene.versions();
      const fixed = await scene.author(`${XBLOCKS}${scene.key('html@h1').forVersion(version!)}/`);
      expect(Object.keys(fixed.body.links as object)).not.toContain('edit');
      const { delete: remove } = (await scene.author(scene.at('html@h1', 'published'))).body.links;
      expect((await scene.author(remove.href as string, { method: remove.method as string })).status).toBe(204);
    });
  });

  describe('types of blocks', () => {
    const TYPES = '/api/xblock/v1/xblock_types/';
    const nobody = () => service.as(null);

    it('are a 404 where the catalogue does not know them, whatever they are called', async () => {
      for (const type of ['no_such', 'constructor', '__proto__', 'a b', 'hasOwnProperty'])
        expect((await nobody()(`${TYPES}${encodeURIComponent(type)}/`)).status).toBe(404);
    });

    it('are there for anyone, by kind and by where they may stand', async () => {
      const types = async (query: string) =>
        ((await nobody()(`${TYPES}?page_size=100&${query}`)).body.results as { type: string }[]).map(
          ({ type }) => type,
        );
      expect((await types('kind=detached')).sort()).toEqual([
        'about',
        'course_info',
        'custom_tag_template',
        'static_tab',
      ]);
      expect(await types('parent=course')).toEqual(['chapter']);
      expect(await types('parent=html')).toEqual([]);
      expect((await nobody()(`${TYPES}?kind=plant`)).status).toBe(400);
    });

    it('say what the service accepts: fields, rules of parents, and a JSON Schema of both; 304 while the release stays', async () => {
      const { body, headers } = await nobody()(`${TYPES}html/`);
      expect(body).toMatchObject({ type: 'html', kind: 'leaf', allowed_children: [] });
      expect(body.allowed_parents).toContain('vertical');
      const editor = (body.fields as { name: string }[]).find(({ name }) => name === 'editor');
      expect(editor).toMatchObject({ scope: 'settings', type: 'string', default: 'visual', values: ['visual', 'raw'] });
      expect(body.schema).toMatchObject({
        additionalProperties: false,
        properties: { data: { type: ['string', 'null'] }, editor: { enum: ['visual', 'raw', null] } },
      });
      const again = await nobody()(`${TYPES}html/`, { headers: { 'if-none-match': headers.get('etag')! } });
      expect(again.status).toBe(304);
    });
  });

  describe('cost', () => {
    it('is as many statements in a course of 10,000 blocks as in one of 100 (C-9, P-4)', async () => {
      const sent = jest.spyOn(pg.Client.prototype, 'query');
      const counts: Record<string, number[]> = {};
      try {
        for (const blocks of [100, 10_000]) {
          const own = await AuthoringScene.in(service, await importSynthetic(service, blocks, 'authored'));
          const root = (await own.author(own.at('course@course'))).body as { children: { usage_key: string }[] };
          const chapter = refOf(root.children[0]!.usage_key);
          const sequential = (await own.children(chapter))[0]!;
          const unit = (await own.children(sequential))[0]!;
          const leaf = (await own.children(unit))[0]!;
          const parent = String(own.key(unit));
          const measure = async (name: string, work: () => Promise<{ status: number }>) => {
            sent.mockClear();
            expect((await work()).status).toBeLessThan(300);
            // Of the content: who somebody is, is remembered for a moment, and other things go on beside the request.
            const statements = sent.mock.calls.filter(([query]) =>
              /branch_head|write_version|block_at|definitions/.test(JSON.stringify(query)),
            );
            (counts[name] ??= []).push(statements.length);
          };
          // What is remembered of the caller is remembered for all of them.
          await own.create({ parent, type: 'html' });
          await measure('create', () => own.create({ parent, type: 'html', block_id: 'one' }));
          await measure('move', () => own.patch('html@one', { position: 0 }));
          await measure('copy', () => own.create({ source: String(own.key('html@one')), parent }));
          await measure('delete', () => own.remove(leaf));
          await measure('batch', () =>
            own.batch([
              { op: 'create', type: 'html', parent, ref: 'a' },
              { op: 'move', usage_key: '#a', position: 0 },
              { op: 'delete', usage_key: String(own.key('html@one')) },
            ]),
          );
        }
      } finally {
        sent.mockRestore();
      }
      for (const [name, [small, large]] of Object.entries(counts)) {
        expect(small).toBeGreaterThan(0);
        expect([name, large]).toEqual([name, small]);
      }
    }, 300_000);
  });
});
