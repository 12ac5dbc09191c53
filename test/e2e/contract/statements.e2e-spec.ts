import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { CourseStore } from '../../../src/modules/content/index.js';
import { statementsWhile } from '../../support/statements.js';
import { startTestApp, type TestApp, type TestClient } from '../../support/app.js';
import { COURSES, importSynthetic } from './sample-course.js';

/**
 * Statements of one request when nothing is in a cache. More of them must have a reason; fewer are welcome. One of each is what the
 * caller may do in the course: of global staff, whether it is archived.
 */
const STATEMENTS = { outline: 7, block: 3, subtree: 5, children: 4, list: 3 } as const;

describe('SQL statements of a request (SPEC C-9, P-1, R-1 "never adds a query per row")', () => {
  let service: TestApp;
  let admin: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    admin = service.as('admin', { isStaff: true });
    await admin('/api/task/v1/tasks/'); // the signing key is read once
  });
  afterAll(async () => service?.close());

  /** How many statements the service sends while it answers; the request must succeed. */
  async function statementsOf(target: string): Promise<number> {
    const read = async () => expect([target, (await admin(target)).status]).toEqual([target, 200]);
    return (await statementsWhile(service, read)).length;
  }
  const root = (key: CourseKey) => `/api/xblock/v1/xblocks/${key.makeUsageKey('course', 'course')}/`;

  it.each<[keyof typeof STATEMENTS, (key: CourseKey) => string]>([
    ['outline', (key) => `${COURSES}${key}/`],
    ['block', root],
    ['subtree', (key) => `${root(key)}?depth=all&view=full`],
    ['children', (key) => `${root(key)}children/?page_size=100`],
  ])(
    'of a whole %s are as many for 1,000 blocks as for 100, and no more when it was read before',
    async (name, target) => {
      // Imported for this alone, so that nothing of them is in a cache when it is first read.
      const small = target(await importSynthetic(service, 100, name));
      const large = target(await importSynthetic(service, 1000, name));
      expect([await statementsOf(small), await statementsOf(large)]).toEqual([STATEMENTS[name], STATEMENTS[name]]);
      const hot = await statementsOf(large);
      expect(await statementsOf(small)).toBe(hot);
      expect(hot).toBeLessThanOrEqual(STATEMENTS[name]);
    },
  );

  it('of a 304 are three: who the caller is there, which version is current, and what of today is shown (R-12)', async () => {
    const target = `${COURSES}${await importSynthetic(service, 100, 'unchanged')}/`;
    const etag = (await admin(target)).headers.get('etag')!;
    const again = () => admin(target, { headers: { 'if-none-match': etag } });
    expect((await again()).status).toBe(304);
    expect((await statementsWhile(service, again)).length).toBeLessThanOrEqual(3);
  });

  it('of a course list are as many for 100 courses as for one', async () => {
    const one = await statementsOf(`${COURSES}?page_size=1`);
    await service.dataSource.transaction(async (manager) => {
      for (let index = 0; index < 100; index += 1) {
        await service.app.get(CourseStore).ensure(manager, CourseKey.of('List', 'Many', `R${index}`), null);
      }
    });
    const many = await statementsOf(`${COURSES}?page_size=100`);
    expect([one, many]).toEqual([STATEMENTS.list, STATEMENTS.list]);
  });
});
