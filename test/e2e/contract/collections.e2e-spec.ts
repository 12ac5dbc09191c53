import { readFileSync } from 'node:fs';
import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import {
  BranchStore,
  ContentEditor,
  ContentVersions,
  CourseStore,
  DRAFT,
  patchFields,
} from '../../../src/modules/content/index.js';
import { OrganizationsService } from '../../../src/modules/organizations/index.js';
import { ClientsService } from '../../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { OpenapiDocument, Operation } from '../../support/openapi-validator.js';
import { type Callers, importSample, SAMPLE } from './sample-course.js';

/** Of other interfaces, whose pages are not ours (SPEC section 9). */
const NOT_OURS = /^\/api\/courses\//;
const PARAMETERS = ['fields', 'ordering', 'page', 'page_size', 'requested_fields', 'sort_order', 'text_search', 'view'];

interface CollectionOperation {
  readonly path: string;
  readonly operation: Operation;
}

/** Every GET that answers with a page. */
function collectionsOf({ paths }: OpenapiDocument): CollectionOperation[] {
  return Object.entries(paths)
    .map(([path, item]) => ({ path, operation: item.get }))
    .filter((entry): entry is CollectionOperation =>
      /"num_pages"/.test(JSON.stringify(entry.operation?.responses ?? {})),
    )
    .filter(({ path }) => path.startsWith('/api/') && !NOT_OURS.test(path));
}

const COLLECTIONS = collectionsOf(JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenapiDocument);

const WEBHOOK = '0199a7c4-6f0e-7c1b-9d55-2f6f1c1f9b1f';
const BULK_TASK = '0199a7c4-6f0e-7c1b-9d55-2f6f1c1f9b1e';

/** What stands for the parts of a path, and what must be sent, so that each collection has several rows for global staff. */
const KEYS: Readonly<Record<string, string>> = {
  course_key: String(SAMPLE),
  org: SAMPLE.org!,
  usage_key: SAMPLE.makeUsageKey('vertical', 'plan-a-walk-unit').toString(),
  enrollment_id: `learner,${SAMPLE}`,
  task_id: BULK_TASK,
  webhook_id: WEBHOOK,
};
const REQUIRED: Readonly<Record<string, string>> = { course: String(SAMPLE), text_search: 'tide or water' };

/** A collection without search has nothing to be found; with a required one, what is found is searched. */
function addressOf({ path, operation }: CollectionOperation, more: Readonly<Record<string, string>> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (whole, name: string) => KEYS[name] ?? whole);
  const required = (operation.parameters ?? []).filter(
    (parameter) => (parameter as { required?: boolean }).required && parameter.in === 'query',
  );
  const query = new URLSearchParams(Object.fromEntries(required.map(({ name }) => [name, REQUIRED[name] ?? ''])));
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `${filled}?${query.toString()}`;
}

function schemaOf({ operation }: CollectionOperation, name: string): Readonly<Record<string, unknown>> {
  return operation.parameters?.find((parameter) => parameter.in === 'query' && parameter.name === name)?.schema ?? {};
}

const orderingsOf = (collection: CollectionOperation) => (schemaOf(collection, 'ordering').enum ?? []) as string[];
const BY_PATH = COLLECTIONS.map((collection) => [collection.path, collection] as const);

describe('every collection (SPEC section 1, R-3, R-9)', () => {
  let service: TestApp;
  let callers: Callers;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
    await service.dataSource.transaction(async (manager) => {
      for (let index = 0; index < 5; index += 1)
        await service.app.get(CourseStore).ensure(manager, CourseKey.of('Tide', 'Water', `R${index}`), null);
      await manager.query('INSERT INTO reruns (course_id, source) SELECT id, $1 FROM courses WHERE course_key <> $1', [
        String(SAMPLE),
      ]);
      for (let index = 0; index < 5; index += 1)
        await service.app.get(CourseStore).ensure(manager, CourseKey.of('Tide', 'Ebbed', `R${index}`), null);
      await manager.query("UPDATE courses SET deleted = now() WHERE number = 'Ebbed'");
    });
    // Tasks as imports leave them; two that have not ended have no `finished`.
    await service.dataSource.query(
      `INSERT INTO tasks (id, kind, state, worker, created, finished)
       SELECT gen_random_uuid(), 'course_import', 'succeeded', 'test', '2026-01-01', CASE WHEN n % 3 > 0 THEN '2026-01-02'::timestamptz END FROM generate_series(1, 6) n`,
    );
    await service.dataSource.query(
      `INSERT INTO course_exports (id, course_key, versions, format, file_name, size, sha256, blocks, files, oddities, created, expires)
       SELECT gen_random_uuid(), $1, '{}', 'zip', '2026-' || n || '.zip', n / 2, repeat('a', 64), 1, 1, 0,
              '2026-01-01'::timestamptz + n / 3 * interval '1 day', now() + interval '1 day' FROM generate_series(1, 6) n`,
      [String(SAMPLE)],
    );
    // A history of the course and of the block that KEYS names, and branches.
    for (const name of ['Walk 1', 'Walk 2', 'Walk 3', 'Walk 4'])
      await service.app
        .get(ContentEditor)
        .edit(SAMPLE, { by: 'admin', message: name }, patchFields('vertical@plan-a-walk-unit', { displayName: name }));
    const draft = await service.app.get(ContentVersions).headOf(SAMPLE, DRAFT);
    for (const name of ['autumn', 'spring', 'winter'])
      await service.dataSource.transaction((manager) =>
        service.app.get(BranchStore).create(manager, { course: SAMPLE, name, by: null }, draft!.guid),
      );
    const owners = service.app.get(ClientsService);
    for (let index = 0; index < 5; index += 1) await owners.create({ name: `Application ${index}`, username: 'admin' });
    await service.dataSource.query(
      `INSERT INTO oauth_authorizations (id, user_id, client_id, scopes)
       SELECT gen_random_uuid(), u.id, c.client_id, '{read}' FROM users u CROSS JOIN oauth_clients c WHERE u.username = 'admin'`,
    );
    // Sessions of the caller who walks.
    await service.dataSource.query(
      `INSERT INTO sessions (uuid, digest, user_id, epoch, address, user_agent, created, last_seen, expires)
       SELECT gen_random_uuid(), lpad(n::text, 43, 'x'), id, sign_in_epoch, '192.0.2.' || n, 'a browser',
              now() - n * interval '1 hour', now() - n * interval '1 minute', now() + n * interval '1 day'
         FROM users, generate_series(1, 5) n WHERE is_staff`,
    );
    await service.dataSource.query(
      `INSERT INTO enrollments (course_key, user_id, uuid) SELECT $1, id, gen_random_uuid() FROM users ON CONFLICT DO NOTHING`,
      [String(SAMPLE)],
    );
    for (const mode of ['honor', 'verified', 'credit'])
      await service.dataSource.query('UPDATE enrollments SET mode = $1 WHERE course_key = $2', [mode, String(SAMPLE)]);
    await service.dataSource.query(
      `INSERT INTO course_modes (course_key, mode_slug, mode_display_name, min_price) VALUES ($1, 'audit', 'Audit', 0), ($1, 'honor', 'Honor', 0), ($1, 'verified', 'Verified', 49)`,
      [String(SAMPLE)],
    );
    await service.dataSource.query(
      `INSERT INTO enrollment_invitations (uuid, course_key, email, created) SELECT gen_random_uuid(), $1, 'guest-' || n || '@example.org', '2026-01-01' FROM generate_series(1, 5) n`,
      [String(SAMPLE)],
    );
    await service.dataSource.query(
      `INSERT INTO tasks (id, kind, state, worker, created, finished) VALUES ($1, 'bulk_enrollment', 'succeeded', 'test', '2026-01-01', '2026-01-02')`,
      [BULK_TASK],
    );
    await service.dataSource.query(
      `INSERT INTO bulk_enrollment_problems SELECT $1, n, 'guest-' || n, $2, 'unknown_user', 'There is no such account.' FROM generate_series(1, 5) n`,
      [BULK_TASK, String(SAMPLE)],
    );
    await service.dataSource.query(
      `INSERT INTO course_roles (course_key, user_id, role) SELECT $1, id, 'auditor' FROM users ON CONFLICT DO NOTHING`,
      [String(SAMPLE)],
    );
    await service.dataSource.query(
      `INSERT INTO organization_roles (organization_id, role, user_id)
       SELECT lower($1), role, u.id FROM users u, unnest(ARRAY['delegate', 'course_creator']) role`,
      [SAMPLE.org],
    );
    for (const code of ['Ocean', 'Ocean.tides']) await service.app.get(OrganizationsService).establish(code);
    await service.dataSource.query(
      `INSERT INTO webhooks (uuid, owner_id, url, event_types, is_active, secret, position, created)
       SELECT CASE n WHEN 1 THEN $1::uuid ELSE gen_random_uuid() END, u.id, 'https://receiver.invalid/' || n, '{none}', false, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 0, '2026-01-01'
         FROM users u, generate_series(1, 5) n WHERE u.username = 'admin'`,
      [WEBHOOK],
    );
    await service.dataSource.query(
      `INSERT INTO webhook_deliveries (uuid, webhook, kind, event_type, state, created)
       SELECT gen_random_uuid(), $1, 'ping', 'ping', 'failed', '2026-01-01'::timestamptz + n / 2 * interval '1 hour' FROM generate_series(1, 5) n`,
      [WEBHOOK],
    );
    await service.dataSource.query(
      `INSERT INTO audit_entries (id, at, via, credential, action)
       SELECT gen_random_uuid(), '2026-01-01'::timestamptz + n / 3 * interval '1 day', 'request', 'none', 'test' FROM generate_series(1, 6) n`,
    );
  });
  afterAll(async () => service?.close());

  // A few blocks published one after the other, a few that are not yet, and a few that will be.
  beforeAll(async () => {
    const { body: course } = await callers.admin(`/api/course/v1/courses/${SAMPLE}/`);
    const blocks = Object.keys(course.outline.blocks as object)
      .filter((key) => /type@html/.test(key))
      .slice(0, 5);
    const send = async (method: string, target: string, type: string, body: unknown) =>
      callers.admin(target, { method, headers: { 'content-type': type }, body: JSON.stringify(body) });
    const rename = (key: string, name: string) =>
      send('PATCH', `/api/xblock/v1/xblocks/${key}/`, 'application/merge-patch+json', { display_name: name });
    const publications = `/api/course/v1/courses/${SAMPLE}/publications/`;
    for (const key of blocks) {
      await rename(key, 'Tide and water');
      await send('POST', publications, 'application/json', { usage_keys: [key], message: 'Tide and water' });
      await send('POST', publications, 'application/json', { at: '2099-01-01T00:00:00Z', message: 'Tide and water' });
      await rename(key, 'Tide and more water');
    }
  });

  it('is known', () => {
    expect(COLLECTIONS.length).toBeGreaterThanOrEqual(5);
  });

  it.each(BY_PATH)('%s takes the parameters that all collections take, with their limits', (_, collection) => {
    const names = (collection.operation.parameters ?? [])
      .filter((parameter) => parameter.in === 'query')
      .map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(PARAMETERS));
    expect(schemaOf(collection, 'page')).toMatchObject({ type: 'integer', default: 0, minimum: 0 });
    expect(schemaOf(collection, 'page_size')).toMatchObject({ type: 'integer', default: 10, minimum: 1, maximum: 100 });
    const sortOrders = schemaOf(collection, 'sort_order').enum as string[];
    expect(orderingsOf(collection).sort()).toEqual(sortOrders.flatMap((name) => [name, `-${name}`]).sort());
    const defaults = [schemaOf(collection, 'sort_order').default, schemaOf(collection, 'ordering').default].filter(
      Boolean,
    );
    expect(defaults).toHaveLength(1);
  });

  it.each(BY_PATH)('%s finds nothing for nonsense', async (_, collection) => {
    const { status, body } = await callers.admin(addressOf(collection, { text_search: 'xyzzynonsense' }));
    expect([status, body.count, body.results]).toEqual([200, 0, []]);
  });

  it.each(BY_PATH)('%s refuses an order that it does not have, and names those that it has', async (_, collection) => {
    for (const name of ['sort_order', 'ordering']) {
      const { status, body } = await callers.admin(addressOf(collection, { [name]: 'price' }));
      expect([name, status, Object.keys(body.field_errors)]).toEqual([name, 400, [name]]);
      for (const known of schemaOf(collection, name).enum as string[])
        expect(body.field_errors[name].developer_message).toContain(known);
    }
  });

  it.each(BY_PATH)(
    '%s shows every row once, walked by next, in every order; and backwards exactly reversed',
    async (_, collection) => {
      const walked = new Map<string, string[]>();
      for (const ordering of orderingsOf(collection)) {
        const seen: string[] = [];
        for (let next: string | null = addressOf(collection, { ordering, page_size: '2' }); next !== null;) {
          const { status, body } = await callers.admin(next);
          expect(status).toBe(200);
          seen.push(...body.results.map(({ url }: { url: string }) => url));
          next = body.next as string | null;
          if (next === null) expect([ordering, seen.length]).toEqual([ordering, body.count]);
        }
        expect([ordering, new Set(seen).size]).toEqual([ordering, seen.length]);
        expect(seen.length).toBeGreaterThan(2);
        walked.set(ordering, seen);
      }
      for (const [ordering, seen] of walked)
        if (!ordering.startsWith('-')) expect(seen.toReversed()).toEqual(walked.get(`-${ordering}`));
    },
  );

  it.each(BY_PATH)('%s takes blank text as no search, unless a search is what it is', async (_, collection) => {
    const isSearch = collection.path.startsWith('/api/search/');
    const { status, body } = await callers.admin(addressOf(collection, { text_search: ' ' }));
    expect(status).toBe(isSearch ? 400 : 200);
    if (!isSearch) expect(body.count).toBe((await callers.admin(addressOf(collection))).body.count);
  });
});
