import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../src/common/audit/audit-log.service.js';
import { AuditTrail, noteForAudit } from '../../src/common/audit/audit-trail.js';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseStore } from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { ClientsService } from '../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { CoursewareProcess } from '../support/courseware-process.js';
import { courseOfUnits, ImportClient, until } from '../support/import-client.js';
import { type Callers, importSample, SAMPLE } from './contract/sample-course.js';
import { json } from '../support/json-request.js';

const ENTRIES = '/api/audit/v1/entries/';
const ENROLLMENTS = '/api/enrollment/v1/enrollments/';
const ACCOUNT = '/api/user/v1/accounts/me/';
const OTHER = CourseKey.of('Courseware', 'Other', '2026');

interface Row extends Record<string, unknown> {
  readonly id: string;
}

describe('the audit log (SPEC section 8)', () => {
  let service: TestApp;
  let callers: Callers;
  let other: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
    await service.dataSource.transaction((manager) => service.app.get(CourseStore).ensure(manager, OTHER, null));
    other = service.as('other-instructor');
    await other('/api/');
    await service.app.get(CourseRolesService).grant('other-instructor', OTHER, 'instructor');
  });
  afterAll(async () => service?.close());

  /** Sends a write under a request id of its own; resolves with its answer and its entries as they are stored. */
  async function written(client: TestClient, target: string, init: RequestInit) {
    const requestId = `audit-${randomUUID()}`;
    const headers = new Headers(init.headers);
    headers.set('x-request-id', requestId);
    const answer = await client(target, { ...init, headers });
    return { requestId, answer, rows: await rowsOf(requestId) };
  }
  const rowsOf = (requestId: string) =>
    service.dataSource.query<Row[]>('SELECT * FROM audit_entries WHERE request_id = $1 ORDER BY id', [requestId]);
  const seen = async (client: TestClient, query: string): Promise<Record<string, unknown>[]> =>
    (await client(`${ENTRIES}?${query}`)).body.results as Record<string, unknown>[];
  /** Makes somebody who enrolls in a course. */
  async function newcomer(course: CourseKey) {
    const username = `new-${randomUUID().slice(0, 8)}`;
    const client = service.as(username);
    await client('/api/');
    const { requestId, rows } = await written(client, ENROLLMENTS, json('POST', { course_key: String(course) }));
    return { username, client, requestId, row: rows[0]! };
  }

  describe('keeps from whoever may not see it', () => {
    it('everything, when nobody in particular asks', async () => {
      expect((await callers.nobody(ENTRIES)).status).toBe(401);
    });

    it('what was done in another course, whatever an instructor asks for', async () => {
      const { requestId, row } = await newcomer(SAMPLE);
      const course = encodeURIComponent(String(SAMPLE));
      for (const query of [`request_id=${requestId}`, `course=${course}`, `user=${row.actor as string}`])
        expect([query, await seen(other, query)]).toEqual([query, []]);
      expect((await other(`${ENTRIES}${row.id}/`)).status).toBe(404);
      expect((await seen(callers.instructor, `request_id=${requestId}`)).map(({ uuid }) => uuid)).toEqual([row.id]);
    });

    it("changes of people's accounts, from an instructor in whose course they are", async () => {
      const { client } = await newcomer(SAMPLE);
      const { requestId, rows } = await written(client, ACCOUNT, json('PATCH', { name: 'Somebody' }));
      expect(await seen(callers.instructor, `request_id=${requestId}`)).toEqual([]);
      expect((await callers.instructor(`${ENTRIES}${rows[0]!.id}/`)).status).toBe(404);
    });

    it('what happens in a course, from those who only take it', async () => {
      const { requestId } = await newcomer(SAMPLE);
      expect(await seen(callers.learner, `request_id=${requestId}`)).toEqual([]);
    });

    it.each(['staff', 'editor', 'auditor', 'beta_tester'] as const)('the same from its %s', async (role) => {
      const client = service.as(`a-${role}`);
      await client('/api/');
      await service.app.get(CourseRolesService).grant(`a-${role}`, SAMPLE, role);
      const { requestId } = await newcomer(SAMPLE);
      expect(await seen(client, `request_id=${requestId}`)).toEqual([]);
    });

    it('from where it was done, from everybody but the actor and global staff', async () => {
      const { client, requestId } = await newcomer(SAMPLE);
      const addressFor = async (reader: TestClient) => (await seen(reader, `request_id=${requestId}`))[0]!.address;
      expect([await addressFor(callers.instructor), await addressFor(client), await addressFor(callers.admin)]).toEqual(
        [null, '127.0.0.1', '127.0.0.1'],
      );
    });

    it('the past of an account from another one that has its name later', async () => {
      const requestId = `audit-${randomUUID()}`;
      // Of an account that is gone: its id is nobody's any more.
      await service.dataSource.query(
        `INSERT INTO audit_entries (id, via, credential, action, actor, actor_id, course_key, request_id)
         VALUES (gen_random_uuid(), 'request', 'token', 'past', 'heir', 1000000, $1, $2)`,
        [String(OTHER), requestId],
      );
      expect(await seen(service.as('heir'), `request_id=${requestId}`)).toEqual([]);
      expect(await seen(other, `user=heir&request_id=${requestId}`)).toEqual([]);
      expect((await seen(other, `request_id=${requestId}`))[0]!.actor).toMatchObject({ username: 'heir' });
    });

    it('an entry that does not exist and an address that is none: 404 alike', async () => {
      for (const uuid of [randomUUID(), 'nonsense', "' OR 1=1--"])
        expect([uuid, (await callers.admin(`${ENTRIES}${encodeURIComponent(uuid)}/`)).status]).toEqual([uuid, 404]);
    });

    it('any way to write: 405', async () => {
      const { row } = await newcomer(OTHER);
      for (const [method, target] of [
        ['POST', ENTRIES],
        ['PATCH', `${ENTRIES}${row.id}/`],
        ['PUT', `${ENTRIES}${row.id}/`],
        ['DELETE', `${ENTRIES}${row.id}/`],
      ] as const)
        expect([method, (await callers.admin(target, { method })).status]).toEqual([method, 405]);
    });
  });

  describe('of a sign-in that was refused', () => {
    const SECRET = 'not-the-secret-of-anybody';
    const refusedSignIn = () =>
      written(callers.nobody, '/oauth2/access_token', {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'no-client', client_secret: SECRET }),
      });

    it('keeps that it was refused, and nothing that was typed', async () => {
      const { answer, rows } = await refusedSignIn();
      expect(answer.status).toBe(401);
      expect(rows).toEqual([
        expect.objectContaining({
          action: 'oauth2_token_create',
          status: 401,
          actor: null,
          client_id: null,
          details: {},
        }),
      ]);
      expect(JSON.stringify(rows)).not.toMatch(/not-the-secret|no-client/);
    });

    it('tells global staff alone', async () => {
      const { requestId } = await refusedSignIn();
      for (const client of [callers.outsider, callers.learner, callers.instructor])
        expect(await seen(client, `request_id=${requestId}`)).toEqual([]);
      expect((await seen(callers.admin, `request_id=${requestId}`))[0]).toMatchObject({ status: 401, actor: null });
    });
  });

  describe('is not to be forged', () => {
    it.each(['a b', 'a"}', 'x'.repeat(129), '<script>', "'; DROP TABLE audit_entries --"])(
      'by the request id %j, which is replaced (R-16)',
      async (id) => {
        const answer = await callers.learner(ACCOUNT, json('PATCH', { name: 'Lee' }, { 'x-request-id': id }));
        const [row] = await rowsOf(answer.headers.get('x-request-id')!);
        expect([answer.status, row!.request_id === id, row!.actor]).toEqual([204, false, 'learner']);
        expect(await rowsOf(id)).toEqual([]);
      },
    );

    it("by a query, which could write into another course's log or bring a secret along", async () => {
      const query = `course=${encodeURIComponent(String(OTHER))}&unlock_key=secret`;
      const { rows } = await written(callers.learner, `${ACCOUNT}?${query}`, json('PATCH', { name: 'Lee' }));
      for (const row of rows) expect([row.course_key, row.target]).toEqual([null, ACCOUNT]);
      expect(await seen(other, `user=learner`)).toEqual([]);
    });

    it('by line breaks in the path, which stay encoded', async () => {
      const { rows } = await written(
        callers.admin,
        `${ENROLLMENTS}learner%2C${encodeURIComponent(String(SAMPLE))}/?x=%0Aadmin`,
        json('PATCH', { mode: 'honor' }),
      );
      expect(rows.length).toBeLessThanOrEqual(1);
      for (const { target } of rows) expect(target).toMatch(/^[\x21-\x3e\x40-\x7e]+$/);
    });

    it('by X-Forwarded-For, which nobody has been told to believe', async () => {
      const { rows } = await written(
        callers.learner,
        ACCOUNT,
        json('PATCH', { name: 'Lee' }, { 'x-forwarded-for': '203.0.113.9' }),
      );
      expect(rows[0]!.address).toBe('127.0.0.1');
    });

    it.each([
      ['changed', `UPDATE audit_entries SET actor = 'somebody-else'`],
      ['changed back', `UPDATE audit_entries SET action = action`],
      ['deleted', 'DELETE FROM audit_entries'],
      ['emptied out', 'TRUNCATE audit_entries'],
    ])('by the service: its entries cannot be %s', async (_, statement) => {
      await newcomer(OTHER);
      await expect(service.dataSource.query(statement)).rejects.toMatchObject({ driverError: { code: '23001' } });
    });

    it('even under the setting for retention, which lets go of nothing that is younger than it says', async () => {
      const { row } = await newcomer(OTHER);
      await service.dataSource.query(
        `INSERT INTO audit_entries (id, at, via, credential, action) VALUES ($1, now() - interval '3 years', 'request', 'none', 'old')`,
        [randomUUID()],
      );
      const deleting = (which: string) =>
        service.dataSource.transaction(async (manager) => {
          await manager.query(`SET LOCAL courseware.audit_retention = '2 years'`);
          await manager.query(`DELETE FROM audit_entries WHERE ${which}`);
        });
      await expect(deleting(`id = '${row.id}'`)).rejects.toMatchObject({ driverError: { code: '23001' } });
      await deleting(`action = 'old'`);
      expect(await service.dataSource.query(`SELECT 1 FROM audit_entries WHERE action = 'old'`)).toEqual([]);
    });
  });

  describe('is one with what it tells of', () => {
    const trailOf = (requestId: string) =>
      new AuditTrail({ via: 'request', credential: 'none', action: 'test', requestId });
    let log: AuditLog;
    let dataSource: DataSource;
    const noteDown = (text: string) => `INSERT INTO test_effects VALUES ('${text}')`;
    const effectsOf = (text: string) => dataSource.query('SELECT 1 FROM test_effects WHERE text = $1', [text]);

    beforeAll(async () => {
      log = service.app.get(AuditLog);
      dataSource = service.dataSource;
      await dataSource.query(
        'CREATE TABLE test_effects (text text CONSTRAINT uq_test_effects UNIQUE DEFERRABLE INITIALLY DEFERRED)',
      );
    });

    it('a failure after the effect leaves neither', async () => {
      const id = randomUUID();
      const work = () =>
        dataSource.transaction(async (manager) => {
          await manager.query(noteDown(id));
          throw new Error('Something else went wrong.');
        });
      await expect(log.follow(trailOf(id), work)).rejects.toThrow('Something else');
      expect([await effectsOf(id), await rowsOf(id)]).toEqual([[], []]);
    });

    it('a COMMIT that the database refuses leaves neither, and a second attempt leaves both', async () => {
      const id = randomUUID();
      const attempt = (times: number) =>
        dataSource.transaction(async (manager) => {
          for (let time = 0; time < times; time += 1) await manager.query(noteDown(id));
        });
      await log.follow(trailOf(id), async () => {
        await expect(attempt(2)).rejects.toThrow('uq_test_effects');
        await attempt(1);
      });
      expect([(await effectsOf(id)).length, (await rowsOf(id)).length]).toEqual([1, 1]);
    });

    it('an end of the process after the commit leaves both', async () => {
      const id = randomUUID();
      // Whatever comes after the commit never happens.
      const work = async () => {
        await dataSource.transaction((manager) => manager.query(noteDown(id)));
        throw new Error('The process was killed before it could answer.');
      };
      await expect(log.follow(trailOf(id), work)).rejects.toThrow('killed');
      expect([(await effectsOf(id)).length, (await rowsOf(id)).length]).toEqual([1, 1]);
    });

    it('a transaction that only reads leaves it to the one that writes', async () => {
      const id = randomUUID();
      await log.follow(trailOf(id), async () => {
        await dataSource.transaction((manager) => manager.query('SELECT 1 FROM users'));
        await dataSource.transaction(async (manager) => {
          await manager.query(noteDown(id));
          noteForAudit({ version: 'the-second' });
        });
      });
      expect(await rowsOf(id)).toEqual([expect.objectContaining({ version: 'the-second' })]);
    });

    it('savepoints, rolled back or not, leave it to the whole', async () => {
      const id = randomUUID();
      await log.follow(trailOf(id), () =>
        dataSource.transaction(async (manager) => {
          await manager.transaction((inner) => inner.query(noteDown(id)));
          await manager
            .transaction(async (inner) => {
              await inner.query(noteDown(`${id} undone`));
              throw new Error('undone');
            })
            .catch(() => undefined);
          noteForAudit({ version: 'after-all' });
        }),
      );
      expect(await rowsOf(id)).toEqual([expect.objectContaining({ version: 'after-all' })]);
    });

    it('several transactions at once, and statements that commit by themselves, leave one', async () => {
      const [many, single] = [randomUUID(), randomUUID()];
      await log.follow(trailOf(many), () =>
        Promise.all(
          ['a', 'b', 'c'].map((name) =>
            dataSource.transaction((manager) => manager.query(noteDown(`${many} ${name}`))),
          ),
        ),
      );
      await log.follow(trailOf(single), () => dataSource.query(noteDown(single)));
      expect([(await rowsOf(many)).length, (await rowsOf(single)).length]).toEqual([1, 1]);
    });

    it('work of other requests at the same time has entries of its own', async () => {
      const ids = Array.from({ length: 8 }, () => randomUUID());
      await Promise.all(
        ids.map((id) =>
          log.follow(trailOf(id), () => dataSource.transaction((manager) => manager.query(noteDown(id)))),
        ),
      );
      expect(await Promise.all(ids.map(async (id) => (await rowsOf(id)).length))).toEqual(ids.map(() => 1));
    });

    it('a name that no account has is not kept: it may be a password', async () => {
      const id = randomUUID();
      const trail = trailOf(id);
      trail.note({ onBehalfOf: 'correct horse battery' });
      await log.follow(trail, () => dataSource.query(noteDown(id)));
      expect(await rowsOf(id)).toEqual([expect.objectContaining({ on_behalf_of: null, on_behalf_of_id: null })]);
    });
  });

  describe('names both where one acts for another:', () => {
    const both = (rows: readonly Row[]) => rows.map(({ actor, on_behalf_of: whose }) => [actor, whose]);
    const expectBoth = async (answer: TestResponse, rows: readonly Row[], whose: string) => {
      expect([answer.status < 300, both(rows)]).toEqual([true, [['admin', whose]]]);
      // Whose thing it is, sees it too.
      const [entry] = await seen(service.as(whose), `request_id=${rows[0]!.request_id as string}`);
      expect(entry).toMatchObject({ actor: { username: 'admin' }, on_behalf_of: { username: whose }, address: null });
    };

    it('global staff enroll somebody', async () => {
      await service.as('enrolled-by-staff')('/api/');
      const body = { course_key: String(SAMPLE), username: 'ENROLLED-by-staff' };
      const { answer, rows } = await written(callers.admin, ENROLLMENTS, json('POST', body));
      await expectBoth(answer, rows, 'enrolled-by-staff');
      expect(rows[0]!.course_key).toBe(String(SAMPLE));
    });

    it("global staff change somebody's account", async () => {
      const target = '/api/user/v1/accounts/Learner/';
      const { answer, rows } = await written(callers.admin, target, json('PATCH', { name: 'Lea' }));
      await expectBoth(answer, rows, 'learner');
    });

    it("global staff change somebody's preferences", async () => {
      const target = '/api/user/v1/preferences/learner/theme/';
      const { answer, rows } = await written(callers.admin, target, json('PUT', 'dark'));
      await expectBoth(answer, rows, 'learner');
      expect(JSON.stringify(rows)).not.toContain('dark');
    });

    it('an application acts as an account', async () => {
      await callers.outsider('/api/');
      const { clientId, secret } = await service.app
        .get(ClientsService)
        .create({ name: 'Robot', username: 'outsider' });
      const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret };
      const token = await callers.nobody('/oauth2/access_token', { method: 'POST', body: new URLSearchParams(form) });
      const authorization = `Bearer ${token.body.access_token as string}`;
      const { rows } = await written(callers.nobody, ACCOUNT, json('PATCH', { name: 'R' }, { authorization }));
      expect(rows).toEqual([expect.objectContaining({ actor: 'outsider', client_id: clientId, credential: 'token' })]);
    });

    it('one alone, where one acts for oneself', async () => {
      const { rows } = await written(callers.learner, '/api/user/v1/accounts/learner/', json('PATCH', { name: 'Lee' }));
      expect(both(rows)).toEqual([['learner', null]]);
    });
  });

  describe('tells which version:', () => {
    const headOf = async (branch: string, key = SAMPLE) =>
      (
        await service.dataSource.query<[{ head: string }]>(
          'SELECT b.head FROM branches b JOIN courses c ON c.id = b.course_id WHERE c.course_key = $1 AND b.name = $2',
          [String(key), branch],
        )
      )[0].head;
    const block = SAMPLE.forBranch('draft').makeUsageKey('html', 'welcome');
    const target = `/api/xblock/v1/xblocks/${block}/`;

    it('an edit, by the version that it made', async () => {
      const { rows } = await written(callers.instructor, target, json('PATCH', { display_name: 'Audited' }));
      expect(rows).toEqual([
        expect.objectContaining({ version: await headOf('draft'), course_key: String(SAMPLE), actor: 'instructor' }),
      ]);
    });

    it('an edit that changed nothing, by none', async () => {
      await callers.instructor(target, json('PATCH', { display_name: 'Same' }));
      const { rows } = await written(callers.instructor, target, json('PATCH', { display_name: 'Same' }));
      expect(rows).toEqual([expect.objectContaining({ version: null })]);
    });

    it('an import, by its task: done by its owner, in the request that started it', async () => {
      const imports = new ImportClient(callers.admin);
      const key = CourseKey.of('Audit', 'Imported', '1');
      const started = await imports.post(String(key), courseOfUnits({ a: '<p>One.</p>' }));
      await imports.ended(started.headers.get('location')!);
      const rows = await rowsOf(started.headers.get('x-request-id')!);
      expect(rows.map(({ via, action, actor }) => [via, action, actor])).toEqual([
        ['request', 'imports_create', 'admin'],
        ['task', 'course_import', 'admin'],
      ]);
      expect(rows[1]).toMatchObject({
        version: await headOf('published', key),
        course_key: String(key),
        target: new URL(started.headers.get('location')!).pathname,
        details: { changed: true, branches: { draft: await headOf('draft', key) } },
      });
    });

    it.each([
      ['a dry run', courseOfUnits({ a: '<p>One.</p>' }), { dry_run: 'true' }, 'succeeded'],
      ['one that fails', courseOfUnits({ a: '<p>One.' }), {}, 'failed'],
    ])(
      'an import that writes nothing has no entry beside that of its request: %s',
      async (name, archive, fields, end) => {
        const imports = new ImportClient(callers.admin);
        const started = await imports.post(`course-v1:Audit+Nothing+${end}`, archive, fields as Record<string, string>);
        const task = await until(async () => {
          const { body } = await callers.admin(started.headers.get('location')!);
          return body.finished !== null && body;
        });
        expect([name, ['succeeded', 'failed'].includes(task.state as string)]).toEqual([name, true]);
        const changed = task.state === 'succeeded' && task.result.dry_run === false;
        const rows = await rowsOf(started.headers.get('x-request-id')!);
        expect(rows.map(({ via }) => via)).toEqual(changed ? ['request', 'task'] : ['request']);
      },
    );
  });

  describe('of the command line', () => {
    const run = (...args: string[]) =>
      CoursewareProcess.command(
        args,
        { DATABASE_URL: service.config.databaseUrl!, DATA_DIR: service.config.dataDir },
        'a-long-password-1\n',
      ).ended;
    const commands = (action: string) =>
      service.dataSource.query<Row[]>(`SELECT * FROM audit_entries WHERE via = 'command_line' AND action = $1`, [
        action,
      ]);

    it('has one entry for a command that wrote, with the operator', async () => {
      expect((await run('users', 'create', 'audited', '--email', 'audited@example.org')).code).toBe(0);
      const rows = await commands('users create');
      expect(rows).toEqual([
        expect.objectContaining({
          actor: null,
          on_behalf_of: 'audited',
          credential: 'operator',
          details: { operator: expect.any(String) },
        }),
      ]);
      expect(JSON.stringify(rows)).not.toContain('password');
    });

    it('has none for a command that failed', async () => {
      expect((await run('users', 'disable', 'nobody-of-this-name')).code).toBe(1);
      expect(await commands('users disable')).toEqual([]);
    });
  });

  it('keeps what an account did when the account is gone', async () => {
    const { username, requestId } = await newcomer(OTHER);
    await service.dataSource.query('DELETE FROM users WHERE username = $1', [username]);
    expect((await seen(other, `request_id=${requestId}`))[0]!.actor).toMatchObject({ username });
  });

  it('is found by user, course, action, target, request and time, the newest first', async () => {
    const { username, client, requestId, row } = await newcomer(OTHER);
    const latest = await written(client, ACCOUNT, json('PATCH', { name: 'Newest' }));
    const of = async (query: string) => (await seen(client, query)).map((entry) => entry.uuid);
    expect(await of('')).toEqual([latest.rows[0]!.id, row.id]);
    expect(await of(`user=${username.toUpperCase()}`)).toEqual([latest.rows[0]!.id, row.id]);
    for (const query of [
      `request_id=${requestId}`,
      `course=${encodeURIComponent(String(OTHER))}`,
      'action=enrollments_create',
      `target=${ENROLLMENTS}`,
      'text_search=enrollments_create',
      `until=${(latest.rows[0]!.at as Date).toISOString()}`,
    ])
      expect([query, await of(query)]).toEqual([query, [row.id]]);
    expect(await of('from=2999-01-01T00:00:00Z')).toEqual([]);
  });
});
