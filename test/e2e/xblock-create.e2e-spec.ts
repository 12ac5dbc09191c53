import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { AuthoringScene, refOf, send, XBLOCKS } from '../support/authoring-scene.js';

const faultsOf = ({ status, body }: TestResponse): [number, string[]] => [
  status,
  Object.keys((body.field_errors ?? {}) as object).sort(),
];

describe('Making blocks (SPEC section 13, C-4)', () => {
  let service: TestApp;
  let scene: AuthoringScene;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());
  beforeEach(async () => {
    scene = await AuthoringScene.of(service);
  });

  const inUnit = (more: object = {}) => ({ parent: String(scene.key('vertical@v1')), type: 'html', ...more });

  describe('refuses', () => {
    it('whoever is not of the team: 401 without credentials, 403 to those who know of the course, 400 of a draft as of one that is not there (section 8, R-7)', async () => {
      const before = await scene.versions();
      const body = inUnit();
      const drafted = { ...body, parent: String(scene.key('vertical@v1').forBranch('draft')) };
      const nobody = service.as(null);
      expect((await scene.create(body, {}, nobody)).status).toBe(401);
      for (const role of ['learner', 'outsider', 'beta_tester'] as const) {
        const client = await scene.as(role);
        expect([
          (await scene.create(body, {}, client)).status,
          (await scene.create(drafted, {}, client)).status,
        ]).toEqual([403, 400]);
      }
      expect((await scene.create(body, {}, await scene.as('auditor'))).status).toBe(403);
      expect(await scene.versions()).toEqual(before);
    });

    it('a parent of a course that is not there, by its member (section 1)', async () => {
      const parent = 'block-v1:No+Such+Course+type@vertical+block@v1';
      const { status, body } = await scene.create({ parent, type: 'html' });
      expect([status, Object.keys(body.field_errors as object)]).toEqual([400, ['parent']]);
    });

    it('every fault at once, by its member (R-9)', async () => {
      const answer = await scene.create(
        inUnit({ block_id: 'a b', position: 9, fields: { no_such_field: 1, editor: 'quill' } }),
      );
      expect(faultsOf(answer)).toEqual([400, ['block_id', 'fields.editor', 'fields.no_such_field', 'position']]);
      expect(answer.body.field_errors.position.developer_message).toMatch(/0 to 3/);
    });

    it.each([
      ['neither a parent nor a course', { type: 'html' }, ['parent']],
      ['no type', { course: 'C' }, ['type']],
      ['a detached type under a parent', { parent: 'vertical@v1', type: 'about' }, ['parent']],
      ['a block of the tree beside it', { course: 'C', type: 'html' }, ['parent']],
      ['a position beside the tree', { course: 'C', type: 'about', position: 0 }, ['position']],
      ['both places', { course: 'C', parent: 'vertical@v1', type: 'html' }, ['course']],
      ['a parent that is not there', { parent: 'vertical@none', type: 'html' }, ['parent']],
      ['a parent that has no children', { parent: 'html@h1', type: 'html' }, ['parent']],
      ['a type that the parent does not take', { parent: 'chapter@c1', type: 'problem' }, ['parent']],
      ['a second course block', { parent: 'course@course', type: 'course' }, ['parent']],
      ['a negative position', { parent: 'vertical@v1', type: 'html', position: -1 }, ['position']],
      ['a position that is no whole number', { parent: 'vertical@v1', type: 'html', position: 0.5 }, ['position']],
      ['an empty id', { parent: 'vertical@v1', type: 'html', block_id: '' }, ['block_id']],
      ['an id of 200 characters', { parent: 'vertical@v1', type: 'html', block_id: 'x'.repeat(200) }, ['block_id']],
      ['an id with a separator of keys', { parent: 'vertical@v1', type: 'html', block_id: 'a+b' }, ['block_id']],
      ['a type with a space', { parent: 'vertical@v1', type: 'h tml' }, ['type']],
    ])('%s', async (_, { course, parent, ...more }: { course?: string; parent?: string } & object, faults) => {
      const before = await scene.versions();
      const answer = await scene.create({
        ...more,
        ...(course && { course: String(scene.course) }),
        ...(parent && { parent: String(scene.key(parent)) }),
      });
      expect(faultsOf(answer)).toEqual([400, faults]);
      expect(await scene.versions()).toEqual(before);
    });

    it('an id that is taken: 409, and the block stays (C-4)', async () => {
      const answer = await scene.create(inUnit({ block_id: 'h3', display_name: 'Mine' }));
      expect(faultsOf(answer)).toEqual([409, ['block_id']]);
      expect((await scene.read('html@h3')).display_name).toBe('Third page');
    });

    it('to write to what is published, or to history: 409 that names the draft', async () => {
      const [version] = await scene.versions();
      for (const parent of [
        scene.key('vertical@v1').forBranch('published'),
        scene.key('vertical@v1').forVersion(version!),
      ]) {
        const answer = await scene.create({ parent: String(parent), type: 'html' });
        expect([answer.status, answer.body.error_code]).toEqual([409, 'conflict']);
      }
    });

    it('a branch that has moved on from the version beside it: 412 that names the head (section 2)', async () => {
      const [version] = await scene.versions();
      const parent = String(scene.key('vertical@v1').forBranch('draft').forVersion(version!));
      expect((await scene.create({ parent, type: 'html' })).status).toBe(201);
      const late = await scene.create({ parent, type: 'html' });
      expect([late.status, late.body.current_version]).toEqual([412, (await scene.versions())[0]]);
    });

    it('prototype keys as what they are: unknown members and unknown fields', async () => {
      const answer = await scene.create(inUnit({ fields: { hasOwnProperty: 1, toString: 'x' } }));
      expect(faultsOf(answer)).toEqual([400, ['fields.hasOwnProperty', 'fields.toString']]);
      const proto = await scene.author(XBLOCKS, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"parent": "${scene.key('vertical@v1')}", "type": "html", "fields": {"__proto__": {"a": 1}}}`,
      });
      expect(proto.status).toBe(400);
    });
  });

  it('answers 201 with the block, its address and its ETag, and makes exactly one version (C-1)', async () => {
    const before = await scene.versions();
    const answer = await scene.create(
      inUnit({ display_name: 'High water', fields: { data: '<p>It turns.</p>' }, message: 'A page about tides' }),
    );
    expect(answer.status).toBe(201);
    const { body, headers } = answer;
    expect(body).toMatchObject({
      type: 'html',
      display_name: 'High water',
      branch: 'draft',
      fields: { data: '<p>It turns.</p>', display_name: 'High water' },
      parent: { usage_key: String(scene.key('vertical@v1')) },
      has_unpublished_changes: true,
      published: null,
    });
    expect(body.block_id).toMatch(/^[0-9a-f]{32}$/);
    expect(headers.get('location')).toBe(body.url);
    const after = await scene.versions();
    expect([after.length, after[0]]).toEqual([before.length + 1, body.version]);
    const read = await scene.author(headers.get('location')!);
    expect([read.status, read.headers.get('etag'), read.body.fields]).toEqual([200, headers.get('etag'), body.fields]);
    expect(await scene.children('vertical@v1')).toEqual([
      'html@h1',
      'html@h2',
      'problem@p1',
      `html@${body.block_id as string}`,
    ]);
    const [{ message }] = await service.dataSource.query<[{ message: string }]>(
      'SELECT message FROM versions WHERE guid = $1',
      [body.version],
    );
    expect(message).toBe('A page about tides');
  });

  it('keeps the draft to the team: what learners read is as it was', async () => {
    const learner = await scene.as('learner');
    const seen = async () => {
      const { children, version, edited } = (await learner(scene.at('vertical@v1', null))).body;
      return { children, version, edited };
    };
    const before = await seen();
    await scene.create(inUnit({ block_id: 'new' }));
    expect(await seen()).toEqual(before);
    expect((await learner(scene.at('html@new', null))).status).toBe(404);
  });

  it.each([
    [0, ['html@new', 'html@h1', 'html@h2', 'problem@p1']],
    [2, ['html@h1', 'html@h2', 'html@new', 'problem@p1']],
    [3, ['html@h1', 'html@h2', 'problem@p1', 'html@new']],
    [null, ['html@h1', 'html@h2', 'problem@p1', 'html@new']],
  ])('puts it at position %s', async (position, children) => {
    expect((await scene.create(inUnit({ block_id: 'new', position }))).status).toBe(201);
    expect(await scene.children('vertical@v1')).toEqual(children);
  });

  it('is there for editors, and with the block in the address as parent', async () => {
    const answer = await send(await scene.as('editor'), 'POST', `${scene.at('vertical@v2', null)}children/`, {
      type: 'problem',
      position: 0,
    });
    expect(answer.status).toBe(201);
    expect((await scene.children('vertical@v2')).map((ref) => ref.split('@')[0])).toEqual(['problem', 'html']);
  });

  it('keeps blocks of types that it does not know, with whatever fields they have (C-4)', async () => {
    const fields = { theme: 'sea', rows: [1, { deep: true }], data: '<across/>' };
    const answer = await scene.create(inUnit({ type: 'crossword', block_id: 'x.1-~:é_', fields }));
    expect([answer.status, answer.body.fields]).toEqual([201, fields]);
    expect((await scene.author(answer.headers.get('location')!)).body.fields).toEqual(fields);
  });

  it('takes ids that are names of members of every object', async () => {
    for (const block_id of ['__proto__', 'constructor', 'hasOwnProperty']) {
      const { status, headers } = await scene.create(inUnit({ block_id }));
      expect([status, (await scene.author(headers.get('location')!)).body.block_id]).toEqual([201, block_id]);
    }
  });

  it('makes pages beside the tree, which enter the tabs of the course; deleted they leave them', async () => {
    const root = 'course@course';
    const tabs = async () => ((await scene.read(root)).fields.tabs as { name: string }[]).map(({ name }) => name);
    const before = await tabs();
    const answer = await scene.create({
      course: String(scene.course),
      type: 'static_tab',
      block_id: 'glossary',
      display_name: 'Glossary',
      fields: { data: '<p>Ebb</p>' },
    });
    expect([answer.status, answer.body.parent]).toEqual([201, null]);
    expect(await tabs()).toEqual([...before, 'Glossary']);
    expect((await scene.patch('static_tab@glossary', { display_name: 'Words' })).status).toBe(204);
    expect(await tabs()).toEqual([...before, 'Words']);
    expect((await scene.remove('static_tab@glossary')).status).toBe(204);
    expect(await tabs()).toEqual(before);
  });

  it('says with dry_run what would change, and writes nothing', async () => {
    const before = await scene.versions();
    const answer = await scene.create(inUnit({ block_id: 'new', position: 1, dry_run: true }));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      branch: 'draft',
      version: before[0],
      counts: { total: 1, added: 1, removed: 0, moved: 0, reordered: 0, changed: 0 },
      changes: [
        {
          id: String(scene.key('html@new')),
          changes: ['added'],
          to: { parent: { usage_key: String(scene.key('vertical@v1')) }, position: 1 },
        },
      ],
    });
    expect(await scene.versions()).toEqual(before);
    expect((await scene.author(scene.at('html@new'))).status).toBe(404);
  });

  it('makes one block for one Idempotency-Key, however often it is sent (R-13)', async () => {
    const headers = { 'idempotency-key': `make-${scene.course.run}` };
    const answers = await Promise.all([1, 2, 3].map(() => scene.create(inUnit(), headers)));
    const done = answers.filter(({ status }) => status === 201);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    expect(await scene.children('vertical@v1')).toHaveLength(4);
  });

  it('lets sixteen authors add to one unit at once: none is lost, each makes one version (C-8)', async () => {
    const before = (await scene.versions()).length;
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, n) => scene.create(inUnit({ block_id: `n${n}` }))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(16).fill(201));
    const made = (await scene.children('vertical@v1')).slice(3);
    expect(made.sort()).toEqual(answers.map(({ body }) => refOf(body.id as string)).sort());
    expect((await scene.versions()).length).toBe(before + 16);
  });

  it('makes one of two who want the same id: the other gets a 409', async () => {
    const answers = await Promise.all([1, 2].map(() => scene.create(inUnit({ block_id: 'same' }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});
