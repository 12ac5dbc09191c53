import { DRAFT, PUBLISHED } from '../../src/modules/content/index.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { type Callers, importSample, SAMPLE } from './contract/sample-course.js';

const MERGE_PATCH = { 'content-type': 'application/merge-patch+json' };
const WELCOME = SAMPLE.makeUsageKey('html', 'welcome');
const at = (key: unknown) => `/api/xblock/v1/xblocks/${String(key)}/`;
const DRAFTED = at(WELCOME.forBranch(DRAFT));

describe('Writing a block (SPEC section 13, C-3, C-8)', () => {
  let service: TestApp;
  let callers: Callers;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
  });
  afterAll(async () => service?.close());

  const patch = (client: TestClient, target: string, body: unknown, headers: Record<string, string> = {}) =>
    client(target, { method: 'PATCH', headers: { ...MERGE_PATCH, ...headers }, body: JSON.stringify(body) });
  const put = (client: TestClient, target: string, body: unknown, headers: Record<string, string> = {}) =>
    client(target, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('is for the team: 401 without credentials, 403 for learners, 403 without a place in the course', async () => {
    const before = (await callers.instructor(DRAFTED)).body;
    for (const [client, status] of [
      [callers.nobody, 401],
      [callers.learner, 403],
      [callers.outsider, 403],
    ] as const) {
      expect((await patch(client, at(WELCOME), { display_name: 'Mine' })).status).toBe(status);
    }
    expect((await patch(callers.learner, DRAFTED, { display_name: 'Mine' })).status).toBe(404);
    expect((await callers.instructor(DRAFTED)).body).toEqual(before);
  });

  it('takes a merge patch and nothing else: 415 that names it (section 1 "PATCH")', async () => {
    for (const type of ['application/json', 'application/json-patch+json', 'text/plain']) {
      const { status, headers } = await callers.instructor(at(WELCOME), {
        method: 'PATCH',
        headers: { 'content-type': type },
        body: '{"display_name":"x"}',
      });
      expect([status, headers.get('accept-patch')]).toEqual([415, 'application/merge-patch+json']);
    }
  });

  it('names every fault at once, and writes nothing (R-9)', async () => {
    const before = (await callers.instructor(DRAFTED)).body;
    const { status, body } = await patch(callers.instructor, at(WELCOME), {
      fields: { no_such_field: 1, start: 'yesterday', graded: 'perhaps' },
    });
    expect(status).toBe(400);
    expect(Object.keys(body.field_errors as object).sort()).toEqual([
      'fields.graded',
      'fields.no_such_field',
      'fields.start',
    ]);
    expect((await callers.instructor(DRAFTED)).body).toEqual(before);
  });

  it('changes the draft and not what is published; 204 with the ETag for the next write', async () => {
    const { status, text, headers } = await patch(callers.instructor, at(WELCOME), { display_name: 'Hello' });
    expect([status, text]).toEqual([204, '']);
    const draft = (await callers.instructor(DRAFTED)).body;
    expect([draft.display_name, draft.has_unpublished_changes]).toEqual(['Hello', true]);
    expect((await callers.learner(at(WELCOME))).body.display_name).not.toBe('Hello');
    const next = await patch(
      callers.instructor,
      at(WELCOME),
      { display_name: 'Hello again' },
      { 'if-match': headers.get('etag')! },
    );
    expect(next.status).toBe(204);
  });

  it('clears an own value by null, so that the default or the inherited one holds again (C-3)', async () => {
    await patch(callers.instructor, at(WELCOME), { display_name: 'Named', fields: { visible_to_staff_only: true } });
    await patch(callers.instructor, at(WELCOME), { display_name: null, fields: { visible_to_staff_only: null } });
    const { fields } = (await callers.instructor(DRAFTED)).body as { fields: object };
    expect(fields).not.toHaveProperty('visible_to_staff_only');
    expect(fields).not.toHaveProperty('display_name');
  });

  it('shows what came of it to whoever prefers that (RFC 7240)', async () => {
    const { status, headers, body } = await patch(
      callers.instructor,
      at(WELCOME),
      { display_name: 'Shown' },
      { prefer: 'return=representation' },
    );
    expect([status, headers.get('preference-applied'), body.display_name]).toEqual([
      200,
      'return=representation',
      'Shown',
    ]);
    expect(headers.get('etag')).toBe((await callers.instructor(DRAFTED)).headers.get('etag'));
  });

  it('does not overwrite another author unknowingly: 412 that names the current version (R-12, C-8)', async () => {
    const etag = (await callers.instructor(DRAFTED)).headers.get('etag')!;
    await patch(callers.instructor, at(WELCOME), { display_name: 'First' });
    const late = await patch(callers.admin, at(WELCOME), { display_name: 'Second' }, { 'if-match': etag });
    const now = (await callers.instructor(DRAFTED)).body;
    expect([late.status, late.body.current_version, now.display_name]).toEqual([412, now.edited.version, 'First']);
  });

  it('says where the state is that it writes to: the tag of what is published does not fit a draft that differs (R-8)', async () => {
    await patch(callers.instructor, at(WELCOME), { display_name: 'Only in the draft' });
    const published = await callers.instructor(at(WELCOME));
    const refused = await patch(
      callers.instructor,
      at(WELCOME),
      { display_name: 'Again' },
      { 'if-match': published.headers.get('etag')! },
    );
    expect([refused.status, refused.body.current_url]).toEqual([412, expect.stringContaining('+branch@draft+')]);
    const draft = await callers.instructor(refused.body.current_url as string);
    const done = await patch(
      callers.instructor,
      at(WELCOME),
      { display_name: 'Again' },
      { 'if-match': draft.headers.get('etag')! },
    );
    expect(done.status).toBe(204);
  });

  it('lets two authors write to different blocks, each with the ETag that it read before (C-8)', async () => {
    const other = at(SAMPLE.makeUsageKey('course', 'course'));
    const [one, two] = await Promise.all(
      [DRAFTED, `${other.slice(0, -1)}/`].map((target) => callers.instructor(target)),
    );
    const answers = await Promise.all([
      patch(callers.instructor, at(WELCOME), { display_name: 'One' }, { 'if-match': one!.headers.get('etag')! }),
      patch(callers.admin, other, { display_name: 'Two' }, { 'if-match': two!.headers.get('etag')! }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
  });

  it('replaces only what the writer says it replaces: 428 without a condition, and `*` for whatever is there', async () => {
    const body = { fields: { data: '<p>New</p>' } };
    const bare = await put(callers.instructor, at(WELCOME), body);
    expect([bare.status, bare.body.error_code]).toEqual([428, 'precondition_required']);
    const done = await put(callers.instructor, at(WELCOME), body, { 'if-match': '*' });
    expect([done.status, done.body.fields]).toEqual([200, { data: '<p>New</p>' }]);
    const exists = await put(callers.instructor, at(WELCOME), body, { 'if-none-match': '*' });
    expect(exists.status).toBe(412);
  });

  it('makes no version when nothing changes', async () => {
    const before = (await callers.instructor(DRAFTED)).body;
    const { status } = await patch(callers.instructor, at(WELCOME), { fields: { data: before.fields.data } });
    expect([status, (await callers.instructor(DRAFTED)).body.version]).toEqual([204, before.version]);
  });

  it('keeps history and what is published as they are: 409 that names the draft', async () => {
    const { version } = (await callers.instructor(DRAFTED)).body as { version: string };
    for (const key of [WELCOME.forVersion(version), WELCOME.forBranch(PUBLISHED)]) {
      const { status, body } = await patch(callers.instructor, at(key), { display_name: 'x' });
      expect([status, body.error_code]).toEqual([409, 'conflict']);
    }
  });

  it('takes branch and version together as a lock (section 2)', async () => {
    const { version } = (await callers.instructor(DRAFTED)).body as { version: string };
    const locked = at(WELCOME.forBranch(DRAFT).forVersion(version));
    expect((await patch(callers.instructor, locked, { display_name: 'One' })).status).toBe(204);
    const again = await patch(callers.instructor, locked, { display_name: 'Two' });
    expect([again.status, again.body.current_version]).toEqual([412, expect.not.stringContaining(version)]);
  });

  it('is offered by a link to those who may, and only to them (R-2)', async () => {
    const links = async (client: TestClient) =>
      (await client(at(WELCOME))).body.links as Record<string, { method?: string }>;
    expect((await links(callers.instructor)).edit?.method).toBe('PATCH');
    expect(await links(callers.learner)).not.toHaveProperty('edit');
  });
});
