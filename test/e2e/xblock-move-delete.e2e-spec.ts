import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { AuthoringScene, send } from '../support/authoring-scene.js';

const faultsOf = ({ status, body }: TestResponse): [number, string[]] => [
  status,
  Object.keys((body.field_errors ?? {}) as object).sort(),
];

describe('Moving, ordering and deleting blocks (SPEC section 13, C-4, C-7, C-8)', () => {
  let service: TestApp;
  let scene: AuthoringScene;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());
  beforeEach(async () => {
    scene = await AuthoringScene.of(service);
  });

  const keyOf = (ref: string) => String(scene.key(ref));
  const move = (ref: string, parent: string, more: object = {}) => scene.patch(ref, { parent: keyOf(parent), ...more });

  describe('a move', () => {
    it('is refused where the block cannot stand, with the reason, and nothing is written', async () => {
      const before = await scene.versions();
      for (const [block, parent] of [
        ['html@h1', 'html@h3'],
        ['html@h1', 'chapter@c1'],
        ['html@h1', 'vertical@none'],
        ['vertical@v1', 'vertical@v1'],
        ['sequential@s1', 'vertical@v1'],
        ['chapter@c1', 'sequential@s1'],
        ['course@course', 'vertical@v1'],
      ] as const) {
        expect([block, parent, ...faultsOf(await move(block, parent))]).toEqual([block, parent, 400, ['parent']]);
      }
      expect(faultsOf(await move('html@h1', 'vertical@v2', { position: 2 }))).toEqual([400, ['position']]);
      expect(faultsOf(await scene.patch('html@h1', { position: 3 }))).toEqual([400, ['position']]);
      expect(await scene.versions()).toEqual(before);
    });

    it('does not leave the course, nor the branch', async () => {
      const other = await AuthoringScene.of(service);
      const foreign = await scene.patch('html@h1', { parent: String(other.key('vertical@v1')) });
      expect(faultsOf(foreign)).toEqual([400, ['parent']]);
      const published = await scene.patch('html@h1', {
        parent: String(scene.key('vertical@v2').forBranch('published')),
      });
      expect(faultsOf(published)).toEqual([400, ['parent']]);
    });

    it('names the faults of fields and of the place together (R-9)', async () => {
      const answer = await move('html@h1', 'chapter@c1', { fields: { editor: 'quill' }, display_name: 'X' });
      expect(faultsOf(answer)).toEqual([400, ['fields.editor', 'parent']]);
    });

    it('takes the block along with everything below it, in one version, changed fields and all (C-1)', async () => {
      const before = await scene.versions();
      const answer = await move('html@h1', 'vertical@v2', { position: 0, display_name: 'Moved' });
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect(await scene.children('vertical@v1')).toEqual(['html@h2', 'problem@p1']);
      expect(await scene.children('vertical@v2')).toEqual(['html@h1', 'html@h3']);
      expect((await scene.read('html@h1')).display_name).toBe('Moved');
      expect((await scene.versions()).length).toBe(before.length + 1);
      expect(
        (await scene.patch('html@h1', { display_name: 'Next' }, { 'if-match': answer.headers.get('etag')! })).status,
      ).toBe(204);
    });

    it.each([
      [0, ['problem@p1', 'html@h1', 'html@h2']],
      [1, ['html@h1', 'problem@p1', 'html@h2']],
      [2, ['html@h1', 'html@h2', 'problem@p1']],
      [null, ['html@h1', 'html@h2', 'problem@p1']],
    ])('to position %s counts among the others', async (position, children) => {
      expect((await scene.patch('problem@p1', { position })).status).toBe(204);
      expect(await scene.children('vertical@v1')).toEqual(children);
    });

    it('to where the block stands is no change: no version', async () => {
      const before = await scene.versions();
      expect((await move('html@h2', 'vertical@v1')).status).toBe(204);
      expect((await move('html@h2', 'vertical@v1', { position: 1 })).status).toBe(204);
      expect((await scene.patch('html@h2', { position: 1 })).status).toBe(204);
      expect(await scene.versions()).toEqual(before);
    });

    it('never makes a cycle, whichever of two moves at once comes first (real concurrency)', async () => {
      for (let round = 0; round < 5; round += 1) {
        const own = await AuthoringScene.of(service);
        for (const block_id of ['w1', 'w2'])
          await own.create({ parent: String(own.key('vertical@v1')), type: 'wrapper', block_id });
        const answers = await Promise.all([
          own.patch('wrapper@w1', { parent: String(own.key('wrapper@w2')) }),
          own.patch('wrapper@w2', { parent: String(own.key('wrapper@w1')) }),
        ]);
        expect(answers.map(({ status }) => status).sort()).toEqual([204, 400]);
        const [w1, w2] = [await own.children('wrapper@w1'), await own.children('wrapper@w2')];
        expect([w1.length + w2.length, (await own.children('vertical@v1')).length]).toEqual([1, 4]);
      }
    });

    it('loses no child when two authors move two of them at once (pain E5)', async () => {
      const answers = await Promise.all([move('html@h1', 'vertical@v2'), move('html@h2', 'vertical@v2')]);
      expect(answers.map(({ status }) => status)).toEqual([204, 204]);
      expect(await scene.children('vertical@v1')).toEqual(['problem@p1']);
      expect((await scene.children('vertical@v2')).sort()).toEqual(['html@h1', 'html@h2', 'html@h3']);
    });

    it('says with dry_run from where to where, and writes nothing', async () => {
      const before = await scene.versions();
      const answer = await move('html@h1', 'vertical@v2', { position: 1, display_name: 'Moved', dry_run: true });
      expect([answer.status, answer.body.display_name]).toEqual([200, 'Page']);
      expect(answer.body.preview.changes).toEqual([
        expect.objectContaining({
          id: keyOf('html@h1'),
          changes: ['moved', 'changed'],
          from: { parent: expect.objectContaining({ usage_key: keyOf('vertical@v1') }), position: 0 },
          to: { parent: expect.objectContaining({ usage_key: keyOf('vertical@v2') }), position: 1 },
          fields: { display_name: { before: 'Page', after: 'Moved' } },
        }),
      ]);
      expect(await scene.versions()).toEqual(before);
    });
  });

  describe('a stale state', () => {
    it('is a 412 that names the version in which the block is now, and nothing is overwritten (C-8, pain E5)', async () => {
      const etag = (await scene.author(scene.at('html@h1'))).headers.get('etag')!;
      await scene.patch('html@h1', { display_name: 'Theirs' }, {}, await scene.as('editor'));
      const late = await scene.patch('html@h1', { position: 2, display_name: 'Mine' }, { 'if-match': etag });
      const now = await scene.read('html@h1');
      expect([late.status, late.body.current_version, now.display_name]).toEqual([412, now.edited.version, 'Theirs']);
      expect((await scene.children('vertical@v1'))[0]).toBe('html@h1');
    });

    it('of one block does not stand in the way of another one: both writers succeed (C-8)', async () => {
      const [one, two] = await Promise.all(['html@h1', 'html@h3'].map((ref) => scene.author(scene.at(ref))));
      const answers = await Promise.all([
        scene.patch('html@h1', { parent: keyOf('vertical@v2') }, { 'if-match': one!.headers.get('etag')! }),
        scene.patch('html@h3', { display_name: 'Two' }, { 'if-match': two!.headers.get('etag')! }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    });
  });

  describe('the order of children', () => {
    const order = (...refs: string[]) => refs.map(keyOf);

    it('must name exactly the present children: a 400 names what is missing, unknown or there twice', async () => {
      const before = await scene.versions();
      const answer = await scene.reorder('vertical@v1', order('html@h1', 'html@h1', 'html@h3'));
      expect(faultsOf(answer)).toEqual([400, ['children']]);
      const { developer_message: words } = answer.body.field_errors.children;
      for (const ref of ['html@h2', 'problem@p1', 'html@h3', 'html@h1']) expect(words).toContain(keyOf(ref));
      expect(words).toMatch(/another author/);
      expect((await scene.reorder('vertical@v1', [])).status).toBe(400);
      expect((await scene.reorder('vertical@v1', ['not a key'])).status).toBe(400);
      const other = await AuthoringScene.of(service);
      expect((await scene.reorder('vertical@v1', [String(other.key('html@h1'))])).status).toBe(400);
      expect(await scene.versions()).toEqual(before);
    });

    it('must say what it replaces: 428 without If-Match, 412 for another state (C-8)', async () => {
      const body = order('html@h2', 'html@h1', 'problem@p1');
      expect((await scene.reorder('vertical@v1', body, {})).status).toBe(428);
      const etag = (await scene.author(scene.at('vertical@v1'))).headers.get('etag')!;
      await scene.create({ parent: keyOf('vertical@v1'), type: 'html' });
      expect((await scene.reorder('vertical@v1', body, { 'if-match': etag })).status).toBe(412);
    });

    it('is a list of keys, or an object that has it beside a message', async () => {
      const etag = (await scene.author(scene.at('vertical@v1'))).headers.get('etag')!;
      const first = await scene.reorder('vertical@v1', order('html@h2', 'problem@p1', 'html@h1'), { 'if-match': etag });
      expect([first.status, await scene.children('vertical@v1')]).toEqual([200, ['html@h2', 'problem@p1', 'html@h1']]);
      const children = order('html@h1', 'html@h2', 'problem@p1');
      const second = await scene.reorder(
        'vertical@v1',
        { children, message: 'As it was' },
        { 'if-match': first.headers.get('etag')! },
      );
      expect([second.status, await scene.children('vertical@v1')]).toEqual([200, ['html@h1', 'html@h2', 'problem@p1']]);
      const before = await scene.versions();
      expect((await scene.reorder('vertical@v1', children)).status).toBe(200);
      expect(await scene.versions()).toEqual(before);
    });
  });

  describe('a deletion', () => {
    it('is for instructors and staff: an editor may not', async () => {
      const before = await scene.versions();
      expect((await scene.remove('html@h1', '', {}, await scene.as('editor'))).status).toBe(403);
      expect((await scene.remove('html@h1', '', {}, await scene.as('learner'))).status).toBe(403);
      expect((await scene.remove('html@h1', '', {}, service.as(null))).status).toBe(401);
      expect(await scene.versions()).toEqual(before);
    });

    it('leaves the course block: 409', async () => {
      const answer = await scene.remove('course@course');
      expect([answer.status, answer.body.error_code]).toEqual([409, 'conflict']);
    });

    it('takes everything below along, in one version with its message; older versions keep it', async () => {
      const before = await scene.versions();
      const staff = await scene.as('staff');
      expect((await scene.remove('vertical@v1', '?message=Not%20needed', {}, staff)).status).toBe(204);
      for (const ref of ['vertical@v1', 'html@h1', 'problem@p1'])
        expect((await scene.author(scene.at(ref))).status).toBe(404);
      expect(await scene.children('sequential@s1')).toEqual(['vertical@v2']);
      const after = await scene.versions();
      expect(after.length).toBe(before.length + 1);
      const old = `/api/xblock/v1/xblocks/${scene.key('html@h1').forVersion(before[0]!)}/`;
      expect((await scene.author(old)).status).toBe(200);
      expect((await scene.remove('vertical@v1')).status).toBe(404);
    });

    it('holds against the state that was seen: 412', async () => {
      const etag = (await scene.author(scene.at('html@h1'))).headers.get('etag')!;
      await scene.patch('html@h1', { display_name: 'Changed' });
      expect((await scene.remove('html@h1', '', { 'if-match': etag })).status).toBe(412);
    });

    it('says with dry_run what would go, and writes nothing', async () => {
      const before = await scene.versions();
      const answer = await scene.remove('vertical@v1', '?dry_run=true');
      expect([answer.status, answer.body.counts]).toEqual([
        200,
        { total: 4, added: 0, removed: 4, moved: 0, reordered: 0, changed: 0 },
      ]);
      expect(await scene.versions()).toEqual(before);
    });

    it('takes no body: what is in one is not passed over in silence, least of all dry_run (R-9)', async () => {
      const before = await scene.versions();
      const body = JSON.stringify({ dry_run: true, colour: 'blue' });
      const headers = { 'content-type': 'application/json' };
      const answer = await scene.author(scene.at('html@h1'), { method: 'DELETE', headers, body });
      expect(faultsOf(answer)).toEqual([400, ['colour', 'dry_run']]);
      expect(answer.body.field_errors.dry_run.developer_message).toContain('?dry_run=');
      expect(await scene.versions()).toEqual(before);
      // Some clients send an empty object with every request.
      const empty = await scene.author(scene.at('html@h1'), { method: 'DELETE', headers, body: '{}' });
      expect(empty.status).toBe(204);
    });

    it('gives its id free for a new block', async () => {
      await scene.remove('html@h1');
      const answer = await scene.create({ parent: keyOf('vertical@v2'), type: 'html', block_id: 'h1' });
      expect([answer.status, answer.body.fields]).toEqual([201, {}]);
    });

    it('meets a child that is made in it at once: one of the two comes first, and the tree is whole', async () => {
      const [gone, made] = await Promise.all([
        scene.remove('vertical@v1'),
        send(scene.author, 'POST', `${scene.at('vertical@v1', null)}children/`, { type: 'html', block_id: 'late' }),
      ]);
      expect(gone.status).toBe(204);
      expect([201, 404]).toContain(made.status);
      expect((await scene.author(scene.at('html@late'))).status).toBe(404);
    });
  });
});
