import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { AuthoringScene, BATCHES, XBLOCKS } from '../support/authoring-scene.js';
import { importXml } from './contract/sample-course.js';
import { json } from '../support/json-request.js';

/** A request, and the member of its body or query that names what is not there. */
type Request = readonly [member: string, target: string, init?: RequestInit];

const COURSES = '/api/course/v1/courses/';
const NOWHERE = '0123456789abcdef01234567';
/** A course that is there, and whose policy lets nobody know of it. */
const HIDDEN = CourseKey.of('Authoring', 'Course', 'Hidden');
const ABSENT = CourseKey.of('Authoring', 'Course', 'Absent');
const inQuery = (key: unknown): string => encodeURIComponent(String(key));

/** What a body or a query names is no address: where it is not there, or is not the caller's to know, a member is wrong. */
describe('what a body or a query names and is not there: 400 by its member (SPEC section 1 "bad key", R-7)', () => {
  let service: TestApp;
  let scene: AuthoringScene;
  let admin: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    scene = await AuthoringScene.of(service);
    await importXml(
      service,
      HIDDEN,
      '<course display_name="H"><chapter url_name="c"><sequential url_name="s"><vertical url_name="v1"><html url_name="h1">x</html></vertical></sequential></chapter></course>',
    );
    admin = service.as('unknown-admin', { isStaff: true });
    await admin('/api/');
    const policy = `${COURSES}${HIDDEN}/access_policy/`;
    const { status } = await admin(policy, json('PATCH', { information: { visibility: 'restricted' } }));
    if (status >= 300) throw new Error('The course is not hidden.');
  });
  afterAll(async () => service?.close());

  const own = (ref: string, branch: string | null = null) => String(scene.key(ref).forBranch(branch));
  const at = (part: string) => `${COURSES}${scene.course}/${part}`;

  /** An answer without what is of the request, and without what it names. */
  const told = ({ status, headers, body, text }: TestResponse, names: readonly string[]) => {
    const anonymous = (value: string): string => names.reduce((kept, name) => kept.replaceAll(name, 'NAME'), value);
    return [
      status,
      Object.keys(body.field_errors ?? {}),
      anonymous(text.replace(headers.get('x-request-id')!, 'REQUEST')),
    ];
  };

  const ofCourse: [string, (key: CourseKey) => Request][] = [
    [
      'a new block',
      (key) => ['parent', XBLOCKS, json('POST', { parent: String(key.makeUsageKey('vertical', 'v1')), type: 'html' })],
    ],
    [
      'a new block in a branch',
      (key) => [
        'parent',
        XBLOCKS,
        json('POST', { parent: String(key.forBranch('draft').makeUsageKey('vertical', 'v1')), type: 'html' }),
      ],
    ],
    ['a page beside the tree', (key) => ['course', XBLOCKS, json('POST', { course: String(key), type: 'static_tab' })]],
    [
      'a copy, by its source',
      (key) => [
        'source',
        XBLOCKS,
        json('POST', { source: String(key.makeUsageKey('html', 'h1')), parent: own('vertical@v1') }),
      ],
    ],
    [
      'a copy, by the draft of its source',
      (key) => [
        'source',
        XBLOCKS,
        json('POST', { source: String(key.forBranch('draft').makeUsageKey('html', 'h1')), parent: own('vertical@v1') }),
      ],
    ],
    [
      'a copy, by where it is to stand',
      (key) => [
        'parent',
        XBLOCKS,
        json('POST', { source: own('html@h1'), parent: String(key.makeUsageKey('vertical', 'v1')) }),
      ],
    ],
    [
      'a child that is a copy',
      (key) => [
        'source',
        `${scene.at('vertical@v1', null)}children/`,
        json('POST', { source: String(key.makeUsageKey('html', 'h1')) }),
      ],
    ],
    [
      'a move',
      (key) => [
        'parent',
        scene.at('html@h1', null),
        json('PATCH', { parent: String(key.makeUsageKey('vertical', 'v1')) }),
      ],
    ],
    [
      'an order of children',
      (key) => [
        'children[0]',
        `${scene.at('vertical@v1', null)}children/`,
        json('PUT', { children: [String(key.makeUsageKey('html', 'h1'))] }, { 'if-match': '*' }),
      ],
    ],
    [
      'a batch',
      (key) => [
        'course',
        BATCHES,
        json('POST', {
          course: String(key),
          operations: [{ op: 'delete', usage_key: String(key.makeUsageKey('html', 'h1')) }],
        }),
      ],
    ],
    [
      'a batch in a branch',
      (key) => [
        'course',
        BATCHES,
        json('POST', {
          course: String(key),
          branch: 'draft',
          operations: [{ op: 'delete', usage_key: String(key.makeUsageKey('html', 'h1')) }],
        }),
      ],
    ],
    [
      'the parent in a batch',
      (key) => [
        'operations[1].parent',
        BATCHES,
        json('POST', {
          course: String(scene.course),
          operations: [
            { op: 'update', usage_key: own('html@h1'), display_name: 'x' },
            { op: 'create', type: 'html', parent: String(key.makeUsageKey('vertical', 'v1')) },
          ],
        }),
      ],
    ],
    [
      'the source in a batch',
      (key) => [
        'operations[0].source',
        BATCHES,
        json('POST', {
          course: String(scene.course),
          operations: [{ op: 'copy', parent: own('vertical@v1'), source: String(key.makeUsageKey('html', 'h1')) }],
        }),
      ],
    ],
    [
      'a publication',
      (key) => [
        'usage_keys[0]',
        at('publications/'),
        json('POST', { usage_keys: [String(key.makeUsageKey('html', 'h1'))] }),
      ],
    ],
    [
      'what a publication leaves out',
      (key) => ['exclude[0]', at('publications/'), json('POST', { exclude: [String(key.makeUsageKey('html', 'h1'))] })],
    ],
    [
      'the log of publications',
      (key) => ['usage_key', at(`publications/?usage_key=${inQuery(key.makeUsageKey('html', 'h1'))}`)],
    ],
    [
      'unpublished changes',
      (key) => ['usage_key', at(`unpublished_changes/?usage_key=${inQuery(key.makeUsageKey('html', 'h1'))}`)],
    ],
    ['versions of a block', (key) => ['block', at(`versions/?block=${inQuery(key.makeUsageKey('html', 'h1'))}`)]],
    [
      'blocks by their parent',
      (key) => [
        'parent',
        `${XBLOCKS}?course=${inQuery(scene.course)}&parent=${inQuery(key.makeUsageKey('vertical', 'v1'))}`,
      ],
    ],
    [
      'an enrollment',
      (key) => ['course_key', '/api/enrollment/v1/enrollments/', json('POST', { course_key: String(key) })],
    ],
    [
      'an enrollment of somebody else',
      (key) => [
        'course_key',
        '/api/enrollment/v1/enrollments/',
        json('POST', { course_key: String(key), username: 'unknown-admin' }),
      ],
    ],
    [
      'an invitation',
      (key) => [
        'course_key',
        '/api/enrollment/v1/invitations/',
        json('POST', { course_key: String(key), username: 'unknown-admin' }),
      ],
    ],
    [
      'many enrollments',
      (key) => [
        'course_key',
        '/api/enrollment/v1/bulk_enrollments/',
        json('POST', { course_key: String(key), identifiers: ['unknown-admin'] }),
      ],
    ],
    [
      'a webhook',
      (key) => [
        'course_key',
        '/api/event/v1/webhooks/',
        json('POST', { target_url: 'https://receiver.invalid/', course_key: String(key) }),
      ],
    ],
  ];

  describe('a course', () => {
    it.each(ofCourse)('of %s', async (_, request) => {
      const answers: TestResponse[] = [];
      for (const key of [ABSENT, HIDDEN]) {
        const [, target, init] = request(key);
        answers.push(await scene.author(target, init));
      }
      const [member] = request(ABSENT);
      const [absent, unknown] = [answers[0]!, answers[1]!];
      expect([absent.status, Object.keys(absent.body.field_errors ?? {}), absent.text]).toEqual([
        400,
        [member],
        absent.text,
      ]);
      expect(told(unknown, [HIDDEN.run!])).toEqual(told(absent, [ABSENT.run!]));
    });

    it.each(ofCourse)('of %s, to global staff', async (_, request) => {
      const [member, target, init] = request(ABSENT);
      const answer = await admin(target, init);
      expect([answer.status, Object.keys(answer.body.field_errors ?? {}), answer.text]).toEqual([
        400,
        [member],
        answer.text,
      ]);
    });
  });

  const block = 'html@nowhere';
  const ofOwnCourse: [string, () => Request][] = [
    [
      'the parent of a new block',
      () => ['parent', XBLOCKS, json('POST', { parent: own('vertical@nowhere'), type: 'html' })],
    ],
    [
      'the branch of a new block',
      () => ['parent', XBLOCKS, json('POST', { parent: own('vertical@v1', 'nowhere'), type: 'html' })],
    ],
    [
      'the branch of a page beside the tree',
      () => [
        'course',
        XBLOCKS,
        json('POST', { course: String(scene.course.forBranch('nowhere')), type: 'static_tab' }),
      ],
    ],
    [
      'the source of a copy',
      () => ['source', XBLOCKS, json('POST', { source: own(block), parent: own('vertical@v1') })],
    ],
    [
      'the branch of a source',
      () => ['source', XBLOCKS, json('POST', { source: own('html@h1', 'nowhere'), parent: own('vertical@v1') })],
    ],
    [
      'the version of a source',
      () => [
        'source',
        XBLOCKS,
        json('POST', { source: String(scene.key('html@h1').forVersion(NOWHERE)), parent: own('vertical@v1') }),
      ],
    ],
    [
      'the parent of a copy',
      () => ['parent', XBLOCKS, json('POST', { source: own('html@h1'), parent: own('vertical@nowhere') })],
    ],
    [
      'the source of a child',
      () => ['source', `${scene.at('vertical@v1', null)}children/`, json('POST', { source: own(block) })],
    ],
    [
      'the branch of the source of a child',
      () => [
        'source',
        `${scene.at('vertical@v1', null)}children/`,
        json('POST', { source: own('html@h1', 'nowhere') }),
      ],
    ],
    [
      'the parent of a move',
      () => ['parent', scene.at('html@h1', null), json('PATCH', { parent: own('vertical@nowhere') })],
    ],
    [
      'the branch of a move',
      () => ['parent', scene.at('html@h1', null), json('PATCH', { parent: own('vertical@v1', 'nowhere') })],
    ],
    [
      'the branch of a batch',
      () => [
        'branch',
        BATCHES,
        json('POST', {
          course: String(scene.course),
          branch: 'nowhere',
          operations: [{ op: 'delete', usage_key: own('html@h1') }],
        }),
      ],
    ],
    [
      'the branch of the course of a batch',
      () => [
        'course',
        BATCHES,
        json('POST', {
          course: String(scene.course.forBranch('nowhere')),
          operations: [{ op: 'delete', usage_key: own('html@h1') }],
        }),
      ],
    ],
    [
      'the block of a batch',
      () => [
        'operations[0].usage_key',
        BATCHES,
        json('POST', { course: String(scene.course), operations: [{ op: 'delete', usage_key: own(block) }] }),
      ],
    ],
    [
      'the parent in a batch',
      () => [
        'operations[0].parent',
        BATCHES,
        json('POST', {
          course: String(scene.course),
          operations: [{ op: 'create', type: 'html', parent: own('vertical@nowhere') }],
        }),
      ],
    ],
    [
      'the new parent in a batch',
      () => [
        'operations[0].parent',
        BATCHES,
        json('POST', {
          course: String(scene.course),
          operations: [{ op: 'move', usage_key: own('html@h1'), parent: own('vertical@nowhere') }],
        }),
      ],
    ],
    [
      'the source in a batch',
      () => [
        'operations[0].source',
        BATCHES,
        json('POST', {
          course: String(scene.course),
          operations: [{ op: 'copy', source: own(block), parent: own('vertical@v1') }],
        }),
      ],
    ],
    [
      'the branch of the source in a batch',
      () => [
        'operations[0].source',
        BATCHES,
        json('POST', {
          course: String(scene.course),
          operations: [{ op: 'copy', source: own('html@h1', 'nowhere'), parent: own('vertical@v1') }],
        }),
      ],
    ],
    ['a block to publish', () => ['usage_keys[0]', at('publications/'), json('POST', { usage_keys: [own(block)] })]],
    [
      'a block to publish later',
      () => [
        'usage_keys[0]',
        at('publications/'),
        json('POST', { usage_keys: [own(block)], at: '2099-01-01T00:00:00Z' }),
      ],
    ],
    ['a block to leave out', () => ['exclude[0]', at('publications/'), json('POST', { exclude: [own(block)] })]],
    [
      'a block to take off',
      () => ['usage_keys[0]', at('publications/'), json('POST', { action: 'unpublish', usage_keys: [own(block)] })],
    ],
    ['the version of a branch', () => ['version', at('branches/'), json('POST', { name: 'new', version: NOWHERE })]],
    ['the version to move a branch to', () => ['version', at('branches/draft/'), json('PATCH', { version: NOWHERE })]],
    ['the version to put a branch at', () => ['version', at('branches/new/'), json('PUT', { version: NOWHERE })]],
    ['the version to restore', () => ['version', at('versions/'), json('POST', { version: NOWHERE })]],
    ['the branch to restore', () => ['branch', at('versions/'), json('POST', { version: head, branch: 'nowhere' })]],
    [
      'the branch to restore, in a dry run',
      () => ['branch', at('versions/'), json('POST', { version: head, branch: 'nowhere', dry_run: true })],
    ],
    [
      'the version of a block to restore',
      () => ['version', `${scene.at('html@h1', null)}versions/`, json('POST', { version: NOWHERE })],
    ],
    [
      'the branch of a block to restore',
      () => ['branch', `${scene.at('html@h1', null)}versions/`, json('POST', { version: head, branch: 'nowhere' })],
    ],
    ['the base of a comparison', () => ['base', at('comparisons/?base=nowhere')]],
    ['the head of a comparison', () => ['head', at(`comparisons/?head=${NOWHERE}`)]],
    ['the branch of an export', () => ['branch', at('exports/'), json('POST', { branch: 'nowhere' })]],
    ['the branch of a list of blocks', () => ['branch', `${XBLOCKS}?course=${inQuery(scene.course)}&branch=nowhere`]],
  ];
  let head = '';

  it('of a block that an address names stays a 404', async () => {
    for (const target of [scene.at('vertical@nowhere', null), scene.at('vertical@v1', 'nowhere')]) {
      const answer = await scene.author(`${target}children/`, json('POST', { type: 'html' }));
      expect([answer.status, answer.body.error_code]).toEqual([404, 'not_found']);
    }
  });

  it('of a course of which one may know, but not do this in it, stays a 403', async () => {
    const outsider = await scene.as('outsider');
    const answers = [
      await outsider(XBLOCKS, json('POST', { parent: own('vertical@v1'), type: 'html' })),
      await outsider(
        BATCHES,
        json('POST', { course: String(scene.course), operations: [{ op: 'delete', usage_key: own('html@h1') }] }),
      ),
      await outsider(
        '/api/enrollment/v1/invitations/',
        json('POST', { course_key: String(scene.course), username: 'author' }),
      ),
      await outsider(
        '/api/enrollment/v1/enrollments/',
        json('POST', { course_key: String(scene.course), username: 'author' }),
      ),
      await outsider(
        '/api/enrollment/v1/bulk_enrollments/',
        json('POST', { course_key: String(scene.course), identifiers: ['author'] }),
      ),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  });

  it('says of a draft to those who do not read drafts what it says of a branch that is not there (R-7)', async () => {
    const learner = await scene.as('learner');
    const asked = (branch: string): Request[] => [
      ['parent', XBLOCKS, json('POST', { parent: own('vertical@v1', branch), type: 'html' })],
      [
        'branch',
        BATCHES,
        json('POST', {
          course: String(scene.course),
          branch,
          operations: [{ op: 'delete', usage_key: own('html@h1') }],
        }),
      ],
      ['branch', `${XBLOCKS}?course=${inQuery(scene.course)}&branch=${branch}`],
    ];
    const [draft, absent] = await Promise.all(
      ['draft', 'nowhere'].map((branch) =>
        Promise.all(asked(branch).map(async ([, target, init]) => told(await learner(target, init), [branch]))),
      ),
    );
    expect(draft).toEqual(absent);
    expect(absent!.map(([status, members]) => [status, members])).toEqual(
      asked('draft').map(([member]) => [400, [member]]),
    );
  });

  describe('of a course that is there', () => {
    beforeAll(async () => {
      head = (await scene.versions())[0]!;
    });

    it.each(ofOwnCourse)('%s', async (_, request) => {
      const [member, target, init] = request();
      for (const client of [scene.author, admin]) {
        const answer = await client(target, init);
        expect([answer.status, Object.keys(answer.body.field_errors ?? {}), answer.text]).toEqual([
          400,
          [member],
          answer.text,
        ]);
      }
    });
  });
});
