import type { TestApp, TestClient, TestResponse } from '../support/app.js';
import { startTestApp } from '../support/app.js';
import { AuthoringScene, BATCHES, refOf, XBLOCKS } from '../support/authoring-scene.js';
import { courseOfUnits } from '../support/import-client.js';
import { json } from '../support/json-request.js';

interface Link {
  readonly href: string;
  readonly method?: string;
}
type Links = Record<string, Link>;

const COURSES = '/api/course/v1/courses/';

/** What an archived course refuses says so. */
const isRefused = ({ status, body }: TestResponse): boolean =>
  status === 409 && /is archived/.test(String(body?.developer_message));

describe('an archived course offers exactly what can be done with it (SPEC R-2, C-7)', () => {
  let service: TestApp;
  let scene: AuthoringScene;
  /** Where the copy stands. */
  let copy: string;
  let admin: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    admin = service.as('archive-admin', { isStaff: true });
    await admin('/api/');
  });
  afterAll(async () => service?.close());

  beforeEach(async () => {
    const source = await AuthoringScene.of(service);
    scene = await AuthoringScene.of(service);
    const { body } = await scene.create({
      source: String(source.key('html@h1')),
      parent: String(scene.key('vertical@v2')),
    });
    copy = refOf(body.id as string);
    await scene.author(at('publications/'), json('POST', {}));
    await scene.patch('html@h1', { display_name: 'Not published' });
    await scene.patch('html@h2', { display_name: 'Gone soon' });
    await scene.remove('html@h2');
  });

  const at = (part = '') => `${COURSES}${scene.course}/${part}`;
  const archive = async () => {
    expect((await scene.author(at(), json('PATCH', { is_archived: true }))).status).toBe(204);
  };
  const [draftHead, oldest] = [async () => (await scene.versions())[0]!, async () => (await scene.versions()).at(-1)!];
  const versionOf = (before: string) => at(`versions/${before}/`);

  /** Bodies with which each link could be followed, were the course open. */
  const bodies: Record<string, (link: Link) => Promise<RequestInit> | RequestInit> = {
    'PATCH edit': ({ href }) => {
      if (href.includes('/branches/')) return draftHead().then((version) => json('PATCH', { version }));
      if (href.endsWith('/upstream/')) return json('PATCH', { state: 'current' });
      if (href.includes('/advanced_settings/')) return json('PATCH', { settings: { no_grade: true } });
      if (href.includes('/grading_policy/')) return json('PATCH', { grace_period: null });
      if (href.includes('/access_policy/')) return json('PATCH', { content: { visibility: 'authenticated' } });
      if (href.includes('/checklists/')) return json('PATCH', { short_description: 'Others' });
      if (href.includes('/scheduled_publications/')) return json('PATCH', { message: 'Later' });
      return json('PATCH', href.includes('/xblock/') ? { display_name: 'Other' } : { is_archived: false });
    },
    'PATCH move': () => json('PATCH', { position: 0 }),
    'POST create_child': () => json('POST', { type: 'vertical' }),
    'PUT reorder': async ({ href }) => {
      const { body } = await scene.author(href);
      const children = (body.results as { id: string }[]).map(({ id }) => id).reverse();
      return json('PUT', { children }, { 'if-match': '*' });
    },
    'POST copy': () => json('POST', { source: String(scene.key('html@h1')), parent: String(scene.key('vertical@v2')) }),
    'POST batch': () =>
      json('POST', {
        course: String(scene.course),
        operations: [{ op: 'update', usage_key: String(scene.key('html@h3')), display_name: 'Batched' }],
      }),
    'POST publish': () => json('POST', {}),
    'POST import': () => {
      const form = new FormData();
      form.append('archive', new Blob([new Uint8Array(courseOfUnits({ unit: '' }))]), 'course.tar.gz');
      return { method: 'POST', body: form };
    },
    'POST enroll': () => json('POST', { course_key: String(scene.course) }),
    'POST restore': async ({ href }) =>
      json('POST', { version: href.includes('/xblock/') ? (await scene.versions())[1] : await oldest() }),
    'POST create_branch': async () => json('POST', { name: 'side', version: await draftHead() }),
  };
  const request = (relation: string, link: Link) =>
    (bodies[`${link.method} ${relation}`] ?? (() => ({ method: link.method! })))(link);

  const writesIn = (links: Links): [string, Link][] => Object.entries(links).filter(([, { method }]) => method);
  /** The representations that have a link for a write, and which of its links an archived course has to leave out. */
  const representations: [string, () => string | Promise<string>, string[]][] = [
    ['the course', () => at(), ['import', 'publish']],
    ['its draft', () => `${COURSES}${scene.course.forBranch('draft')}/`, ['import', 'publish']],
    [
      'the course block',
      () => `${XBLOCKS}${scene.course.makeUsageKey('course', 'course')}/`,
      ['batch', 'create_child', 'discard', 'edit', 'publish'],
    ],
    [
      'a container',
      () => scene.at('sequential@s1'),
      ['copy', 'create_child', 'delete', 'edit', 'move', 'publish', 'reorder', 'unpublish', 'discard'],
    ],
    ['a block', () => scene.at('html@h1'), ['copy', 'delete', 'discard', 'edit', 'move', 'publish', 'unpublish']],
    ['what follows an upstream', () => `${scene.at(copy)}upstream/`, ['edit', 'unlink']],
    ['an unpublished change', () => at(`unpublished_changes/${scene.key('html@h1')}/`), ['discard', 'publish']],
    ['a branch', () => at('branches/side/'), ['delete', 'edit']],
    ['the draft branch', () => at('branches/draft/'), ['edit']],
    ['a version', async () => versionOf(await oldest()), ['create_branch', 'restore']],
    [
      'a version of a block',
      async () => `${XBLOCKS}${scene.key('html@h1')}/versions/${(await scene.versions())[2]}/`,
      ['restore'],
    ],
    ['advanced settings', () => at('advanced_settings/'), ['edit']],
    ['the grading policy', () => at('grading_policy/'), ['edit']],
    ['the access policy', () => at('access_policy/'), []],
    ['the access policy of a block', () => `${scene.at('html@h1', null)}access_policy/`, []],
    ['a checklist', async () => ((await scene.author(at('checklists/'))).body.results[0]?.url ?? '') as string, []],
    [
      'what is scheduled',
      async () => (await scene.author(at('scheduled_publications/'))).body.results[0].url as string,
      [],
    ],
  ];

  describe.each(representations)('%s', (_, target, refused) => {
    it.each(['instructor', 'global staff'])('to %s: no write that answers 409, and every other', async (who) => {
      const client = who === 'instructor' ? scene.author : admin;
      await scene.author(at('branches/'), json('POST', { name: 'side', version: await draftHead() }));
      await scene.author(at('publications/'), json('POST', { at: '2099-01-01T00:00:00Z' }));
      await scene.author(at('checklists/'), json('POST', { short_description: 'To do' }));
      const open = await client(await target());
      expect([open.status, open.text]).toEqual([200, expect.any(String)]);
      await archive();
      const closed = await client(await target(), { headers: { 'if-none-match': open.headers.get('etag') ?? '""' } });
      const left = refused.length > 0 ? closed.body : (await client(await target())).body;
      const offered = new Set(writesIn(left.links as Links).map(([relation]) => relation));
      const gone = writesIn(open.body.links as Links).filter(([relation]) => !offered.has(relation));
      expect(gone.map(([relation]) => relation).sort()).toEqual([...refused].sort());
      for (const [relation, link] of writesIn(open.body.links as Links)) {
        if (link.method === 'DELETE' && link.href.endsWith(at())) continue; // the course itself
        const answer = await client(link.href, await request(relation, link));
        expect([relation, isRefused(answer), answer.text]).toEqual([relation, refused.includes(relation), answer.text]);
        if (!isRefused(answer))
          expect([relation, answer.status < 400, answer.text]).toEqual([relation, true, answer.text]);
        // To take it out of the archive is one of the links that stay.
        await archive();
      }
    });
  });

  it('offers no restoration of deleted blocks in lists, and offers it again once it is out of the archive', async () => {
    const target = `${XBLOCKS}?course=${encodeURIComponent(String(scene.course))}&deleted=true`;
    const restorable = async () => 'restore' in ((await scene.author(target)).body.results[0].links as Links);
    expect(await restorable()).toBe(true);
    await archive();
    expect(await restorable()).toBe(false);
    await scene.author(at(), json('PATCH', { is_archived: false }));
    expect(await restorable()).toBe(true);
  });

  it('is as read-only for batches and for blocks under a parent in the body, which no link of it leads to any more', async () => {
    await archive();
    const parent = String(scene.key('vertical@v1'));
    const answers = [
      await scene.create({ parent, type: 'html' }),
      await scene.author(
        BATCHES,
        json('POST', { course: String(scene.course), operations: [{ op: 'create', parent, type: 'html' }] }),
      ),
    ];
    expect(answers.map(isRefused)).toEqual([true, true]);
  });
});
