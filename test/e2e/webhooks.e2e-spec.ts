import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { ContentEditor, patchFields } from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { OrganizationMembers } from '../../src/modules/organizations/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { until } from '../support/import-client.js';
import { isSignedWith, WebhookReceiver } from '../support/webhook-receiver.js';
import { importSynthetic, importXml } from './contract/sample-course.js';

const WEBHOOKS = '/api/event/v1/webhooks/';
const UPDATED = 'org.openedx.content_authoring.xblock.updated.v1';
const XML = `<course display_name="Told"><chapter url_name="c1"><sequential url_name="s1"><vertical url_name="v1">
  <html url_name="h1" display_name="Page"><p>Old.</p></html><html url_name="h2" display_name="Page"><p>Old.</p></html>
</vertical></sequential></chapter></course>`;

/** Attempts so close together that a test sees them all. */
const QUICK = { WEBHOOK_ALLOW_PRIVATE: 'true', WEBHOOK_TIMEOUT: '1', WEBHOOK_RETRY_DELAYS: '1,1' };

const send = (client: TestClient, target: string, body: unknown, method = 'POST'): Promise<TestResponse> =>
  client(target, {
    method,
    headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
    body: JSON.stringify(body),
  });

describe('Webhooks (research/endpoints.md E14; operations.md D11)', () => {
  let service: TestApp;
  let admin: TestClient;
  let staff: TestClient;
  let receiver: WebhookReceiver;
  let courses = 0;

  beforeAll(async () => {
    service = await startTestApp(QUICK);
    admin = service.as('admin', { isStaff: true });
    staff = service.as('staff');
    for (const client of [admin, staff, service.as('outsider'), service.as('delegate')]) await client('/api/');
  });
  afterAll(async () => service?.close());
  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await service.dataSource.query('DELETE FROM webhooks');
    await receiver.close();
  });

  async function newCourse(): Promise<CourseKey> {
    courses += 1;
    const key = CourseKey.of('Hooks', 'Course', `R${courses}`);
    await importXml(service, key, XML);
    await service.app.get(CourseRolesService).grant('staff', key, 'staff');
    // A webhook is told what happens from when it is made: what has happened has its place by then.
    await until(async () => {
      const [{ waiting }] = await service.dataSource.query<[{ waiting: boolean }]>(
        'SELECT EXISTS (SELECT FROM events WHERE position IS NULL) AS waiting',
      );
      return !waiting;
    });
    return key;
  }
  const edit = (key: CourseKey, block: string, name: string) =>
    service.app.get(ContentEditor).edit(key, { by: 'ann', message: null }, patchFields(block, { displayName: name }));
  const make = async (client: TestClient, body: object): Promise<TestResponse['body']> => {
    const { status, text, body: made } = await send(client, WEBHOOKS, { target_url: receiver.url, ...body });
    if (status !== 201) throw new Error(text);
    return made;
  };
  const of = (key: CourseKey) => ({ course_key: String(key) });
  const read = async (target: string): Promise<TestResponse['body']> => (await admin(target)).body;
  const deliveries = async (hook: { url: string }): Promise<TestResponse['body'][]> =>
    (await read(`${hook.url}deliveries/?page_size=100&ordering=created`)).results;
  const receivedAtLeast = (count: number) => until(async () => receiver.received.length >= count);

  describe('are refused', () => {
    it.each([
      ['nobody in particular', null, 401],
      ['whoever has no place in the course', 'outsider', 403],
    ])('for %s', async (_, name, expected) => {
      const key = await newCourse();
      const body = { target_url: receiver.url, ...of(key) };
      expect((await send(service.as(name), WEBHOOKS, body)).status).toBe(expected);
    });

    it('for everything at once, unless it is global staff who asks', async () => {
      expect((await send(staff, WEBHOOKS, { target_url: receiver.url })).status).toBe(403);
    });

    it('for a course that the caller may not know of as if there were none (R-7)', async () => {
      const key = await newCourse();
      await service.dataSource.query(
        `INSERT INTO access_policies (course_key, subject, visibility) VALUES ($1, 'information', 'restricted')`,
        [String(key)],
      );
      const hidden = await send(service.as('outsider'), WEBHOOKS, { target_url: receiver.url, ...of(key) });
      const absent = { target_url: receiver.url, course_key: 'course-v1:No+Such+Course' };
      const none = await send(service.as('outsider'), WEBHOOKS, absent);
      expect([hidden.status, none.status]).toEqual([400, 400]);
      expect(Object.keys(hidden.body.field_errors)).toEqual(Object.keys(none.body.field_errors));
    });

    it.each([
      ['target_url', { target_url: 'nonsense' }],
      ['target_url', { target_url: 'ftp://example.org/' }],
      ['target_url', { target_url: 'https://ann:secret@example.org/' }],
      ['event_types', { event_types: [] }],
      ['event_types', { event_types: ['(.*)*'] }],
      ['event_types', { event_types: ['*', 'org.openedx.content_authoring.xblock.update.v1'] }],
      ['secret', { secret: 'too-short' }],
      ['secret', { secret: 'whsec_c2hvcnQ=' }],
      ['owner', { owner: 'outsider' }],
      ['organization', { organization: 'Hooks', course_key: 'course-v1:A+B+C' }],
      ['organization', { organization: 'NoSuchOrganization' }],
    ])('with %s that is not valid: %j', async (member, body) => {
      const { status, body: problem } = await send(admin, WEBHOOKS, { target_url: receiver.url, ...body });
      expect([status, Object.keys(problem.field_errors)]).toEqual([400, [member]]);
    });

    it('for somebody else’s as if there were none, whatever is asked of it (R-7)', async () => {
      const hook = await make(staff, of(await newCourse()));
      const outsider = service.as('outsider');
      const statuses = [
        (await outsider(hook.url)).status,
        (await send(outsider, hook.url, { description: 'mine' }, 'PATCH')).status,
        (await outsider(hook.url, { method: 'DELETE' })).status,
        (await outsider(`${hook.url}deliveries/`)).status,
        (await send(outsider, `${hook.url}secrets/`, {})).status,
        (await send(outsider, `${hook.url}replays/`, { since: 'latest' })).status,
        (await send(outsider, `${hook.url}pings/`, {})).status,
      ];
      expect(new Set(statuses)).toEqual(new Set([404]));
      expect((await outsider(WEBHOOKS)).body.results).toEqual([]);
    });
  });

  it('are for delegates of the organization, and tell of its courses and of no others', async () => {
    const key = await newCourse();
    await service.app.get(OrganizationMembers).grant({ code: 'Hooks', role: 'delegate', username: 'delegate' });
    await make(service.as('delegate'), { organization: 'hooks', event_types: ['*.catalog_info.*'] });
    const other = CourseKey.of('Elsewhere', 'Course', `R${courses}`);
    await importXml(service, other, XML);
    await service.dataSource.query(`UPDATE courses SET display_name = 'Told of' WHERE course_key = ANY ($1)`, [
      [String(other), String(key)],
    ]);
    await receivedAtLeast(1);
    await sleep(600);
    expect(receiver.received.map(({ body }) => body.subject as string)).toEqual([String(key)]);
  });

  describe('are told', () => {
    it('what the feed shows, signed as Standard Webhooks says, with a secret that is told once', async () => {
      const key = await newCourse();
      const hook = await make(staff, of(key));
      await edit(key, 'html@h1', 'New');
      await receivedAtLeast(1);
      const [request] = receiver.received;
      expect(request!.body.type).toBe(UPDATED);
      expect(request!.headers['webhook-id']).toBe(request!.body.id);
      expect(request!.body).toEqual((await staff(request!.body.url as string)).body);
      expect(isSignedWith(hook.secret as string, request!)).toBe(true);
      expect(() =>
        new Webhook(hook.secret as string).verify(request!.text, request!.headers as Record<string, string>),
      ).not.toThrow();
      expect(isSignedWith('whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', request!)).toBe(false);
      const shown = [hook.url, WEBHOOKS, `${hook.url}deliveries/`].map(
        async (target) => (await staff(target as string)).text,
      );
      expect((await Promise.all(shown)).join('')).not.toContain('whsec_');
    });

    it('with both secrets for a day after one is replaced', async () => {
      const key = await newCourse();
      const hook = await make(staff, of(key));
      const replaced = await send(staff, `${hook.url}secrets/`, {});
      expect(replaced.status).toBe(201);
      expect(replaced.body.secret).not.toBe(hook.secret);
      await edit(key, 'html@h1', 'New');
      await receivedAtLeast(1);
      for (const secret of [hook.secret, replaced.body.secret] as string[])
        expect(isSignedWith(secret, receiver.received[0]!)).toBe(true);
      await service.dataSource.query(`UPDATE webhooks SET previous_secret_until = now()`);
      await edit(key, 'html@h1', 'Newer');
      await receivedAtLeast(2);
      expect(isSignedWith(hook.secret as string, receiver.received[1]!)).toBe(false);
    });

    it('only what they ask for', async () => {
      const key = await newCourse();
      await make(staff, { ...of(key), event_types: ['*.catalog_info.*', 'org.openedx.learning.*'] });
      await edit(key, 'html@h1', 'New');
      await service.dataSource.query(`UPDATE courses SET display_name = 'New' WHERE course_key = $1`, [String(key)]);
      await receivedAtLeast(1);
      await sleep(600);
      expect(receiver.received.map(({ body }) => body.type as string)).toEqual([
        'org.openedx.content_authoring.course.catalog_info.changed.v1',
      ]);
    });

    it('in the order of the course, one after the other, though a receiver is slow and fails now and then', async () => {
      const key = await newCourse();
      await make(staff, of(key));
      let atOnce = 0;
      let most = 0;
      let calls = 0;
      receiver.answer = async () => {
        most = Math.max(most, (atOnce += 1));
        await sleep(20);
        atOnce -= 1;
        return { status: (calls += 1) % 3 === 0 ? 500 : 200 };
      };
      const made: string[] = [];
      for (let index = 0; index < 5; index += 1) made.push((await edit(key, 'html@h1', `${index}`)).version.guid);
      const order = () => [...new Set(receiver.received.map(({ body }) => body.version.version as string))];
      await until(async () => order().length === made.length);
      expect(order()).toEqual(made);
      expect(most).toBe(1);
      // What came twice came with the same id.
      const ids = new Map(receiver.received.map(({ headers, body }) => [headers['webhook-id'], body.id as string]));
      expect(ids.size).toBe(made.length);
    });

    it('of other courses meanwhile: one that fails does not hold them up', async () => {
      const [bad, good] = [await newCourse(), await newCourse()];
      await make(admin, { event_types: [UPDATED] });
      receiver.answer = ({ body }) => ({ status: body.course.course_key === String(bad) ? 500 : 200 });
      await edit(bad, 'html@h1', 'New');
      await edit(good, 'html@h1', 'New');
      await until(async () => receiver.received.some(({ body }) => body.course.course_key === String(good)));
    });

    it('all of a large version, once each', async () => {
      const key = await importSynthetic(service, 120, 'hook');
      const hook = await make(admin, { ...of(key), event_types: ['*.xblock.created.*'] });
      await send(admin, `${hook.url}replays/`, { since: Buffer.from('[0]').toString('base64url') });
      const total = async () =>
        (
          await read(
            `/api/event/v1/events/?course=${encodeURIComponent(String(key))}&type=*.xblock.created.*&page_size=100`,
          )
        ).results.length as number;
      // Events get their place in the feed a moment after the commit (ADR 0023).
      await until(async () => (await total()) === 100);
      await receivedAtLeast(120);
      await sleep(600);
      const ids = receiver.received.map(({ body }) => body.id as string);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('nothing more that their owner may not read any more', async () => {
      const key = await newCourse();
      await make(staff, of(key));
      await edit(key, 'html@h1', 'While on the team');
      await receivedAtLeast(1);
      await service.dataSource.query(`DELETE FROM course_roles WHERE course_key = $1`, [String(key)]);
      await edit(key, 'html@h1', 'Afterwards');
      await until(async () => {
        const [{ waiting }] = await service.dataSource.query<[{ waiting: boolean }]>(
          `SELECT EXISTS (SELECT FROM webhook_jobs) OR EXISTS (SELECT FROM events WHERE position IS NULL)
               OR EXISTS (SELECT FROM webhooks w WHERE w.position < (SELECT max(position) FROM events)) AS waiting`,
        );
        return !waiting;
      });
      const told = receiver.received.map(({ body }) => body.type as string).filter((type) => type === UPDATED);
      expect(told).toEqual([UPDATED]);
    });

    it('nothing once their owner’s account is not in use, and say so', async () => {
      const key = await newCourse();
      const leaver = service.as('leaver');
      await leaver('/api/');
      await service.app.get(CourseRolesService).grant('leaver', key, 'staff');
      const hook = await make(leaver, of(key));
      await service.app.get(AccountsService).setActive('leaver', false);
      await edit(key, 'html@h1', 'New');
      const off = await until(async () => {
        const now = await read(hook.url as string);
        return now.is_active === false && now;
      });
      expect(off.disabled_reason).toMatch(/leaver/);
      expect(receiver.received).toEqual([]);
    });
  });

  describe('that fail', () => {
    it('are tried again, then turned off with a reason, and go on where they stopped when they are turned on', async () => {
      const key = await newCourse();
      const hook = await make(staff, of(key));
      receiver.answer = () => ({ status: 500, text: 'Out of order' });
      await edit(key, 'html@h1', 'One');
      await edit(key, 'html@h1', 'Two');
      const off = await until(async () => {
        const { body } = await staff(hook.url as string);
        return body.is_active === false && body;
      });
      expect(off.disabled_reason).toMatch(/3 attempts.*500/s);
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(await deliveries(hook)).toMatchObject([
        { state: 'failed', attempts: 3, response_status: 500, response_body: 'Out of order', next_attempt: null },
      ]);
      receiver.answer = () => ({ status: 200 });
      const count = receiver.received.length;
      expect((await send(staff, hook.url as string, { is_active: true }, 'PATCH')).status).toBe(204);
      await receivedAtLeast(count + 2);
      const names = receiver.received.slice(count).map(({ body }) => body.version.version as string);
      expect(new Set(names).size).toBe(2);
      expect((await read(hook.url as string)).disabled_reason).toBeNull();
    });

    it('by answering 410 are turned off at once', async () => {
      const key = await newCourse();
      const hook = await make(staff, of(key));
      receiver.answer = () => ({ status: 410 });
      await edit(key, 'html@h1', 'One');
      await until(async () => (await read(hook.url as string)).is_active === false);
      expect(receiver.received.length).toBe(1);
    });

    it('by sending elsewhere are not followed', async () => {
      const key = await newCourse();
      const elsewhere = await WebhookReceiver.start();
      const hook = await make(staff, of(key));
      receiver.answer = () => ({ status: 302, headers: { location: elsewhere.url } });
      await edit(key, 'html@h1', 'One');
      const [delivery] = await until(async () => {
        const all = await deliveries(hook);
        return all.length > 0 && all;
      });
      expect(delivery).toMatchObject({ state: 'retrying', response_status: 302 });
      expect(elsewhere.received).toEqual([]);
      await elsewhere.close();
    });

    it('by not answering are given up after their time', async () => {
      const key = await newCourse();
      const hook = await make(staff, of(key));
      receiver.answer = async () => {
        await sleep(3000);
        return { status: 200 };
      };
      await edit(key, 'html@h1', 'One');
      const [delivery] = await until(async () => {
        const all = await deliveries(hook);
        return all.length > 0 && all;
      });
      expect(delivery).toMatchObject({ state: 'retrying', response_status: null });
      expect(delivery.error).toMatch(/1 seconds/);
    });
  });

  it('are tried by a ping, also while they are off, and sent a delivery again with its id', async () => {
    const key = await newCourse();
    const hook = await make(staff, { ...of(key), is_active: false });
    const ping = await send(staff, `${hook.url}pings/`, {});
    expect([ping.status, ping.body.state]).toEqual([202, 'pending']);
    await receivedAtLeast(1);
    expect(receiver.received[0]!.body).toMatchObject({ type: 'ping', data: { webhook: hook.id } });
    await until(async () => (await read(ping.body.url as string)).state === 'succeeded');
    await send(staff, hook.url as string, { is_active: true }, 'PATCH');
    await edit(key, 'html@h1', 'One');
    await receivedAtLeast(2);
    const log = await until(async () => {
      const all = await deliveries(hook);
      return all.length === 2 && all;
    });
    const again = await send(staff, `${log[1].url}redeliveries/`, {});
    expect(again.body).toMatchObject({ kind: 'redelivery', event: log[1].event });
    await receivedAtLeast(3);
    expect(receiver.received[2]!.headers['webhook-id']).toBe(receiver.received[1]!.headers['webhook-id']);
  });

  it('are told again what came after a cursor, and go on from there', async () => {
    const key = await newCourse();
    const { cursor } = await read('/api/event/v1/events/?since=latest');
    const hook = await make(staff, of(key));
    await edit(key, 'html@h1', 'One');
    await edit(key, 'html@h2', 'Two');
    await receivedAtLeast(2);
    const first = receiver.received.map(({ headers }) => headers['webhook-id']);
    const replay = await send(staff, `${hook.url}replays/`, { since: cursor });
    expect(replay.status).toBe(202);
    await receivedAtLeast(4);
    expect(receiver.received.slice(2, 4).map(({ headers }) => headers['webhook-id'])).toEqual(first);
    expect((await send(staff, `${hook.url}replays/`, { since: 'nonsense' })).status).toBe(400);
  });
});

describe('Webhooks of an installation that does not say otherwise (operations.md C1.7)', () => {
  let service: TestApp;
  let admin: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    admin = service.as('admin', { isStaff: true });
    await admin('/api/');
  });
  afterAll(async () => service?.close());

  it.each([
    'http://example.org/',
    'https://127.0.0.1/',
    'https://169.254.169.254/',
    'https://[::ffff:10.0.0.1]/',
    'https://2130706433/',
  ])('cannot be at %s', async (target) => {
    const { status, body } = await send(admin, WEBHOOKS, { target_url: target });
    expect([status, Object.keys(body.field_errors)]).toEqual([400, ['target_url']]);
  });

  it('send nothing to this machine, though its address came to be there', async () => {
    const receiver = await WebhookReceiver.start();
    const quiet = { target_url: 'https://example.org/', event_types: ['*.import.completed.*'] };
    const { body: hook } = await send(admin, WEBHOOKS, quiet);
    for (const url of [
      receiver.url,
      receiver.url.replace('127.0.0.1', 'localhost'),
      receiver.url.replace('http', 'https'),
    ]) {
      await service.dataSource.query('UPDATE webhooks SET url = $1', [url]);
      const { body: ping } = await send(admin, `${hook.url}pings/`, {});
      const over = await until(async () => {
        const { body } = await admin(ping.url as string);
        return body.state === 'failed' && body;
      });
      expect([over.response_status, over.error]).toEqual([null, expect.stringMatching(/^The URL must/)]);
    }
    expect(receiver.received).toEqual([]);
    await receiver.close();
  });
});
