import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { historyFaults } from '../support/history-checker.js';
import { importXml } from './contract/sample-course.js';

/** `HAMMER_SECONDS=60` goes on for a minute; otherwise each writer makes a fixed number of writes. */
const SECONDS = Number(process.env.HAMMER_SECONDS ?? 0);
const WRITERS = 16;
const WRITES = 15;

const XML = `<course url_name="R" org="O" course="C" display_name="Hammered">
  ${Array.from(
    { length: 4 },
    (
      _,
      section,
    ) => `<chapter url_name="c${section}"><sequential url_name="s${section}"><vertical url_name="v${section}">
    ${Array.from({ length: 6 }, (__, page) => `<html url_name="h${section}_${page}"><p>Page.</p></html>`).join('')}
  </vertical></sequential></chapter>`,
  ).join('')}
</course>`;

/** What a writer was told, and what then has to be true. */
interface Acknowledged {
  readonly message: string;
  readonly version?: string;
}

describe('sixteen authors of one course at once (SPEC C-1, C-8)', () => {
  let service: TestApp;
  const key = CourseKey.of('Hammer', 'Course', 'R');
  const xblock = (type: string, id: string) => `/api/xblock/v1/xblocks/${key.makeUsageKey(type, id)}/`;
  const courseUrl = `/api/course/v1/courses/${key}/`;

  beforeAll(async () => {
    service = await startTestApp({ RATE_LIMIT_WRITES: '0', RATE_LIMIT_READS: '0' });
    await importXml(service, key, XML);
    for (let writer = 0; writer < WRITERS; writer += 1) {
      await service.as(`author${writer}`)('/api/');
      await service.app.get(CourseRolesService).grant(`author${writer}`, key, 'staff');
    }
  });
  afterAll(async () => service?.close());

  const send = (client: TestClient, method: string, url: string, body?: object) =>
    client(url, {
      method,
      headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });

  /** One write after another, of every kind. */
  async function write(writer: number, round: number, client: TestClient): Promise<[TestResponse, Acknowledged]> {
    const message = `author${writer} round ${round}`;
    const own = xblock('html', `h${writer % 4}_${writer % 6}`);
    // Half of the authors write to the same block.
    if (writer % 2 === 0) {
      const fields = { data: `<p>${message}</p>` };
      return [await send(client, 'PATCH', xblock('html', 'h0_0'), { fields, message }), { message }];
    }
    const kinds = [
      () => send(client, 'PATCH', own, { display_name: message, message }),
      () =>
        send(client, 'POST', '/api/xblock/v1/xblocks/', {
          parent: String(key.makeUsageKey('vertical', `v${writer % 4}`)),
          type: 'html',
          display_name: message,
          position: 0,
          message,
        }),
      () =>
        send(client, 'PATCH', own, {
          parent: String(key.makeUsageKey('vertical', `v${round % 4}`)),
          display_name: message,
          position: 0,
          message,
        }),
      () =>
        send(client, 'POST', `${courseUrl}publications/`, {
          usage_keys: [String(key.makeUsageKey('chapter', `c${round % 4}`))],
          message,
        }),
    ];
    return [await kinds[round % kinds.length]!(), { message }];
  }

  it('loses no acknowledged write, skips no version, breaks no tree, and shows nobody a deadlock', async () => {
    const acknowledged: Acknowledged[] = [];
    const refused: unknown[] = [];
    const end = Date.now() + SECONDS * 1000;
    await Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        const client = service.as(`author${writer}`);
        for (let round = 0; SECONDS > 0 ? Date.now() < end : round < WRITES; round += 1) {
          const [answer, sent] = await write(writer, round, client);
          if ([201, 204].includes(answer.status)) acknowledged.push(sent);
          // Nothing to publish makes no version.
          else if (answer.status !== 200) refused.push([answer.status, answer.text]);
        }
      }),
    );
    expect(refused).toEqual([]);
    const rows = await service.dataSource.query<{ message: string }[]>(
      'SELECT message FROM versions WHERE course_id = (SELECT id FROM courses WHERE course_key = $1)',
      [String(key)],
    );
    const messages = rows.map(({ message }) => message);
    expect(acknowledged.length).toBeGreaterThanOrEqual(WRITERS * WRITES * 0.8);
    expect(acknowledged.map(({ message }) => message).filter((message) => !messages.includes(message))).toEqual([]);
    // Each message once: nothing was written twice either.
    expect(new Set(messages).size).toBe(messages.length);
    expect(await historyFaults(service.dataSource, String(key))).toEqual([]);
    if (SECONDS > 0) console.log(`${acknowledged.length} writes acknowledged in ${SECONDS} s`);
  });
});
