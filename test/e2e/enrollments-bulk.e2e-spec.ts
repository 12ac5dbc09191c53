import type { CourseKey } from '../../src/common/opaque-keys/index.js';
import { statementsWhile } from '../support/statements.js';
import type { TestClient, TestResponse } from '../support/app.js';
import { BULK, ENROLLMENTS, EnrollmentScene, INVITATIONS } from '../support/enrollment-scene.js';
import { json } from '../support/json-request.js';

describe('bulk enrollment (SPEC E-2; operations.md B3.1, B3.2)', () => {
  let scene: EnrollmentScene;

  beforeAll(async () => {
    scene = await EnrollmentScene.start();
  });
  afterAll(async () => scene?.close());

  const boss = () => scene.service.as('boss');
  const list = (
    key: CourseKey,
    identifiers: string[],
    more: object = {},
    client: TestClient = boss(),
  ): Promise<TestResponse> => client(BULK, json('POST', { course_key: String(key), identifiers, ...more }));
  const csv = (text: string | Uint8Array, query = '', client: TestClient = boss()): Promise<TestResponse> =>
    client(`${BULK}${query}`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: text as BodyInit });
  const form = (text: string, fields: Record<string, string>, client: TestClient = boss()): Promise<TestResponse> => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append('file', new Blob([text], { type: 'text/csv' }), 'class.csv');
    return client(BULK, { method: 'POST', body });
  };
  /** The task of an answer, once it is over, and the problems that it met. */
  async function done(answer: TestResponse, client: TestClient = boss()) {
    expect([answer.status, answer.body.kind]).toEqual([202, 'bulk_enrollment']);
    const task = await scene.ended(client, answer.body.url as string);
    const { body } = await client(`${BULK}${task.id}/problems/?page_size=100`);
    const problems = body.results.map((one: Record<string, unknown>) => [
      one['row'],
      one['identifier'],
      one['error_code'],
    ]);
    return { task, result: task.result, problems };
  }
  const active = (key: CourseKey) => scene.count('enrollments WHERE course_key = $1 AND is_active', [String(key)]);
  const courseQuery = (key: CourseKey, more = '') => `?course_key=${encodeURIComponent(String(key))}${more}`;
  /** Accounts without clients. */
  async function accounts(count: number, prefix: string): Promise<string[]> {
    await scene.service.dataSource.query(
      `INSERT INTO users (username, email) SELECT $1 || n, $1 || n || '@example.com' FROM generate_series(1, $2::int) n`,
      [prefix, count],
    );
    return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
  }

  describe('is refused', () => {
    it.each(['writer', 'looker', 'tester', 'outsider', null])('to %s, by list, file and form', async (caller) => {
      const key = await scene.course();
      const { username } = await scene.someone();
      const client = scene.service.as(caller);
      const refused = caller === null ? 401 : 403;
      expect((await list(key, [username], {}, client)).status).toBe(refused);
      expect((await csv(`username\n${username}\n`, courseQuery(key), client)).status).toBe(refused);
      expect((await form(`username\n${username}\n`, { course_key: String(key) }, client)).status).toBe(refused);
      expect(await active(key)).toBe(0);
    });

    it('as a whole, when one row of the file names a course that is not the caller’s to run, or that is none', async () => {
      const [mine, theirs] = [await scene.course(), await scene.course('', { team: false })];
      const { username } = await scene.someone();
      const refusals = [];
      for (const other of [String(theirs), 'course-v1:No+Such+Course']) {
        const text = `username,course_key\n${username},${mine}\n${username},${other}\n`;
        const { status, body } = await csv(text);
        refusals.push([status, Object.keys(body.field_errors ?? {})]);
      }
      expect(refusals).toEqual([
        [403, []],
        [400, ['file']],
      ]);
      expect([await active(mine), await active(theirs)]).toEqual([0, 0]);
    });

    it.each([
      ['nothing', {}, ['course_key', 'identifiers']],
      ['nobody', { course_key: 'course-v1:A+B+C', identifiers: [] }, ['identifiers']],
      ['too many', { course_key: 'course-v1:A+B+C', identifiers: Array(5_001).fill('a') }, ['identifiers']],
      ['no texts', { course_key: 'course-v1:A+B+C', identifiers: [1, null] }, ['identifiers']],
      [
        'another action',
        { course_key: 'course-v1:A+B+C', identifiers: ['a'], action: 'delete', owner: 'x' },
        ['action', 'owner'],
      ],
    ])('of %s: 400', async (_, body, fields) => {
      const answer = await boss()(BULK, json('POST', body));
      expect([answer.status, Object.keys(answer.body.field_errors).sort()]).toEqual([400, fields]);
    });

    it.each([
      ['an empty file', ''],
      ['a header alone', 'username\n'],
      ['no header', 'ada\ngrace\n'],
      ['unknown columns', 'username,is_staff\nada,true\n'],
      ['a column twice', 'username,Username\nada,grace\n'],
      ['no column that names people', 'mode\naudit\n'],
      ['quotes without an end', 'username\n"ada\n'],
      ['quotes in the middle', 'username\n"ada"x\n'],
      ['an endless row', `username\n${'a'.repeat(20_000)}\n`],
      ['another encoding', Buffer.from('username\nada\n', 'utf16le')],
      ['no text', new Uint8Array([0, 255, 254, 0, 1, 2, 3])],
    ])('of a file with %s: 400, and no task', async (_, text) => {
      const key = await scene.course();
      const answer = await csv(text, courseQuery(key));
      expect([answer.status, await scene.count('tasks WHERE course_key = $1', [String(key)])]).toEqual([400, 0]);
    });

    it('of too many rows: 413, and no task', async () => {
      const key = await scene.course();
      const answer = await csv(`username\n${'a1\n'.repeat(100_001)}`, courseQuery(key));
      expect([answer.status, await scene.count('tasks WHERE course_key = $1', [String(key)])]).toEqual([413, 0]);
    });

    it('of a form without a file, with a file of another name, and with options in the address', async () => {
      const key = await scene.course();
      const empty = new FormData();
      empty.append('course_key', String(key));
      expect((await boss()(BULK, { method: 'POST', body: empty })).status).toBe(400);
      const other = new FormData();
      other.append('archive', new Blob(['username\nada\n']), 'a.csv');
      expect((await boss()(BULK, { method: 'POST', body: other })).status).toBe(400);
      expect(
        (await boss()(`${BULK}?dry_run=true`, json('POST', { course_key: String(key), identifiers: ['ada'] }))).status,
      ).toBe(400);
      expect(
        (await boss()(BULK, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'username' })).status,
      ).toBe(415);
    });
  });

  it('belongs to whoever started it: task, problems and report do not exist for others (R-7)', async () => {
    const key = await scene.course();
    const { task } = await done(await list(key, ['nobody-at-all']));
    for (const caller of ['helper', 'outsider'])
      for (const target of [
        `/api/task/v1/tasks/${task.id}/`,
        `${BULK}${task.id}/problems/`,
        `${BULK}${task.id}/problems/1/`,
        `${BULK}${task.id}/problem_report/`,
      ])
        expect([target, (await scene.service.as(caller)(target)).status]).toEqual([target, 404]);
    expect((await scene.admin(`${BULK}${task.id}/problems/`)).body.count).toBe(1);
    const import_ = '0199a7c4-6f0e-7c1b-9d55-2f6f1c1f9b1e';
    await scene.service.dataSource.query(
      `INSERT INTO tasks (id, kind, state, owner_id, worker) SELECT $1, 'course_import', 'succeeded', id, 'x' FROM users WHERE username = 'boss'`,
      [import_],
    );
    for (const id of [import_, 'nonsense']) expect((await boss()(`${BULK}${id}/problems/`)).status).toBe(404);
  });

  it('enrolls, changes, lets go and leaves alone by list, counts it, and reports each row that cannot be done', async () => {
    const key = await scene.course();
    const [fresh, there, left] = [await scene.someone(), await scene.someone(), await scene.someone()];
    await scene.enroll(there.client, key);
    await scene.enroll(left.client, key);
    await left.client(`${ENROLLMENTS}me,${key}/`, { method: 'DELETE' });
    const people = [
      fresh.username.toUpperCase(),
      there.username,
      left.username,
      'nobody-at-all',
      fresh.username,
      '<b>',
      '',
      ' ',
    ];
    const { result, problems, task } = await done(await list(key, people, { reason: 'The class' }));
    expect(result).toMatchObject({
      rows: 8,
      enrolled: 2,
      unchanged: 1,
      changed: 0,
      invited: 0,
      failed: 5,
      dry_run: false,
    });
    expect(problems).toEqual([
      [4, 'nobody-at-all', 'unknown_user'],
      [5, fresh.username, 'conflict'],
      [6, '<b>', 'invalid_input'],
      [7, '', 'invalid_input'],
      [8, '', 'invalid_input'],
    ]);
    expect([task.progress, task.course.course_key]).toEqual([{ done: 8, total: 8, unit: 'rows' }, String(key)]);
    expect(await scene.row(left.username, key)).toMatchObject({ is_active: true });
    const { body } = await fresh.client(`${ENROLLMENTS}me,${key}/history/`);
    expect(body.results).toMatchObject([{ changed_by: { username: 'boss' }, reason: 'The class' }]);

    const again = await done(await list(key, people, { reason: 'The class' }));
    expect(again.result).toMatchObject({ enrolled: 0, unchanged: 3, failed: 5 });
    const verified = await done(await list(key, [there.username], { mode: 'verified' }));
    expect(verified.result).toMatchObject({ changed: 1 });
    const out = await done(await list(key, [there.username, left.username, 'boss'], { action: 'unenroll' }));
    expect(out.result).toMatchObject({ unenrolled: 2, unchanged: 1 });
    expect(await scene.row(there.username, key)).toMatchObject({ mode: 'verified', is_active: false });
  });

  it.each([
    ['commas', (rows: string[][]) => rows.map((row) => row.join(',')).join('\n')],
    [
      'semicolons, a byte order mark and CRLF',
      (rows: string[][]) => `\u{FEFF}${rows.map((row) => row.join(';')).join('\r\n')}\r\n`,
    ],
    [
      'tabs, quotes and blank lines',
      (rows: string[][]) => rows.map((row) => row.map((cell) => `"${cell}"`).join('\t')).join('\n\n'),
    ],
  ])('reads a file with %s', async (_, write) => {
    const [key, other] = [await scene.course(), await scene.course()];
    const [one, two] = [await scene.someone(), await scene.someone()];
    await scene.enroll(two.client, key);
    const text = write([
      ['Username', 'mode', 'is_active', 'course_key'],
      [one.username, 'verified', 'TRUE', ''],
      [two.username, '', '0', ''],
      [one.username, '', '', String(other)],
    ]);
    const { result, task } = await done(await csv(text, courseQuery(key)));
    expect([result.enrolled, result.unenrolled, result.failed, task.course]).toEqual([2, 1, 0, null]);
    expect(await scene.row(one.username, key)).toMatchObject({ mode: 'verified', is_active: true });
    expect(await scene.row(two.username, key)).toMatchObject({ is_active: false });
    expect(await scene.row(one.username, other)).toMatchObject({ mode: 'audit', is_active: true });
  });

  it('reports hostile cells row by row, in a file that no spreadsheet runs', async () => {
    const key = await scene.course();
    const { username } = await scene.someone();
    const rows = [
      `=HYPERLINK("http://x")`,
      '+1',
      '-a b',
      '@SUM(A1)',
      'a\u0000b',
      `${username}"`,
      '\u202Eada',
      'a'.repeat(400),
    ];
    const cells = rows.map((cell) => `"${cell.replaceAll('"', '""')}",,`);
    const text = [
      'username,mode,is_active',
      ...cells,
      `${username},gold,`,
      `${username},,maybe`,
      `${username},audit`,
      `${username},,,,`,
      `${username},,`,
    ].join('\n');
    const { result, problems, task } = await done(await csv(text, courseQuery(key)));
    expect([result.enrolled, result.failed]).toEqual([1, 12]);
    expect(problems.map(([row, , code]: unknown[]) => [row, code])).toEqual(
      Array.from({ length: 12 }, (_, index) => [index + 1, 'invalid_input']),
    );
    const report = await boss()(`${BULK}${task.id}/problem_report/`);
    expect([report.status, report.headers.get('content-type'), report.headers.get('content-disposition')]).toEqual([
      200,
      expect.stringContaining('text/csv'),
      expect.stringContaining('attachment'),
    ]);
    const lines = report.text.split('\r\n');
    expect(lines[0]).toBe('row,identifier,course_key,error_code,developer_message');
    expect(lines[1]).toContain(`1,"'=HYPERLINK(""http://x"")",${key},invalid_input`);
    for (const sign of ['+', '-', '@']) expect(report.text).toContain(`"'${sign}`);
    expect(report.text).not.toMatch(/(^|,)"?[=+@-]/m);
  });

  it('invites by e-mail address, the same whether or not it has an account (E-1); global staff enroll at once', async () => {
    const key = await scene.course();
    const { username } = await scene.someone();
    const emails = [`${username}@example.com`, 'not-yet@example.org'];
    const { result } = await done(await list(key, emails));
    expect(result).toMatchObject({ enrolled: 0, invited: 2, failed: 0 });
    expect(await active(key)).toBe(0);
    const { body } = await boss()(`${INVITATIONS}?course=${encodeURIComponent(String(key))}`);
    expect(body.results.map(({ user, auto_enroll }: Record<string, unknown>) => [user, auto_enroll])).toEqual([
      [null, true],
      [null, true],
    ]);
    const away = await done(await list(key, emails, { action: 'unenroll' }));
    expect(away.result).toMatchObject({ unenrolled: 0, uninvited: 2 });
    const staff = await done(await list(key, emails, {}, scene.admin), scene.admin);
    expect(staff.result).toMatchObject({ enrolled: 1, invited: 1 });
    expect(await scene.row(username, key)).toMatchObject({ is_active: true });
  });

  it('keeps to modes and seats: the row that finds none is reported', async () => {
    const key = await scene.course();
    await boss()(`/api/course_modes/v1/courses/${key}/`, json('POST', { mode_slug: 'audit' }));
    await boss()(`/api/enrollment/v1/courses/${key}/`, json('PATCH', { seats: 2 }));
    const names = await accounts(4, 'seat-');
    const text = `username,mode\n${names[0]},verified\n${names
      .map((name) => `${name},`)
      .slice(1)
      .join('\n')}\n`;
    const { result, problems } = await done(await csv(text, courseQuery(key)));
    expect([result.enrolled, problems]).toEqual([
      2,
      [
        [1, names[0], 'invalid_input'],
        [4, names[3], 'seats_taken'],
      ],
    ]);
    // Whoever goes in a row above makes room for a row below.
    const swap = await done(await csv(`username,is_active\n${names[1]},false\n${names[3]},true\n`, courseQuery(key)));
    expect(swap.result).toMatchObject({ unenrolled: 1, enrolled: 1, failed: 0 });
  });

  it('together with people who enroll themselves never fills a seat twice', async () => {
    const key = await scene.course();
    await boss()(`/api/enrollment/v1/courses/${key}/`, json('PATCH', { seats: 5 }));
    const people = await Promise.all(Array.from({ length: 5 }, () => scene.someone()));
    const names = await accounts(10, 'race-');
    const [bulk] = await Promise.all([list(key, names), ...people.map(({ client }) => scene.enroll(client, key))]);
    await done(bulk!);
    expect(await active(key)).toBe(5);
  });

  it('with dry_run or, after a problem, atomic changes nothing, and tells all the same', async () => {
    const key = await scene.course();
    const { username } = await scene.someone();
    const dry = await done(
      await form(`username\n${username}\nnobody-at-all\n`, { course_key: String(key), dry_run: 'true' }),
    );
    expect([dry.result.dry_run, dry.result.enrolled, dry.problems]).toEqual([
      true,
      1,
      [[2, 'nobody-at-all', 'unknown_user']],
    ]);
    const atomic = await done(await list(key, [username, 'nobody-at-all'], { atomic: true }));
    expect([atomic.task.state, atomic.task.error.error_code, atomic.problems.length]).toEqual([
      'failed',
      'invalid_input',
      1,
    ]);
    expect(atomic.task.error.detail).toContain(`/api/enrollment/v1/bulk_enrollments/${atomic.task.id}/problems/`);
    expect(await scene.count('enrollments WHERE course_key = $1', [String(key)])).toBe(0);
    const good = await done(await list(key, [username], { atomic: true }));
    expect([good.task.state, good.result.enrolled]).toEqual(['succeeded', 1]);
  });

  it('sent again with its Idempotency-Key is one task; with another file under the key 422 (R-13)', async () => {
    const key = await scene.course();
    const { username } = await scene.someone();
    const send = (text: string) =>
      boss()(`${BULK}${courseQuery(key)}`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', 'idempotency-key': `class-${String(key)}` },
        body: text,
      });
    const first = await send(`username\n${username}\n`);
    const again = await send(`username\n${username}\n`);
    expect([again.body.id, again.headers.get('idempotent-replayed')]).toEqual([first.body.id, 'true']);
    expect((await send(`username\n${username}\nada\n`)).status).toBe(422);
    expect(await scene.count('tasks WHERE course_key = $1', [String(key)])).toBe(1);
    await done(first);
  });

  it('that is cancelled has changed nothing', async () => {
    const key = await scene.course();
    const names = await accounts(6_000, 'cancel-');
    const answer = await csv(`username\n${names.join('\n')}\n`, courseQuery(key));
    expect((await boss()(answer.body.url as string, { method: 'DELETE' })).status).toBe(204);
    const { state } = await scene.ended(boss(), answer.body.url as string);
    expect([state, await active(key)]).toEqual(state === 'cancelled' ? ['cancelled', 0] : ['succeeded', 6_000]);
  });

  it('takes a fixed number of statements for 500 rows, and enrolls thousands', async () => {
    const key = await scene.course();
    const statements = async (rows: number): Promise<number> => {
      const names = await accounts(rows, `many${rows}-`);
      const enroll = async () =>
        expect((await done(await csv(`username\n${names.join('\n')}\n`, courseQuery(key)))).result.enrolled).toBe(rows);
      const sent = await statementsWhile(scene.service, enroll, { without: /bulk_|is_staff/ });
      return sent.filter((sql) => /enrollment|\busers\b/.test(sql)).length;
    };
    const [small, large] = [await statements(10), await statements(5_000)];
    // Ten batches more, of four statements each: accounts, locks, enrollments, used invitations.
    expect(large - small).toBeLessThanOrEqual(10 * 4);
  });
});
