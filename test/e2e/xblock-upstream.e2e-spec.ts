import { CourseKey, type UsageKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { AuthoringScene, type Headers, refOf, send, XBLOCKS } from '../support/authoring-scene.js';
import { courseOfUnits, ImportClient } from '../support/import-client.js';
import { json } from '../support/json-request.js';
import { statementsWhile } from '../support/statements.js';

/** A field of a block of another course is nobody's business who may not read that course. */
const NOWHERE = 'block-v1:No+Such+Course+type@html+block@h1';

describe('Updates from upstream (ADR 0025; users: E15)', () => {
  let service: TestApp;
  let from: AuthoringScene;
  let to: AuthoringScene;
  let courses = 0;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());

  beforeEach(async () => {
    from = await AuthoringScene.of(service);
    to = await AuthoringScene.of(service);
  });

  /** Copies a block of one scene into a block of the other. */
  async function copied(ref: string, parent: string, more: object = {}): Promise<string> {
    const body = { source: String(from.key(ref)), parent: String(to.key(parent)), ...more };
    const answer = await to.create(body);
    if (answer.status !== 201) throw new Error(answer.text);
    return refOf(answer.body.id as string);
  }
  const upstreamOf = (ref: string, branch: string | null = null) => `${to.at(ref, branch)}upstream/`;
  const look = (ref: string, client: TestClient = to.author, scene = to): Promise<TestResponse> =>
    client(`${scene.at(ref, null)}upstream/`);
  const update = (ref: string, body: object, headers: Headers = {}, client = to.author): Promise<TestResponse> =>
    send(client, 'PATCH', upstreamOf(ref), body, headers);
  const level = (ref: string, more: object = {}, headers: Headers = {}): Promise<TestResponse> =>
    update(ref, { state: 'current', ...more }, headers);
  const publish = async (scene: AuthoringScene) => {
    const { status } = await scene.author(`/api/course/v1/courses/${scene.course}/publications/`, json('POST', {}));
    expect([200, 201]).toContain(status);
  };
  const upstream = async (ref: string) => (await to.read(ref)).fields.upstream as string | undefined;
  const pinned = (key: UsageKey, version: string) => String(key.forVersion(version));
  /** Writes the setting as anybody with the right to edit may. */
  const link = async (ref: string, value: string | null, scene = to) => {
    expect((await scene.patch(ref, { fields: { upstream: value } })).status).toBe(204);
  };
  const linked = (answer: TestResponse) => {
    const { changes } = answer.body as {
      changes: { id: string; changes: string[]; kept?: object; stays?: string[] }[];
    };
    return changes.map(({ id, ...change }) => [
      refOf(id),
      change.changes,
      Object.keys(change.kept ?? {}),
      change.stays,
    ]);
  };

  describe('who may', () => {
    it('read it: the team; update it: authors; remove blocks by it: not editors (SPEC section 8)', async () => {
      const unit = await copied('vertical@v1', 'sequential@s1');
      await from.remove('html@h2');
      await publish(from);
      expect((await look(unit, service.as(null))).status).toBe(401);
      for (const role of ['learner', 'outsider'] as const)
        expect((await look(unit, await to.as(role))).status).toBe(403);
      const editor = await to.as('editor');
      await service.app.get(CourseRolesService).grant('authoring-editor', from.course, 'auditor');
      const before = await to.versions();
      expect((await update(unit, { state: 'current' }, {}, await to.as('auditor'))).status).toBe(403);
      expect((await update(unit, { state: 'current', dry_run: true }, {}, editor)).status).toBe(200);
      expect((await update(unit, { state: 'current' }, {}, editor)).status).toBe(403);
      expect(await to.versions()).toEqual(before);
      expect((await update(unit, { state: 'current' })).status).toBe(204);
    });

    it('nothing gives away whether there is a source that one may not read: it is gone, as one that never was (SPEC R-7)', async () => {
      const page = await copied('html@h1', 'vertical@v1');
      const editor = await to.as('editor');
      const [known, unknown] = [await upstream(page), NOWHERE];
      const seen = await look(page, editor);
      expect([seen.status, seen.body.state, seen.body.current_version]).toEqual([200, 'gone', null]);
      await link(page, unknown);
      const none = await look(page, editor);
      const neutral = ({ body }: TestResponse) =>
        JSON.stringify({ ...body, source: null, upstream: null, version: null }, null, 1);
      expect(neutral(none)).toEqual(neutral(seen));
      const refusals = [await update(page, { state: 'current' }, {}, editor)];
      await link(page, known!);
      refusals.push(await update(page, { state: 'current' }, {}, editor));
      refusals.push(await update(page, { version: (await from.versions())[0] }, {}, editor));
      expect(refusals.map(({ status }) => status)).toEqual([409, 409, 409]);
    });

    it('rights to the source are asked at every look and at every update: what was copied does not open it for ever', async () => {
      const page = await copied('html@h1', 'vertical@v1');
      expect((await look(page)).body.state).toBe('current');
      await from.patch('html@h1', { display_name: 'Secret' });
      await publish(from);
      const roles = service.app.get(CourseRolesService);
      await service.as('upstream-successor')('/api/');
      await roles.grant('upstream-successor', from.course, 'instructor');
      await roles.revoke('author', from.course);
      const after = await look(page);
      expect([after.body.state, after.text]).toEqual(['gone', expect.not.stringContaining('Secret')]);
      expect((await level(page)).status).toBe(409);
    });
  });

  describe('what cannot be followed', () => {
    it('is a 404 where there is no upstream, and no block', async () => {
      expect((await look('html@h1')).status).toBe(404);
      expect((await look('html@none')).status).toBe(404);
      expect((await level('html@h1')).status).toBe(404);
      expect((await to.author(upstreamOf('html@h1'), { method: 'DELETE' })).status).toBe(404);
    });

    it.each([
      ['a text', 'no key at all +&?#%00\u202e'],
      ['a block of a library', 'lb:Org:lib:html:h1'],
      ['a deprecated key', 'i4x://Authoring/Course/html/h1'],
      ['a course', 'course-v1:Authoring+Course+R1'],
      ['a block of another type', 'problem'],
      ['itself', 'self'],
      ['another block of its course', 'html@h2'],
      ['a block of no course', NOWHERE],
      ['a block that its course does not have', 'none'],
      ['a very long text', `block-v1:${'O'.repeat(60_000)}+C+R+type@html+block@h1`],
    ])('is gone, and stays as it is: %s', async (_name, value) => {
      const values: Record<string, UsageKey> = {
        problem: from.key('problem@p1'),
        self: to.key('html@h1'),
        'html@h2': to.key('html@h2'),
        none: from.key('html@none'),
      };
      const text = String(values[value] ?? value);
      const before = (await to.read('html@h1')).fields as { data: string };
      await link('html@h1', text);
      const { status, body } = await look('html@h1');
      expect([status, body.state, body.upstream, body.changes]).toEqual([200, 'gone', text, []]);
      expect((await level('html@h1', { replace: true })).status).toBe(409);
      expect(((await to.read('html@h1')).fields as { data: string }).data).toBe(before.data);
      expect((await to.author(upstreamOf('html@h1'), { method: 'DELETE' })).status).toBe(204);
      expect(await upstream('html@h1')).toBeUndefined();
    });

    it('the course block follows nothing: its settings are the course’s own', async () => {
      await link('course@course', String(from.key('course@course')));
      expect((await look('course@course')).body.state).toBe('gone');
    });

    it('two that follow each other feed no loop: what came from here does not come back', async () => {
      const unit = await copied('vertical@v1', 'sequential@s1');
      await link('vertical@v1', String(to.key(unit)), from);
      await to.create({ parent: String(to.key(unit)), type: 'html', block_id: 'mine' });
      for (let round = 0; round < 3; round += 1) {
        await publish(to);
        const back = await send(from.author, 'PATCH', `${from.at('vertical@v1', null)}upstream/`, {
          state: 'current',
          replace: true,
        });
        expect(back.status).toBe(204);
        await publish(from);
        expect((await level(unit, { replace: true })).status).toBe(204);
      }
      expect([(await from.children('vertical@v1')).length, (await to.children(unit)).length]).toEqual([4, 4]);
    });

    it('is gone with its course, and back with it', async () => {
      const page = await copied('html@h1', 'vertical@v1');
      const admin = service.as('upstream-admin', { isStaff: true });
      expect((await admin(`/api/course/v1/courses/${from.course}/`, { method: 'DELETE' })).status).toBe(204);
      expect((await look(page)).body.state).toBe('gone');
      await admin(`/api/course/v1/deleted_courses/${from.course}/restorations/`, json('POST', {}));
      expect((await look(page)).body.state).toBe('current');
    });
  });

  describe('a copy', () => {
    it('from another course says of every block what it is a copy of, and of which version', async () => {
      const unit = await copied('vertical@v1', 'sequential@s1');
      const { version } = (await from.author(from.at('vertical@v1', null))).body as { version: string };
      expect(await upstream(unit)).toBe(pinned(from.key('vertical@v1'), version));
      const children = await to.children(unit);
      expect(await Promise.all(children.map(upstream))).toEqual(
        ['html@h1', 'html@h2', 'problem@p1'].map((ref) => pinned(from.key(ref), version)),
      );
      const answer = await look(children[0]!);
      expect(answer.body).toMatchObject({
        state: 'current',
        version,
        current_version: version,
        source: { usage_key: String(from.key('html@h1')) },
        changes: [],
        counts: { total: 0 },
        links: { source: {}, edit: { method: 'PATCH' }, unlink: { method: 'DELETE' } },
      });
      expect((await to.read(unit)).links.upstream.href).toContain(upstreamOf(unit, 'draft').slice(1));
    });

    it('of a branch follows that branch', async () => {
      await from.patch('html@h1', { display_name: 'Drafted' });
      const source = String(from.key('html@h1').forBranch('draft'));
      const made = await to.create({ source, parent: String(to.key('vertical@v1')) });
      const page = refOf(made.body.id as string);
      expect((await look(page)).body.state).toBe('current');
      await from.patch('html@h1', { display_name: 'Drafted again' });
      expect(linked(await look(page))).toEqual([[page, ['changed'], [], undefined]]);
    });

    it('within a course has no upstream of its own, and keeps the one that its source has', async () => {
      const duplicate = async (ref: string) =>
        refOf(
          (await to.create({ source: String(to.key(ref)), parent: String(to.key('vertical@v2')) })).body.id as string,
        );
      expect(await upstream(await duplicate('html@h1'))).toBeUndefined();
      const page = await copied('html@h1', 'vertical@v1');
      expect(await upstream(await duplicate(page))).toBe(await upstream(page));
    });

    it('of a copy follows the copy, and nothing of that one’s own link', async () => {
      await link('html@h1', NOWHERE, from);
      await from.patch('html@h1', { fields: { upstream_version: 3, downstream_customized: ['data'] } });
      await publish(from);
      const { fields } = await to.read(await copied('html@h1', 'vertical@v1'));
      expect(fields.upstream).toContain(`+type@html+block@h1`);
      expect([fields.upstream, fields.upstream_version, fields.downstream_customized]).toEqual([
        expect.stringContaining(String(from.course).replace('course-v1', 'block-v1')),
        undefined,
        undefined,
      ]);
    });

    it('tells readers nothing of where it comes from', async () => {
      const page = await copied('html@h1', 'vertical@v1');
      await publish(to);
      const { status, text } = await (await to.as('learner'))(to.at(page, null));
      expect([status, text]).toEqual([200, expect.not.stringContaining(String(from.course.run) + '+')]);
    });
  });

  describe('an update', () => {
    it('is refused with two versions or none, with one that the source’s course does not have, and with other rubbish (SPEC R-9)', async () => {
      const page = await copied('html@h1', 'vertical@v1');
      const [mine] = await to.versions();
      const before = await to.versions();
      for (const body of [
        { replace: true },
        { version: mine, state: 'current' },
        { version: mine },
        { version: 'f'.repeat(24) },
        { version: 'x' },
        { state: 'behind' },
        { state: 'current', replace: 'data' },
        { state: 'current', replace: [1] },
        { state: 'current', changes: [] },
      ])
        expect([body, (await update(page, body)).status]).toEqual([body, 400]);
      expect(await to.versions()).toEqual(before);
    });

    it('says what it would do and leave, does just that in one version, and nothing the second time', async () => {
      const unit = await copied('vertical@v1', 'sequential@s1');
      const [page, other, problem] = (await to.children(unit)) as [string, string, string];
      await to.patch(page, { fields: { data: '<p>Mine.</p>' } });
      await from.patch('html@h1', { display_name: 'New name', fields: { data: '<p>Theirs.</p>' } });
      await from.patch('problem@p1', { fields: { max_attempts: 5 } });
      await from.create({ parent: String(from.key('vertical@v1')), type: 'html', block_id: 'new', position: 0 });
      await from.remove('html@h2');
      await publish(from);

      const seen = await look(unit);
      expect([seen.body.state, seen.body.counts]).toMatchObject([
        'behind',
        { total: 4, added: 1, removed: 1, changed: 2 },
      ]);
      expect(seen.body.changes).toContainEqual(
        expect.objectContaining({
          id: String(to.key(page)),
          fields: { display_name: { before: 'Page', after: 'New name' } },
          kept: { data: { upstream: '<p>Theirs.</p>', here: '<p>Mine.</p>' } },
          source: expect.objectContaining({ usage_key: String(from.key('html@h1')) }),
        }),
      );
      const before = await to.versions();
      const dry = await update(unit, { version: seen.body.current_version, dry_run: true });
      expect([dry.status, dry.body.changes, await to.versions()]).toEqual([200, seen.body.changes, before]);

      expect((await update(unit, { version: seen.body.current_version, message: 'News' })).status).toBe(204);
      const after = await to.versions();
      expect(after.length).toBe(before.length + 1);
      const added = (seen.body.changes as { id: string; changes: string[] }[]).find(({ changes }) =>
        changes.includes('added'),
      )!;
      expect(await to.children(unit)).toEqual([refOf(added.id), page, problem]);
      expect((await to.author(to.at(other))).status).toBe(404);
      expect(await to.read(page)).toMatchObject({ display_name: 'New name', fields: { data: '<p>Mine.</p>' } });
      expect((await to.read(problem)).fields.max_attempts).toBe(5);
      expect((await look(unit)).body).toMatchObject({ state: 'current', counts: { total: 0 }, kept_blocks: 1 });
      expect([(await level(unit)).status, await to.versions()]).toEqual([204, after]);
    });

    it('takes what was changed here only where it is named, and then all of it if it is to be', async () => {
      const page = await copied('html@h1', 'vertical@v1');
      await to.patch(page, { display_name: 'My name', fields: { data: '<p>Mine.</p>' } });
      const wanted = { 'content-type': 'application/merge-patch+json', prefer: 'return=representation' };
      const first = await update(page, { state: 'current', replace: ['display_name'] }, wanted);
      expect([first.status, first.body.kept_blocks]).toEqual([200, 1]);
      expect(await to.read(page)).toMatchObject({ display_name: 'Page', fields: { data: '<p>Mine.</p>' } });
      expect((await level(page, { replace: true })).status).toBe(204);
      expect((await to.read(page)).fields.data).toBe('<p>One.</p>');
    });

    it('goes back to an older version of the source as well', async () => {
      const page = await copied('html@h1', 'vertical@v1');
      const old = (await look(page)).body.version as string;
      await from.patch('html@h1', { fields: { data: '<p>Worse.</p>' } });
      await publish(from);
      await level(page);
      expect((await to.read(page)).fields.data).toBe('<p>Worse.</p>');
      expect((await update(page, { version: old })).status).toBe(204);
      expect([(await to.read(page)).fields.data, (await look(page)).body]).toMatchObject([
        '<p>One.</p>',
        { state: 'behind', version: old },
      ]);
    });

    it('meets the state that its author has seen, or a 412 that says what changed since (SPEC C-8)', async () => {
      const page = await copied('html@h1', 'vertical@v1');
      const etag = (await look(page)).headers.get('etag')!;
      await to.patch(page, { display_name: 'Other' });
      await from.patch('html@h1', { fields: { data: '<p>New.</p>' } });
      await publish(from);
      const stale = await level(page, {}, { 'if-match': etag });
      expect([stale.status, stale.body.changes_since.changes]).toEqual([
        412,
        [expect.objectContaining({ id: String(to.key(page)) })],
      ]);
      const key = to
        .key(page)
        .forBranch('draft')
        .forVersion((await to.versions()).at(-1)!);
      expect((await send(to.author, 'PATCH', `${XBLOCKS}${key}/upstream/`, { state: 'current' })).status).toBe(412);
      expect((await send(to.author, 'PATCH', upstreamOf(page, 'published'), { state: 'current' })).status).toBe(409);
      expect((await level(page, {}, { 'if-match': (await look(page)).headers.get('etag')! })).status).toBe(204);
    });

    it('is a 304 for whoever has seen it, until either course changes', async () => {
      const page = await copied('html@h1', 'vertical@v1');
      const etag = (await look(page)).headers.get('etag')!;
      const again = () => to.author(upstreamOf(page), { headers: { 'if-none-match': etag } });
      expect((await again()).status).toBe(304);
      await from.patch('html@h1', { display_name: 'News' });
      await publish(from);
      expect((await again()).status).toBe(200);
    });

    it('is refused while the course is archived, and leaves what is published alone', async () => {
      const page = await copied('html@h1', 'vertical@v1');
      await publish(to);
      await from.patch('html@h1', { display_name: 'News' });
      await publish(from);
      const course = `/api/course/v1/courses/${to.course}/`;
      await send(to.author, 'PATCH', course, { is_archived: true });
      expect((await level(page)).status).toBe(409);
      await send(to.author, 'PATCH', course, { is_archived: false });
      expect((await level(page)).status).toBe(204);
      const learner = await to.as('learner');
      expect((await learner(to.at(page, null))).body.display_name).toBe('Page');
    });

    it('keeps what was changed here of a block that the source has removed, and says so', async () => {
      const unit = await copied('vertical@v1', 'sequential@s1');
      const [page] = (await to.children(unit)) as [string];
      await to.patch(page, { fields: { data: '<p>Mine.</p>' } });
      await from.remove('html@h1');
      await publish(from);
      expect(linked(await look(unit))).toEqual([[page, [], [], ['block']]]);
      await level(unit);
      expect([(await to.read(page)).fields.data, await upstream(page)]).toEqual(['<p>Mine.</p>', undefined]);
    });

    it('does not bring back what was removed here', async () => {
      const unit = await copied('vertical@v1', 'sequential@s1');
      const [page] = (await to.children(unit)) as [string];
      await to.remove(page);
      await from.patch('html@h1', { display_name: 'News' });
      await publish(from);
      const seen = await look(unit);
      expect(seen.body.removed_here).toEqual([expect.objectContaining({ usage_key: String(from.key('html@h1')) })]);
      await level(unit);
      expect(await to.children(unit)).toHaveLength(2);
      await level(unit, { replace: true });
      expect(await to.children(unit)).toHaveLength(3);
    });

    it('reaches a part as well, whose neighbours stay behind', async () => {
      const unit = await copied('vertical@v1', 'sequential@s1');
      const [page, other] = (await to.children(unit)) as [string, string];
      for (const ref of ['html@h1', 'html@h2']) await from.patch(ref, { display_name: 'News' });
      await publish(from);
      await level(page);
      expect([(await to.read(page)).display_name, (await to.read(other)).display_name]).toEqual(['News', 'Other page']);
      expect(linked(await look(unit)).map(([ref]) => ref)).toEqual([other]);
    });

    it('brings the files to which it refers, and refers to what is here', async () => {
      const imported = async (page: string, files: Record<string, string>) => {
        courses += 1;
        const key = CourseKey.of('Upstream', 'Files', `R${courses}`);
        const more = Object.entries(files).map(([name, content]) => ({ name: `course/static/${name}`, content }));
        const admin = service.as('upstream-files', { isStaff: true });
        await new ImportClient(admin).import(String(key), courseOfUnits({ a: page }, more));
        return AuthoringScene.in(service, key);
      };
      from = await imported('<img src="/static/a.png"/>', { 'a.png': 'theirs', 'b.png': 'new', 'c.png': 'unused' });
      to = await imported('<p>x</p>', { 'a.png': 'mine', 'b.png': 'mine too' });
      const page = await copied('html@page-a', 'vertical@a');
      expect((await to.read(page)).fields.data).toBe('<img src="/static/a-1.png"/>');
      expect((await look(page)).body).toMatchObject({ state: 'current', kept_blocks: 0 });
      await from.patch('html@page-a', {
        fields: { data: `<img src="/static/a.png"/><img src="/static/b.png"/> ${from.course}` },
      });
      await publish(from);
      const assets = async () =>
        (await to.author(`/api/asset/v1/assets/?course=${encodeURIComponent(String(to.course))}`)).body.count as number;
      const before = await assets();
      const seen = await look(page);
      expect([(seen.body.assets as { outcome: string }[]).map(({ outcome }) => outcome), await assets()]).toEqual([
        ['renamed', 'renamed'],
        before,
      ]);
      expect(seen.body.unmapped_references).toEqual([expect.objectContaining({ reference: String(from.course) })]);
      await level(page);
      expect([(await to.read(page)).fields.data, await assets()]).toEqual([
        `<img src="/static/a-1.png"/><img src="/static/b-1.png"/> ${from.course}`,
        before + 1,
      ]);
    });

    it('of two at once does everything once', async () => {
      const unit = await copied('vertical@v1', 'sequential@s1');
      await from.create({ parent: String(from.key('vertical@v1')), type: 'html', block_id: 'new' });
      await publish(from);
      const before = await to.versions();
      const answers = await Promise.all([level(unit), level(unit), level(unit)]);
      // One that looked before another was done is told so, and changes nothing.
      expect(answers.every(({ status }) => status === 204 || status === 409)).toBe(true);
      expect([(await to.children(unit)).length, (await to.versions()).length]).toEqual([4, before.length + 1]);
    });
  });

  describe('of many blocks', () => {
    const pages = (count: number, text = 'x') =>
      Array.from({ length: count }, (_, index) => `<html url_name="p${index}"><p>${text} ${index}.</p></html>`).join(
        '',
      );
    const unitOf = (count: number) =>
      `<course url_name="R" org="O" course="C"><chapter url_name="c1"><sequential url_name="s1"><vertical url_name="big">${pages(count)}</vertical></sequential></chapter></course>`;

    /** How many statements the service sends while it answers. */
    async function countWhile(work: () => Promise<TestResponse>): Promise<[status: number, statements: number]> {
      let answer: TestResponse;
      const { length } = await statementsWhile(service, async () => {
        answer = await work();
      });
      return [answer!.status, length];
    }

    it('sends as many statements for 500 as for 5 (SPEC C-9, R-1)', async () => {
      const counts: unknown[] = [];
      for (const size of [5, 500]) {
        from = await AuthoringScene.of(service, unitOf(size));
        const unit = await copied('vertical@big', 'sequential@s1');
        const operations = ['p0', 'p1', 'p2'].map((id) => ({
          op: 'update',
          usage_key: String(from.key(`html@${id}`)),
          fields: { data: '<p>New.</p>' },
        }));
        expect(
          (await from.batch([...operations, { op: 'create', type: 'html', parent: String(from.key('vertical@big')) }]))
            .status,
        ).toBe(201);
        await publish(from);
        await look(unit);
        counts.push([await countWhile(() => look(unit)), await countWhile(() => level(unit))]);
      }
      expect(counts[1]).toEqual(counts[0]);
      expect(counts[0]).toEqual([
        [200, expect.any(Number)],
        [204, expect.any(Number)],
      ]);
    });

    it('is refused for more than one copy makes, and says what to do instead', async () => {
      from = await AuthoringScene.of(service, unitOf(10_000));
      await link('vertical@v1', String(from.key('vertical@big')));
      const before = await to.versions();
      for (const answer of [await look('vertical@v1'), await level('vertical@v1', { replace: true })])
        expect([answer.status, answer.body.developer_message]).toEqual([409, expect.stringContaining('part by part')]);
      expect(await to.versions()).toEqual(before);
      // Without a look at what is there it can still be unlinked.
      expect((await to.author(upstreamOf('vertical@v1'), { method: 'DELETE' })).status).toBe(204);
    });
  });

  describe('unlinking', () => {
    it('makes the block and what is below it the course’s own, and changes nothing else of them', async () => {
      const unit = await copied('vertical@v1', 'sequential@s1');
      const [page] = (await to.children(unit)) as [string];
      const { data } = (await to.read(page)).fields as { data: string };
      const before = await to.versions();
      const dry = await to.author(`${upstreamOf(unit)}?dry_run=true`, { method: 'DELETE' });
      expect([dry.status, dry.body.counts.changed, await to.versions()]).toEqual([200, 4, before]);
      expect((await to.author(upstreamOf(unit), { method: 'DELETE' })).status).toBe(204);
      expect([await upstream(unit), await upstream(page), (await to.read(page)).fields.data]).toEqual([
        undefined,
        undefined,
        data,
      ]);
      expect((await to.versions()).length).toBe(before.length + 1);
      expect((await look(unit)).status).toBe(404);
    });

    it('leaves what follows another course', async () => {
      const unit = await copied('vertical@v1', 'sequential@s1');
      const third = await AuthoringScene.of(service);
      const foreign = await to.create({ source: String(third.key('html@h1')), parent: String(to.key(unit)) });
      await to.author(upstreamOf(unit), { method: 'DELETE' });
      expect(await upstream(refOf(foreign.body.id as string))).toContain(String(third.course.run));
    });
  });

  describe('finding what there is to update', () => {
    const list = async (value: string, client = to.author) =>
      client(
        `${XBLOCKS}?course=${encodeURIComponent(String(to.course))}&upstream=${encodeURIComponent(value)}&page_size=100`,
      );
    const states = (answer: TestResponse) =>
      (answer.body.results as { id: string; upstream: { state: string; source: { usage_key: string } } }[])
        .map(({ upstream: { state, source } }) => [refOf(source.usage_key), state])
        .sort();

    it('is for the team, takes keys of runs alone, and knows no other course', async () => {
      for (const value of ['x', 'course-v1:a', 'i4x://Authoring/Course/html/h1'])
        expect((await list(value)).status).toBe(400);
      expect((await list(String(from.course), await to.as('learner'))).status).toBe(404);
      await copied('html@h1', 'vertical@v1');
      expect((await list('course-v1:No+Such+Course')).body.count).toBe(0);
      const other = await AuthoringScene.of(service);
      expect((await list(String(other.course))).body.count).toBe(0);
      expect(states(await list(String(from.course), await to.as('auditor')))).toEqual([['html@h1', 'gone']]);
    });

    it('finds the copies of a course or of one block, and says of each whether it is behind', async () => {
      await copied('vertical@v1', 'sequential@s1');
      await copied('html@h1', 'vertical@v2');
      await from.patch('html@h1', { display_name: 'News' });
      await publish(from);
      expect(states(await list(String(from.course)))).toEqual([
        ['html@h1', 'behind'],
        ['html@h1', 'behind'],
        ['html@h2', 'current'],
        ['problem@p1', 'current'],
        ['vertical@v1', 'current'],
      ]);
      expect(states(await list(String(from.key('html@h2'))))).toEqual([['html@h2', 'current']]);
    });
  });
});
