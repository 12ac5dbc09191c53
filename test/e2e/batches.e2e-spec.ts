import { statementsSent } from '../support/statements.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { AuthoringScene, BATCHES, refOf, send } from '../support/authoring-scene.js';

const faultsOf = ({ status, body }: TestResponse): [number, string[]] => [
  status,
  Object.keys((body.field_errors ?? {}) as object).sort(),
];

describe('Batches (SPEC section 13; pains E9 and E22)', () => {
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
  const refused = async (operations: unknown[], more: object = {}) => {
    const before = await scene.versions();
    const answer = await scene.batch(operations, more);
    expect(await scene.versions()).toEqual(before);
    return answer;
  };

  describe('are refused', () => {
    it('from whoever is not of the team; with a deletion in them from editors as well (section 8)', async () => {
      const update = [{ op: 'update', usage_key: keyOf('html@h1'), display_name: 'X' }];
      expect((await scene.batch(update, {}, {}, service.as(null))).status).toBe(401);
      for (const role of ['learner', 'outsider', 'auditor'] as const)
        expect((await scene.batch(update, {}, {}, await scene.as(role))).status).toBe(403);
      const editor = await scene.as('editor');
      expect((await scene.batch(update, {}, {}, editor)).status).toBe(201);
      const removal = await scene.batch([...update, { op: 'delete', usage_key: keyOf('html@h2') }], {}, {}, editor);
      expect(removal.status).toBe(403);
    });

    it('with the path of each member that is not what it has to be (R-9)', async () => {
      const answer = await refused([
        { op: 'create', type: 'html', parent: keyOf('vertical@v1'), colour: 'blue' },
        { op: 'move', usage_key: 'h1', position: -1 },
        { op: 'explode' },
        { op: 'update' },
        null,
        [],
      ]);
      expect(faultsOf(answer)).toEqual([
        400,
        [
          'operations[0].colour',
          'operations[1].position',
          'operations[1].usage_key',
          'operations[2].op',
          'operations[3].usage_key',
          'operations[4]',
          'operations[5]',
        ],
      ]);
    });

    it('with every fault that the tree finds, of all operations at once', async () => {
      const answer = await refused([
        { op: 'create', type: 'html', parent: keyOf('vertical@v1'), fields: { editor: 'quill', nope: 1 } },
        { op: 'update', usage_key: keyOf('html@none'), display_name: 'X' },
        { op: 'move', usage_key: keyOf('html@h1'), parent: keyOf('chapter@c1') },
        { op: 'create', type: 'problem', parent: keyOf('html@h1') },
        { op: 'copy', source: 'block-v1:No+Such+Course+type@html+block@x', parent: keyOf('vertical@v1') },
      ]);
      expect(faultsOf(answer)).toEqual([400, ['operations[4].source']]);
      const inTree = await refused([
        { op: 'create', type: 'html', parent: keyOf('vertical@v1'), fields: { editor: 'quill', nope: 1 } },
        { op: 'update', usage_key: keyOf('html@none'), display_name: 'X' },
        { op: 'move', usage_key: keyOf('html@h1'), parent: keyOf('chapter@c1') },
        { op: 'create', type: 'problem', parent: keyOf('html@h1') },
      ]);
      expect(faultsOf(inTree)).toEqual([
        400,
        [
          'operations[0].fields.editor',
          'operations[0].fields.nope',
          'operations[1].usage_key',
          'operations[2].parent',
          'operations[3].parent',
        ],
      ]);
    });

    it('with names of blocks that later operations make, that the operation itself makes, or none; and with a name given twice', async () => {
      const parent = keyOf('vertical@v1');
      const answer = await refused([
        { op: 'move', usage_key: keyOf('html@h1'), parent: '#later' },
        { op: 'create', type: 'wrapper', parent: '#itself', ref: 'itself' },
        { op: 'create', type: 'wrapper', parent, ref: 'later' },
        { op: 'create', type: 'wrapper', parent: '#never' },
        { op: 'create', type: 'wrapper', parent, ref: 'later' },
      ]);
      expect(faultsOf(answer)).toEqual([
        400,
        ['operations[0].parent', 'operations[1].parent', 'operations[3].parent', 'operations[4].ref'],
      ]);
      expect(answer.body.field_errors['operations[0].parent'].developer_message).toMatch(/operations\[2\].*later/);
    });

    it('without faults that only follow from another one', async () => {
      const answer = await refused([
        { op: 'create', type: 'vertical', parent: keyOf('chapter@c1'), ref: 'unit' },
        { op: 'create', type: 'html', parent: '#unit', ref: 'page' },
        { op: 'update', usage_key: '#page', display_name: 'X' },
      ]);
      expect(faultsOf(answer)).toEqual([400, ['operations[0].parent']]);
    });

    it('when they name blocks of another course, branch or version', async () => {
      const other = await AuthoringScene.of(service);
      const answer = await refused([
        { op: 'update', usage_key: String(other.key('html@h1')), display_name: 'X' },
        { op: 'update', usage_key: String(scene.key('html@h1').forBranch('published')), display_name: 'X' },
        { op: 'move', usage_key: keyOf('html@h1'), parent: String(other.key('vertical@v1')) },
      ]);
      expect(faultsOf(answer)).toEqual([
        400,
        ['operations[0].usage_key', 'operations[1].usage_key', 'operations[2].parent'],
      ]);
      expect((await other.read('html@h1')).display_name).toBe('Page');
    });

    it('when there is nothing in them, or too much', async () => {
      expect(faultsOf(await refused([]))).toEqual([400, ['operations']]);
      const many = Array.from({ length: 1001 }, () => ({ op: 'delete', usage_key: keyOf('html@h1') }));
      expect(faultsOf(await refused(many))).toEqual([400, ['operations']]);
    });

    it('to what is published, to history, and to a branch that is not there', async () => {
      const operations = [{ op: 'update', usage_key: keyOf('html@h1'), display_name: 'X' }];
      expect((await refused(operations, { branch: 'published' })).status).toBe(409);
      const [version] = await scene.versions();
      expect((await refused(operations, { course: String(scene.course.forVersion(version!)) })).status).toBe(409);
      expect(faultsOf(await refused(operations, { branch: 'no-such' }))).toEqual([400, ['branch']]);
      expect(faultsOf(await refused(operations, { branch: 'a b' }))).toEqual([400, ['branch']]);
    });

    it('as a whole when one id is taken: 409 by its path', async () => {
      const parent = keyOf('vertical@v1');
      const answer = await refused([
        { op: 'create', type: 'html', parent, block_id: 'one' },
        { op: 'create', type: 'html', parent, block_id: 'one' },
      ]);
      expect(faultsOf(answer)).toEqual([409, ['operations[1].block_id']]);
    });

    it('as a whole when one block is not at the version that its author has seen: 412 by its path (C-8)', async () => {
      const { edited } = await scene.read('html@h1');
      await scene.patch('html@h1', { display_name: 'Theirs' });
      const answer = await refused([
        { op: 'update', usage_key: keyOf('html@h2'), display_name: 'Mine' },
        { op: 'update', usage_key: keyOf('html@h1'), display_name: 'Mine', if_match: edited.version },
      ]);
      expect(faultsOf(answer)).toEqual([412, ['operations[1].if_match']]);
      expect(answer.body.current_version).toBe((await scene.versions())[0]);
      const now = (await scene.author(scene.at('html@h1'))).headers.get('etag');
      expect(
        (await scene.batch([{ op: 'update', usage_key: keyOf('html@h1'), display_name: 'Mine', if_match: now }]))
          .status,
      ).toBe(201);
    });

    it('at a version of the branch that is no head any more: 412 (section 2)', async () => {
      const [version] = await scene.versions();
      await scene.patch('html@h1', { display_name: 'Theirs' });
      const course = String(scene.course.forBranch('draft').forVersion(version!));
      const late = await scene.batch([{ op: 'update', usage_key: keyOf('html@h2'), display_name: 'X' }], { course });
      expect([late.status, late.body.current_version]).toEqual([412, (await scene.versions())[0]]);
    });
  });

  it('make everything in one version: a unit with pages, moves and a deletion, by names of their own', async () => {
    const before = await scene.versions();
    const answer = await scene.batch(
      [
        { op: 'create', type: 'sequential', parent: keyOf('chapter@c1'), position: 0, ref: 'sub', display_name: 'New' },
        { op: 'create', type: 'vertical', parent: '#sub', ref: 'unit', block_id: 'u9' },
        { op: 'create', type: 'html', parent: '#unit', ref: 'page', fields: { data: '<p>Hello.</p>' } },
        { op: 'move', usage_key: keyOf('html@h1'), parent: '#unit', position: 0 },
        { op: 'copy', source: '#page', parent: '#unit', ref: 'twin' },
        { op: 'update', usage_key: '#twin', display_name: 'Twin', fields: { data: '<p>Twin.</p>' } },
        { op: 'delete', usage_key: keyOf('vertical@v2') },
      ],
      { message: 'A new subsection' },
    );
    expect(answer.status).toBe(201);
    const { body, headers } = answer;
    const after = await scene.versions();
    expect([after.length, after[0]]).toEqual([before.length + 1, body.version.version]);
    expect(headers.get('location')).toBe(body.version.url);
    expect(body.version.url).toMatch(`/api/course/v1/courses/${scene.course}/versions/${after[0]}/`);
    expect(body.results.map(({ op, ref }: { op: string; ref?: string }) => [op, ref])).toEqual([
      ['create', 'sub'],
      ['create', 'unit'],
      ['create', 'page'],
      ['move', undefined],
      ['copy', 'twin'],
      ['update', undefined],
      ['delete', undefined],
    ]);
    expect(body.counts).toEqual({ total: 7, added: 4, removed: 2, moved: 1, reordered: 0, changed: 0 });
    const [page, twin] = [body.results[2], body.results[4]].map(({ block }) => refOf(block.usage_key as string));
    expect(await scene.children('vertical@u9')).toEqual(['html@h1', page, twin]);
    expect(await scene.children('chapter@c1')).toEqual([
      refOf(body.results[0].block.usage_key as string),
      'sequential@s1',
    ]);
    expect((await scene.read(page!)).fields.data).toBe('<p>Hello.</p>');
    expect((await scene.read(twin!)).fields).toMatchObject({ data: '<p>Twin.</p>', display_name: 'Twin' });
    // The block that is gone is shown as it was.
    expect((await scene.author(body.results[6].block.url as string)).body.display_name).toBe('Second unit');
  });

  it('say with dry_run all that would change, in the same shape, and write nothing (pain E22)', async () => {
    const operations = [
      { op: 'create', type: 'html', parent: keyOf('vertical@v2'), ref: 'page', block_id: 'new' },
      { op: 'move', usage_key: keyOf('html@h1'), parent: keyOf('vertical@v2'), position: 0 },
      { op: 'update', usage_key: keyOf('html@h2'), display_name: 'Renamed' },
    ];
    const before = await scene.versions();
    const dry = await scene.batch(operations, { dry_run: true });
    expect([dry.status, dry.body.version.version, await scene.versions()]).toEqual([200, before[0], before]);
    const real = await scene.batch(operations);
    expect(real.status).toBe(201);
    expect(Object.keys(dry.body as object).sort()).toEqual(Object.keys(real.body as object).sort());
    expect(dry.body.changes).toEqual(real.body.changes);
    expect(dry.body.counts).toEqual(real.body.counts);
  });

  it('that cancel themselves out make no version: 200 with the one that is there (C-1)', async () => {
    const before = await scene.versions();
    const answer = await scene.batch([
      { op: 'create', type: 'html', parent: keyOf('vertical@v2'), ref: 'page' },
      { op: 'move', usage_key: keyOf('html@h1'), parent: keyOf('vertical@v2') },
      { op: 'update', usage_key: keyOf('html@h2'), display_name: 'X' },
      { op: 'update', usage_key: keyOf('html@h2'), display_name: 'Other page' },
      { op: 'move', usage_key: keyOf('html@h1'), parent: keyOf('vertical@v1'), position: 0 },
      { op: 'delete', usage_key: '#page' },
    ]);
    expect([answer.status, answer.body.version.version, answer.body.changes]).toEqual([200, before[0], []]);
    expect(await scene.versions()).toEqual(before);
  });

  it('are made once for each Idempotency-Key (R-13)', async () => {
    const headers = { 'idempotency-key': `batch-${scene.course.run}` };
    const operations = [{ op: 'create', type: 'html', parent: keyOf('vertical@v1') }];
    const [first, again] = [await scene.batch(operations, {}, headers), await scene.batch(operations, {}, headers)];
    expect([first.status, again.status, again.text === first.text, again.headers.get('idempotent-replayed')]).toEqual([
      201,
      201,
      true,
      'true',
    ]);
    expect(await scene.children('vertical@v1')).toHaveLength(4);
  });

  it('take turns with other writers of the branch: nothing is lost, nothing is half-done (C-8)', async () => {
    const parent = keyOf('vertical@v1');
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, (_, n) =>
        scene.batch([
          { op: 'create', type: 'html', parent, block_id: `a${n}` },
          { op: 'create', type: 'html', parent, block_id: `b${n}` },
        ]),
      ),
      scene.patch('html@h3', { display_name: 'Meanwhile' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([...Array(6).fill(201), 204]);
    const children = (await scene.children('vertical@v1')).slice(3);
    expect(children).toHaveLength(12);
    // Those of one batch stand side by side.
    for (let at = 0; at < 12; at += 2) expect(children[at]!.replace('@a', '@b')).toBe(children[at + 1]);
  });

  it('of 1,000 operations cost as many statements as those of 10 (P-4), and are told with 100 changes and all counts', async () => {
    const make = async (count: number): Promise<[string[], TestResponse]> => {
      const parent = keyOf('vertical@v1');
      const named = (n: number) => ({ op: 'create', type: 'html', parent, block_id: `n${count}-${n}` });
      let answer: TestResponse;
      const statements = await statementsSent(async () => {
        answer = await scene.batch(Array.from({ length: count }, (_, n) => named(n)));
      });
      // Who asks is looked up once in two seconds, however long they take.
      const texts = statements.map((statement) => JSON.stringify(statement));
      return [texts.filter((text) => !/\busers\b/.test(text)), answer!];
    };
    await make(5);
    const [few] = await make(10);
    const [many, answer] = await make(1000);
    expect([answer.status, answer.body.changes.length, answer.body.counts.added]).toEqual([201, 100, 1000]);
    expect(many.map((text) => text.slice(0, 80))).toEqual(few.map((text) => text.slice(0, 80)));
    expect(await scene.children('vertical@v1')).toHaveLength(1018);
  });

  it('take a body of JSON alone', async () => {
    expect((await send(scene.author, 'PATCH', BATCHES, {})).status).toBe(405);
  });
});
