import { readFileSync } from 'node:fs';
import { MERGE_PATCH } from '../../src/common/hypermedia/writes.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import type { OpenapiDocument } from '../support/openapi-validator.js';
import { importSample } from './contract/sample-course.js';
import { type Scene, type Write, type WriteFixture, WRITES } from './contract/write-fixtures.js';

const METHODS = ['post', 'put', 'patch', 'delete'] as const;
const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument;
const METHOD_OF = new Map(
  Object.values(DOCUMENT.paths).flatMap((item) =>
    METHODS.flatMap((method) => (item[method]?.operationId ? [[item[method].operationId, method.toUpperCase()]] : [])),
  ) as [string, string][],
);
/** The entry of this request cannot be written: see the trigger below. */
const UNWRITABLE = 'audit-unwritable';

/** Operations whose effect is not one transaction, and why; their entry is written right after it. */
const NOT_IN_THE_TRANSACTION: Readonly<Record<string, string>> = {};

describe('the audit log of every operation in write-fixtures.ts (SPEC section 8 "every write is in the audit log")', () => {
  let service: TestApp;
  let scene: Scene;
  let requests = 0;

  beforeAll(async () => {
    service = await startTestApp();
    scene = { service, callers: await importSample(service) };
    await service.dataSource.query(
      `CREATE FUNCTION refuse_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'The disk is full.'; END $$`,
    );
    await service.dataSource.query(
      `CREATE TRIGGER tg_test BEFORE INSERT ON audit_entries FOR EACH ROW WHEN (NEW.request_id = '${UNWRITABLE}') EXECUTE FUNCTION refuse_entry()`,
    );
  });
  afterAll(async () => service?.close());

  async function send(id: string, write: Write, headers: Record<string, string>): Promise<TestResponse> {
    const method = METHOD_OF.get(id)!;
    const { body } = write;
    const isForm = typeof body === 'function';
    const type = method === 'PATCH' ? MERGE_PATCH : 'application/json';
    return write.client(write.target, {
      method,
      headers: { ...(body !== undefined && !isForm && { 'content-type': type }), ...headers },
      ...(body !== undefined && { body: isForm ? (body as () => FormData)() : JSON.stringify(body) }),
    });
  }
  const newRequestId = (): string => `audit-contract-${(requests += 1)}`;
  // A write that demands a condition needs it beside everything else.
  const condition = ({ demands }: WriteFixture): Record<string, string> => (demands ? { 'if-match': '*' } : {});
  const entriesOf = async (requestId: string) =>
    service.dataSource.query<{ action: string; actor: string; method: string; permission: string | null }[]>(
      `SELECT action, actor, method, permission FROM audit_entries WHERE request_id = $1 AND via = 'request'`,
      [requestId],
    );
  const stateOf = async ({ client, target, state, effects }: Write): Promise<unknown> =>
    effects ? effects() : state ? state() : (await client(target)).text;

  describe.each(Object.entries(WRITES))('%s', (id, fixture) => {
    it('refused leaves no entry (R-12)', async () => {
      const requestId = newRequestId();
      const write = await fixture.make(scene);
      const refused = await send(id, write, { 'if-match': '"nonsense"', 'x-request-id': requestId });
      expect(refused.status).toBe(412);
      expect(await entriesOf(requestId)).toEqual([]);
    });

    it('done leaves exactly one, which names the operation, its permission and who did it', async () => {
      const requestId = newRequestId();
      const write = await fixture.make(scene);
      const done = await send(id, write, { ...condition(fixture), 'x-request-id': requestId });
      expect(done.status).toBeLessThan(300);
      expect(await entriesOf(requestId)).toEqual([
        { action: id, actor: expect.any(String), method: METHOD_OF.get(id), permission: expect.stringContaining('.') },
      ]);
    });

    if (NOT_IN_THE_TRANSACTION[id] === undefined) {
      it('is not done at all when its entry cannot be written: they are one transaction', async () => {
        const write = await fixture.make(scene);
        const before = await stateOf(write);
        const failed = await send(id, write, { ...condition(fixture), 'x-request-id': UNWRITABLE });
        expect(failed.status).toBe(500);
        expect(await stateOf(write)).toEqual(before);
      });
    }
  });

  describe.each(Object.entries(WRITES).filter(([id]) => METHOD_OF.get(id) === 'POST'))('%s', (id, fixture) => {
    it('sent again with its Idempotency-Key leaves no second entry (R-13)', async () => {
      const [first, again] = [newRequestId(), newRequestId()];
      const write = await fixture.make(scene);
      const key = { 'idempotency-key': first };
      expect((await send(id, write, { ...key, 'x-request-id': first })).status).toBeLessThan(300);
      const replayed = await send(id, write, { ...key, 'x-request-id': again });
      expect(replayed.headers.get('idempotent-replayed')).toBe('true');
      expect([(await entriesOf(first)).length, (await entriesOf(again)).length]).toEqual([1, 0]);
    });
  });
});
