import fc from 'fast-check';
import { AccessChanges } from '../../src/common/auth/access-changes.js';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseStore } from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { importXml } from './contract/sample-course.js';

const COURSES = '/api/course/v1/courses/';
const KEYS = [1, 2, 3, 4, 5, 6].map((number) => CourseKey.of('Lists', 'Equal', `R${number}`));
const XML =
  '<course display_name="Equal"><chapter url_name="c"><sequential url_name="s"><vertical url_name="v"><html url_name="h" display_name="zqlists page"><p>Text.</p></html></vertical></sequential></chapter></course>';

const instants = fc.constantFrom(null, '2000-01-01T00:00:00Z', '2099-01-01T00:00:00Z');
const policies = fc
  .record({
    visibility: fc.constantFrom('open', 'authenticated', 'enrolled', 'restricted'),
    emailDomains: fc.subarray(['example.com', 'example.org']),
    usernames: fc.subarray(['reader', 'taker', 'somebody-else']),
    opens: instants,
    closes: instants,
  })
  .filter(({ opens, closes }) => opens === null || closes === null || opens < closes);
const situations = fc.array(
  fc.record({ information: fc.option(policies), content: fc.option(policies), block: fc.option(policies) }),
  { minLength: KEYS.length, maxLength: KEYS.length },
);
type Situation = typeof situations extends fc.Arbitrary<(infer One)[]> ? One : never;
type Policy = NonNullable<Situation['content']>;

describe('lists and single resources (operations.md A10.1)', () => {
  let service: TestApp;
  const callers: TestClient[] = [];

  beforeAll(async () => {
    service = await startTestApp();
    for (const key of KEYS) await importXml(service, key, XML);
    for (const name of ['reader', 'taker', 'tester', 'auditor', null]) {
      const client = service.as(name);
      await client('/api/');
      callers.push(client);
    }
    for (const key of KEYS.slice(0, 4)) await service.app.get(EnrollmentsService).enroll('taker', key);
    for (const key of KEYS.slice(2)) await service.app.get(CourseRolesService).grant('tester', key, 'beta_tester');
    await service.app.get(CourseRolesService).grant('auditor', KEYS[5]!, 'auditor');
  });
  afterAll(async () => service?.close());

  async function say(key: CourseKey, subject: string, policy: Policy | null): Promise<void> {
    if (!policy) return;
    const lists = ['enrolled', 'restricted'].includes(policy.visibility);
    await service.dataSource.query(
      `INSERT INTO access_policies (course_key, subject, visibility, email_domains, usernames, opens, closes) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        String(key),
        subject,
        policy.visibility,
        lists ? policy.emailDomains : [],
        lists ? policy.usernames : [],
        policy.opens,
        policy.closes,
      ],
    );
  }

  async function isListed(client: TestClient, target: string): Promise<string[]> {
    const { body } = await client(target);
    return (body.results as { url: string; course_key?: string; xblock?: { usage_key: string } }[])
      .map(({ course_key, xblock }) => course_key ?? xblock!.usage_key)
      .sort();
  }

  async function isReadable(client: TestClient, targets: Record<string, string>): Promise<string[]> {
    const found = await Promise.all(
      Object.entries(targets).map(async ([name, target]) => ((await client(target)).status === 200 ? [name] : [])),
    );
    return found.flat().sort();
  }

  it('are equal for every caller under any policies: what is listed and found is what can be read', async () => {
    const pages = KEYS.map((key) => key.makeUsageKey('html', 'h'));
    await fc.assert(
      fc.asyncProperty(situations, async (all) => {
        await service.dataSource.query('DELETE FROM access_policies');
        for (const [index, { information, content, block }] of all.entries()) {
          await say(KEYS[index]!, 'information', information);
          await say(KEYS[index]!, 'content', content);
          await say(KEYS[index]!, index % 2 ? 'chapter@c' : 'html@h', block);
        }
        service.app.get(AccessChanges).note();
        for (const client of callers) {
          const courses = Object.fromEntries(KEYS.map((key) => [String(key), `${COURSES}${key}/`]));
          expect(await isListed(client, `${COURSES}?org=Lists&page_size=100`)).toEqual(
            await isReadable(client, courses),
          );
          const blocks = Object.fromEntries(pages.map((page) => [String(page), `/api/xblock/v1/xblocks/${page}/`]));
          const search = '/api/search/v1/results/?text_search=zqlists&page_size=100&type=xblock';
          expect(await isListed(client, search)).toEqual(await isReadable(client, blocks));
        }
      }),
      { numRuns: 6 },
    );
  });

  it('do not count what they do not show', async () => {
    const list = `${COURSES}?page_size=100`;
    await service.dataSource.query('DELETE FROM access_policies');
    expect((await service.as('reader')(list)).status).toBe(200);
    await service.dataSource.transaction(async (manager) => {
      for (let index = 0; index < 50; index += 1)
        await service.app.get(CourseStore).ensure(manager, CourseKey.of('Many', 'Closed', `R${index}`), null);
    });
    await service.dataSource.query(
      `INSERT INTO access_policies (course_key, subject, visibility) SELECT course_key, 'information', 'restricted' FROM courses WHERE org = 'Many'`,
    );
    const { body } = await service.as('reader')(list);
    expect(body.results.filter(({ org }: { org: string }) => org === 'Many')).toEqual([]);
    expect(body.count).toBe(body.results.length);
  });
});
