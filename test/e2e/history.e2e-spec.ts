import { ContentEditor } from '../../src/modules/content/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { HistoryScene } from '../support/history-scene.js';

const NONE = { total: 0, added: 0, removed: 0, moved: 0, reordered: 0, changed: 0 };

/** Takes a block out of the draft. */
function removeBlock(service: TestApp, { key }: HistoryScene, block: string): Promise<unknown> {
  return service.app.get(ContentEditor).change(key, { by: 'instructor', message: 'Away with it' }, async (tree) => {
    const { parent } = await tree.get(block);
    const holder = await tree.get(parent!);
    tree.put({ ...holder, children: holder.children.filter((child) => child !== block) });
    tree.remove(block);
  });
}

describe('The history of a course (SPEC C-6, section 13)', () => {
  let service: TestApp;
  let scene: HistoryScene;

  beforeAll(async () => {
    service = await startTestApp();
  });
  beforeEach(async () => {
    scene = await HistoryScene.of(service);
  });
  afterAll(async () => service?.close());

  describe('versions', () => {
    it('has no version of another course, nor what cannot be one: 404 (R-7)', async () => {
      const other = await HistoryScene.of(service);
      for (const guid of [await other.head(), '0'.repeat(24), 'draft', '1', 'ABCDEF0123456789ABCDEF01'])
        expect([guid, (await scene.instructor(scene.course(`versions/${guid}/`))).status]).toEqual([guid, 404]);
    });

    it('refuses filters that make no sense, and a block of another course, all by name (R-9)', async () => {
      const { status, body } = await scene.instructor(
        scene.course('versions/?branch=a%20b&created_after=yesterday&block=nothing&created_by=%00'),
      );
      expect([status, Object.keys(body.field_errors as object).sort()]).toEqual([
        400,
        ['block', 'branch', 'created_after', 'created_by'],
      ]);
      const stray = encodeURIComponent('block-v1:O+H+elsewhere+type@html+block@a');
      expect((await scene.instructor(scene.course(`versions/?block=${stray}`))).status).toBe(400);
    });

    it('tells who, when, why, from which version, and what changed, field by field', async () => {
      const before = await scene.head();
      const made = await scene.edit('a', {
        display_name: 'New',
        fields: { data: '<p>new</p>' },
        message: 'High water',
      });
      const { status, body } = await scene.instructor(scene.course(`versions/${made}/`));
      expect(status).toBe(200);
      expect(body).toMatchObject({
        version: made,
        branch: 'draft',
        message: 'High water',
        previous: { version: before },
        created_by: { username: 'instructor' },
        change_counts: { ...NONE, total: 1, changed: 1 },
        branches: [{ name: 'draft' }],
        next: [],
      });
      expect(body.changes).toMatchObject([
        {
          id: scene.usage('a'),
          display_name: 'New',
          changes: ['changed'],
          fields: { display_name: { before: 'A', after: 'New' }, data: { before: '<p>a</p>', after: '<p>new</p>' } },
        },
      ]);
    });

    it('lists the newest first, with counts, and narrows by branch, author, time and block', async () => {
      const first = await scene.edit('a', { display_name: '1' });
      const second = await scene.edit('b', { display_name: '2' });
      const listed = async (query: string) =>
        (await scene.instructor(scene.course(`versions/?${query}`))).body.results.map(
          ({ version }: { version: string }) => version,
        );
      expect((await listed('branch=draft')).slice(0, 2)).toEqual([second, first]);
      expect(await listed('ordering=created&page_size=1')).not.toContain(second);
      expect(await listed(`block=${encodeURIComponent(scene.usage('b'))}&created_by=me`)).toEqual([second]);
      const { created } = (await scene.instructor(scene.course(`versions/${first}/`))).body;
      expect(await listed(`created_after=${created}`)).toEqual([second]);
      expect(await listed('created_by=learner')).toEqual([]);
    });

    it('can be walked: each names the one before, those made from it, and the first of its history', async () => {
      const start = await scene.head();
      await scene.begin('left', start);
      const [left, right] = [
        await scene.edit('a', { display_name: 'L' }, 'left'),
        await scene.edit('a', { display_name: 'R' }),
      ];
      const { body } = await scene.instructor(scene.course(`versions/${start}/`));
      expect(body.next.map(({ version }: { version: string }) => version).sort()).toEqual([left, right].sort());
      for (const guid of [left, right]) {
        const next = (await scene.instructor(scene.course(`versions/${guid}/`))).body;
        expect([next.previous.version, next.original]).toEqual([start, body.original]);
        expect((await scene.instructor(next.links['predecessor-version'].href as string)).status).toBe(200);
      }
    });

    it('cannot be told from nothing by a learner, and by nobody: 403 and 401', async () => {
      for (const path of [
        'versions/',
        `versions/${await scene.head()}/`,
        'comparisons/',
        'branches/',
        'branches/draft/',
      ]) {
        expect([path, (await scene.learner(scene.course(path))).status]).toEqual([path, 403]);
        expect([path, (await service.as(null)(scene.course(path))).status]).toEqual([path, 401]);
      }
      expect((await scene.learner(scene.block('a', 'versions/'))).status).toBe(403);
    });
  });

  describe('restoring a version', () => {
    it.each([
      ['of another course', () => HistoryScene.of(service).then((other) => other.head())],
      ['that does not exist', async () => 'f'.repeat(24)],
      ['that is no version', async () => 'draft'],
    ])('refuses one %s: 400 by name, and nothing is written', async (_, guid) => {
      const before = await scene.head();
      const { status, body } = await scene.restore({ version: await guid(), message: 'x' });
      expect([status, Object.keys(body.field_errors as object)]).toEqual([400, ['version']]);
      expect(await scene.head()).toBe(before);
    });

    it('is a new version with the state of the old one; what came between stays readable', async () => {
      const old = await scene.head();
      const between = await scene.edit('a', { display_name: 'Between' });
      await removeBlock(service, scene, 'html@b');
      const { status, headers, body } = await scene.restore({ version: old, message: 'Back' });
      expect([status, headers.get('location')]).toEqual([201, body.url]);
      expect(body).toMatchObject({ message: 'Back', change_counts: { total: 2, added: 1, changed: 1 } });
      expect((await scene.instructor(scene.block('a', '', scene.key.forBranch('draft')))).body.display_name).toBe('A');
      expect((await scene.instructor(scene.block('b', '', scene.key.forBranch('draft')))).status).toBe(200);
      expect((await scene.instructor(scene.block('a', '', scene.key.forVersion(between)))).body.display_name).toBe(
        'Between',
      );
      const same = await scene.instructor(scene.course(`comparisons/?base=${old}&head=${body.version}`));
      expect(same.body.change_counts).toEqual(NONE);
    });

    it('of the state that is there makes none: 200 with the head, without Location (C-1)', async () => {
      const head = await scene.head();
      const { status, headers, body } = await scene.restore({ version: head });
      expect([status, headers.get('location'), body.version]).toEqual([200, null, head]);
      expect(await scene.head()).toBe(head);
    });

    it('tells with dry_run what would change, and writes nothing', async () => {
      const old = await scene.head();
      const head = await scene.edit('a', { display_name: 'Now', fields: { data: '<p>now</p>' } });
      const { status, body, headers } = await scene.restore({ version: old, dry_run: true });
      expect([status, body.dry_run, body.version, await scene.head()]).toEqual([200, true, head, head]);
      const sent = [headers.get('x-request-id')];
      expect(await service.dataSource.query('SELECT FROM audit_entries WHERE request_id = $1', sent)).toEqual([]);
      expect(body.changes).toMatchObject([
        {
          changes: ['changed'],
          fields: { display_name: { before: 'Now', after: 'A' }, data: { before: '<p>now</p>', after: '<p>a</p>' } },
        },
      ]);
    });

    it('takes the branch of the key or the body, not two; and a version beside the branch is a lock (C-8)', async () => {
      const old = await scene.head();
      const head = await scene.edit('a', { display_name: 'Now' });
      const drafts = scene.key.forBranch('draft');
      expect(
        (await scene.restore({ version: old, branch: 'published' }, scene.course('versions/', drafts))).status,
      ).toBe(400);
      const stale = await scene.restore({ version: old }, scene.course('versions/', drafts.forVersion(old)));
      expect([stale.status, stale.body.current_version]).toEqual([412, head]);
      expect(stale.body.changes_since).toMatchObject({
        base: { version: old },
        head: { version: head },
        change_counts: { ...NONE, total: 1, changed: 1 },
        changes: [{ id: scene.usage('a'), fields: { display_name: { before: 'A', after: 'Now' } } }],
      });
      expect((await scene.instructor(stale.body.changes_since.comparison as string)).body.count).toBe(1);
      const nowhere = await scene.restore({ version: old, branch: 'nowhere' });
      expect([nowhere.status, Object.keys(nowhere.body.field_errors)]).toEqual([400, ['branch']]);
      expect((await scene.restore({ version: old }, scene.course('versions/', drafts.forVersion(head)))).status).toBe(
        201,
      );
    });

    it('is not for editors where it takes blocks away or publishes; the rest is (section 8)', async () => {
      const old = await scene.head();
      await scene.edit('a', { display_name: 'Now' });
      expect((await scene.restore({ version: old }, undefined, scene.editor)).status).toBe(201);
      expect((await scene.restore({ version: old, branch: 'published' }, undefined, scene.editor)).status).toBe(403);
      await removeBlock(service, scene, 'html@b');
      const less = await scene.head();
      await scene.restore({ version: old });
      const before = await scene.head();
      const refused = await scene.restore({ version: less }, undefined, scene.editor);
      expect([refused.status, await scene.head()]).toEqual([403, before]);
      expect((await scene.restore({ version: less, dry_run: true }, undefined, scene.editor)).status).toBe(200);
    });
  });

  describe('of one block', () => {
    it('is unknown of a block that never was: 404; and of a version that did nothing to it: 404', async () => {
      const elsewhere = await scene.edit('b', { display_name: 'B2' });
      expect((await scene.instructor(scene.block('never', 'versions/'))).status).toBe(404);
      expect((await scene.instructor(scene.block('a', `versions/${elsewhere}/`))).status).toBe(404);
    });

    it('has the versions that changed it and no others, also when it is deleted', async () => {
      const changed = await scene.edit('a', { display_name: 'A2' });
      await scene.edit('b', { display_name: 'B2' });
      await removeBlock(service, scene, 'html@a');
      const gone = await scene.head();
      const { body } = await scene.instructor(scene.block('a', 'versions/?branch=draft'));
      expect(
        body.results.map((one: { version: string; changes: { changes: string[] }[] }) => [
          one.version,
          one.changes[0]!.changes,
        ]),
      ).toEqual([
        [gone, ['removed']],
        [changed, ['changed']],
      ]);
      expect((await scene.instructor(body.results[0].block.url as string)).body.display_name).toBe('A2');
    });

    it('brings back what was deleted, where it stood, and nothing else', async () => {
      const old = await scene.head();
      await scene.edit('b', { display_name: 'B2' });
      await removeBlock(service, scene, 'html@a');
      const { status, body } = await scene.restore({ version: old, message: 'Back' }, scene.block('a', 'versions/'));
      expect([status, body.change_counts.added]).toEqual([201, 1]);
      expect(body.changes).toMatchObject([{ id: scene.usage('a'), changes: ['added'], to: { position: 0 } }]);
      const unit = await scene.instructor(scene.block('v', '', scene.key.forBranch('draft'), 'vertical'));
      expect(unit.body.children.map(({ usage_key }: { usage_key: string }) => usage_key)).toEqual([
        scene.usage('a'),
        scene.usage('b'),
      ]);
      expect((await scene.instructor(scene.block('b', '', scene.key.forBranch('draft')))).body.display_name).toBe('B2');
    });

    it('refuses to restore it from a version that does not have it: 400', async () => {
      await removeBlock(service, scene, 'html@a');
      const gone = await scene.head();
      const { status, body } = await scene.restore({ version: gone }, scene.block('a', 'versions/'));
      expect([status, Object.keys(body.field_errors as object)]).toEqual([400, ['version']]);
    });
  });

  it('is readable for ever and identical to the byte, whatever is done to the course since (C-9, R-12)', async () => {
    await removeBlock(service, scene, 'html@d');
    const guid = await scene.edit('a', { display_name: 'For good' });
    const fixed = scene.key.forVersion(guid);
    const targets = [
      scene.course('', fixed),
      scene.course('?view=full&depth=2', fixed),
      scene.block('a', '', fixed),
      scene.block('v', '?depth=all&view=full', fixed, 'vertical'),
      scene.block('v', 'children/', fixed, 'vertical'),
    ];
    const read = () =>
      Promise.all(
        targets.map(async (target) => {
          const { status, text, headers } = await scene.instructor(target);
          return { target, status, text, etag: headers.get('etag'), cache: headers.get('cache-control') };
        }),
      );
    const before = await read();
    expect(before.map(({ status }) => status)).toEqual(targets.map(() => 200));
    expect(before.map(({ cache }) => cache?.includes('immutable')).slice(0, 4)).toEqual([true, true, true, true]);
    const first = (await scene.instructor(scene.course(`versions/${guid}/`))).body.original.version as string;
    await scene.edit('a', { display_name: 'Else', fields: { data: '<p>else</p>' } });
    await removeBlock(service, scene, 'html@b');
    await scene.begin('other', guid);
    await scene.edit('a', { display_name: 'There' }, 'other');
    await scene.restore({ version: first });
    await scene.restore({ version: first, branch: 'other' });
    for (const branch of ['draft', 'published'])
      expect((await scene.send('PATCH', scene.course(`branches/${branch}/`), { version: guid })).status).toBe(204);
    await scene.edit('b', { display_name: 'After all' });
    await scene.instructor(scene.course('branches/other/'), { method: 'DELETE' });
    expect(await read()).toEqual(before);
  });
});
