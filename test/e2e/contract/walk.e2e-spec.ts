import { existsSync, readFileSync } from 'node:fs';
import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { ContentReader, ContentVersions, usageKeyOf } from '../../../src/modules/content/index.js';
import { startTestApp, type TestApp, type TestClient } from '../../support/app.js';
import { type Visit, Walk, waysIn } from '../../support/walk.js';
import { type Callers, importSample, SAMPLE } from './sample-course.js';

/** Relations of the IANA registry (RFC 8288 4.2) that this service uses or may use. */
const IANA = new Set(
  'about alternate appendix author canonical chapter collection contents copyright create-form current describedby describes edit edit-form edit-media enclosure first glossary help hosts icon index item last latest-version license memento next original payment predecessor-version prev preview previous privacy-policy profile related replies search section self service service-desc service-doc service-meta status subsection successor-version tag terms-of-service timegate timemap type up version-history via working-copy working-copy-of'.split(
    ' ',
  ),
);
/** Far more than the sample course has; a walk that goes beyond it does not end. */
const LIMIT = 4000;
const OWN_RELATIONS = 'docs/api/link-relations.md';

const CALLERS: readonly (keyof Callers)[] = ['admin', 'instructor', 'learner', 'outsider', 'nobody'];

/** The key by which a body or a reference names what it is about. */
const KEYS = ['course_key', 'usage_key', 'definition_key', 'asset_key', 'username', 'code', 'id'] as const;
function keyOf(object: Readonly<Record<string, unknown>>): unknown {
  // Open edX's own course list calls the course key `id` (SPEC X-2), and a block is named by `id` where it stands alone.
  return KEYS.map((name) => object[name]).find((value) => value !== undefined);
}

describe('whoever follows links from /api/ (SPEC R-1, R-2)', () => {
  let service: TestApp;
  let callers: Callers;
  const walks = new Map<keyof Callers, Promise<Walk>>();

  /** One walk for each caller, made when it is first asked for. */
  const walkOf = (caller: keyof Callers): Promise<Walk> => {
    const client: TestClient = callers[caller];
    if (!walks.has(caller)) {
      walks.set(caller, Walk.from({ client, start: `${service.config.publicUrl}/api/`, limit: LIMIT }));
    }
    return walks.get(caller)!;
  };
  const reached = async (caller: keyof Callers): Promise<Set<string>> => new Set((await walkOf(caller)).visits.keys());
  const at = (path: string): string => service.config.publicUrl + path;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
    for (const caller of CALLERS) await walkOf(caller);
  }, 180_000);
  afterAll(async () => service?.close());

  describe.each(CALLERS)('as %s', (caller) => {
    it('finds nothing behind a link but 200: only what one may do is offered', async () => {
      const { visits } = await walkOf(caller);
      const refused = [...visits.values()].filter(
        ({ status, offeredBy }) => offeredBy.isLink && status !== 200 && status !== 304,
      );
      expect(refused.map(describeVisit)).toEqual([]);
      expect(visits.size).toBeGreaterThan(10);
    });

    it('finds behind a url what it names, or is told plainly that it takes an account or a place in the course', async () => {
      const { visits } = await walkOf(caller);
      const allowed: Record<string, string | undefined> = {
        nobody: 'authentication_required',
        outsider: 'not_enrolled',
      };
      const wrong = [...visits.values()].filter(({ status, body, offeredBy }) => {
        return !offeredBy.isLink && status !== 200 && !(allowed[caller] && body?.error_code === allowed[caller]);
      });
      expect(wrong.map(describeVisit)).toEqual([]);
    });

    it('finds each representation at its own url, and self is the same', async () => {
      const wrong: string[] = [];
      const { visits } = await walkOf(caller);
      for (const { href, status, body } of visits.values()) {
        if (status !== 200 || typeof body?.url !== 'string') continue;
        const self = body.links?.self?.href ?? body.url;
        const again = visits.get(body.url)?.body;
        if (self !== body.url || again?.url !== body.url || keyOf(again) !== keyOf(body))
          wrong.push(`${href} → ${body.url}, ${self}, ${again?.url}`);
      }
      expect(wrong).toEqual([]);
    });

    it('finds behind the url of a related object that very object', async () => {
      const { visits } = await walkOf(caller);
      const wrong: string[] = [];
      for (const { href, body } of visits.values()) {
        for (const { href: url, name, owner } of waysIn(body)) {
          const target = visits.get(url)?.body;
          if (
            name !== 'url' ||
            owner === body ||
            keyOf(owner) === undefined ||
            target === undefined ||
            target.error_code
          )
            continue;
          if (keyOf(target) !== keyOf(owner))
            wrong.push(`${href}: ${String(keyOf(owner))} → ${url} is ${String(keyOf(target))}`);
        }
      }
      expect(wrong).toEqual([]);
    });

    it('meets only relations of IANA and those that the documentation explains', async () => {
      const documented = existsSync(OWN_RELATIONS) ? readFileSync(OWN_RELATIONS, 'utf8') : '';
      const cells = [...documented.matchAll(/^\| (`.*?) *\|/gm)].map(([, cell]) => cell!).join();
      const own = new Set([...cells.matchAll(/`([a-z][a-z0-9_-]*)`/g)].map(([, name]) => name!));
      const { relations } = await walkOf(caller);
      expect([...relations].filter((relation) => !IANA.has(relation) && !own.has(relation))).toEqual([]);
      expect(relations.size).toBeGreaterThan(3);
    });
  });

  it('finds a block among the children of the block that is `up`, and everything else where the body names it', async () => {
    const { visits } = await walkOf('admin');
    const wrong: string[] = [];
    let followed = 0;
    for (const { href, body } of visits.values()) {
      if (!body?.links || body.block_id === undefined || body.version === undefined) continue;
      const { up, course, definition } = body.links as Record<string, { href: string } | undefined>;
      const above = up && visits.get(up.href)?.body;
      const isBelow = !up || above.children.some(({ usage_key }: { usage_key: string }) => usage_key === body.id);
      const named = [
        course?.href === body.course.url,
        definition?.href === body.definition.url,
        up?.href === body.parent?.url,
      ];
      if (!isBelow || named.includes(false)) wrong.push(href);
      followed += up ? 1 : 0;
    }
    expect(wrong).toEqual([]);
    expect(followed).toBeGreaterThan(20);
  });

  it('as admin reaches every course, by its key, its branches and its exact versions', async () => {
    const visited = await reached('admin');
    const rows = await service.dataSource.query<{ course_key: string; name: string; head: string }[]>(
      'SELECT c.course_key, b.name, b.head FROM courses c JOIN branches b ON b.course_id = c.id',
    );
    const urls = rows.flatMap(({ course_key, name, head }) => {
      const key = CourseKey.parse(course_key);
      return [key, key.forBranch(name), key.forVersion(head)].map((address) =>
        at(`/api/course/v1/courses/${address}/`),
      );
    });
    expect(urls.filter((url) => !visited.has(url))).toEqual([]);
    expect(urls.length).toBeGreaterThanOrEqual(6);
  });

  it('as admin reaches every block of each branch, and the children of each that has some', async () => {
    const visited = await reached('admin');
    const missed: string[] = [];
    for (const branch of ['published', 'draft']) {
      const version = await service.app.get(ContentVersions).headOf(SAMPLE, branch);
      const { nodes } = await service.app.get(ContentReader).tree(version!);
      for (const node of nodes.values()) {
        const url = at(`/api/xblock/v1/xblocks/${usageKeyOf(SAMPLE.forBranch(branch), node.block)}/`);
        const children = node.children.length > 0 ? [`${url}children/`] : [];
        missed.push(...[url, ...children].filter((wanted) => !visited.has(wanted)));
      }
      expect(nodes.size).toBeGreaterThan(20);
    }
    expect(missed).toEqual([]);
  });

  it('as admin reaches every definition of the blocks that it reaches', async () => {
    const visited = await reached('admin');
    const rows = await service.dataSource.query<{ guid: string; type: string }[]>(
      `SELECT DISTINCT d.guid, d.type FROM blocks b JOIN definitions d ON d.guid = b.definition`,
    );
    const detached = /\+type@(about|course_info|static_tab)$/; // no outline holds them
    const urls = rows.map(({ guid, type }) => at(`/api/xblock/v1/definitions/def-v1:${guid}+type@${type}/`));
    expect(urls.filter((url) => !visited.has(url) && !detached.test(url.replace(/\/$/, '')))).toEqual([]);
    expect(urls.length).toBeGreaterThan(10);
  });

  it.each<keyof Callers>(['admin', 'instructor'])(
    'as %s reaches every asset, what is known of it and its bytes',
    async (caller) => {
      const visited = await reached(caller);
      const rows = await service.dataSource.query<{ path: string }[]>('SELECT * FROM assets');
      const contents = [...(await walkOf(caller)).visits.values()].filter(
        ({ body }) => typeof body?.content_url === 'string',
      );
      const known = contents.filter(({ href }) => href.includes('/api/asset/v1/assets/asset-v1:'));
      expect(known).toHaveLength(rows.length);
      expect(known.filter(({ body }) => !visited.has(body.content_url))).toEqual([]);
      expect(rows.length).toBeGreaterThan(5);
    },
  );

  it('reaches the own account, the documentation, the description of the API, health and the way to a token', async () => {
    const visited = await reached('learner');
    expect([...visited]).toEqual(
      expect.arrayContaining(['/api/user/v1/accounts/me/', '/api-docs/', '/api-docs/openapi.json', '/health/'].map(at)),
    );
    const { actions } = await walkOf('nobody');
    expect(actions.map(({ href, method }) => `${method} ${href}`)).toContain(`POST ${at('/oauth2/access_token')}`);
  });

  it('as a learner or nobody meets no draft and nothing that is for the team only', async () => {
    for (const caller of ['learner', 'outsider', 'nobody'] as const) {
      const urls = [...(await reached(caller))];
      expect(urls.filter((url) => /branch@draft|notes-for-the-team/.test(url))).toEqual([]);
      expect((await walkOf(caller)).actions.filter(({ name }) => name === 'import')).toEqual([]);
    }
    expect([...(await reached('admin'))].some((url) => url.includes('notes-for-the-team'))).toBe(true);
  });
});

function describeVisit({ href, status, offeredBy }: Visit): string {
  return `${status} ${href}, offered as ${offeredBy.name} by ${offeredBy.at}`;
}
