import { startTestApp, type TestApp, type TestClient } from '../../support/app.js';
import { makeThings, ownerOf, READS, type Things } from './reads.js';

/** When an account was last known to be somewhere, and the places of events in the feed, are not of the request: the service notes them at its own pace. */
const NOTED = ['sessions', 'events'];

describe('a GET (SPEC R-12, RFC 9110 9.2.1)', () => {
  let service: TestApp;
  let things: Things;
  let callers: readonly (readonly [string, TestClient])[];

  beforeAll(async () => {
    service = await startTestApp();
    const admin = service.as('admin', { isStaff: true });
    await admin('/api/');
    things = await makeThings(service, admin);
    await service.as('stranger')('/api/');
    callers = [
      ['admin', admin],
      ['stranger', service.as('stranger')],
      ['', service.as(null)],
    ];
  });
  afterAll(async () => service?.close());

  /** Table → a digest of everything in it. */
  async function contents(): Promise<Record<string, string>> {
    const tables = await service.dataSource.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    const digests: Record<string, string> = {};
    for (const { name } of tables.filter(({ name: table }) => !NOTED.includes(table))) {
      const [{ digest }] = await service.dataSource.query<[{ digest: string }]>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS digest FROM "${name}" t`,
      );
      digests[name] = digest;
    }
    return digests;
  }

  it('changes nothing, whoever asks and whatever is answered', async () => {
    const before = await contents();
    expect(Object.keys(before).length).toBeGreaterThan(15);
    const statuses = new Set<number>();
    for (const target of Object.values(READS)) {
      for (const [username, client] of callers) statuses.add((await client(target(things, username))).status);
      const own = target(things, 'thing-owner');
      statuses.add((await service.as(ownerOf(things, own))(own)).status);
    }
    expect([...statuses]).toEqual(expect.arrayContaining([200, 401, 403, 404]));
    expect(await contents()).toEqual(before);
  });
});
