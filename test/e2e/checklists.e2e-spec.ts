import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { ChecklistDefaults } from '../../src/modules/checklists/index.js';
import { CourseStore } from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { statementsWhile } from '../support/statements.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { importSynthetic } from './contract/sample-course.js';

const listsOf = (key: CourseKey): string => `/api/course/v1/courses/${key}/checklists/`;
const json = (method: string, body?: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method,
  headers: {
    ...(body !== undefined && {
      'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
    }),
    ...headers,
  },
  ...(body !== undefined && { body: JSON.stringify(body) }),
});
const SHOWN = { prefer: 'return=representation' };
const faultsOf = ({ body }: TestResponse): string[] => Object.keys((body.field_errors ?? {}) as object);

describe('checklists (SPEC C-11)', () => {
  let service: TestApp;
  let admin: TestClient;
  let made = 0;

  beforeAll(async () => {
    service = await startTestApp();
    admin = service.as('admin', { isStaff: true });
    await admin('/api/');
  });
  afterAll(async () => service?.close());

  /** A course of its own for one test, with the lists of a new one. */
  async function aCourse(): Promise<CourseKey> {
    const key = CourseKey.of('Lists', 'Course', `R${(made += 1)}`);
    await service.dataSource.transaction(async (manager) => {
      const { id } = await service.app.get(CourseStore).ensure(manager, key, null);
      await ChecklistDefaults.giveTo(manager, id);
    });
    return key;
  }
  async function member(key: CourseKey, role: 'instructor' | 'staff' | 'editor' | 'auditor'): Promise<TestClient> {
    const username = `${role}-${(made += 1)}`;
    const client = service.as(username);
    await client('/api/');
    await service.app.get(CourseRolesService).grant(username, key, role);
    return client;
  }
  /** A list of three items in a course of its own. */
  async function aList(): Promise<{ key: CourseKey; target: string }> {
    const key = await aCourse();
    const items = Object.fromEntries(['a', 'b', 'c'].map((id) => [id, { short_description: `Do ${id}` }]));
    const answer = await admin(listsOf(key), json('POST', { id: 'mine', short_description: 'Mine', items }));
    expect(answer.status).toBe(201);
    return { key, target: `${listsOf(key)}mine/` };
  }
  const change = (target: string, patch: unknown, client = admin) => client(target, json('PATCH', patch, SHOWN));
  const order = async (target: string): Promise<string[]> => {
    const items = Object.entries((await admin(target)).body.items as Record<string, { position: number }>);
    return items.sort(([, a], [, b]) => a.position - b.position).map(([id]) => id);
  };

  describe('are refused', () => {
    it('to whoever is not on the team, and ticks to auditors: 401, 403; nothing changes', async () => {
      const { key, target } = await aList();
      const before = (await admin(target)).text;
      const tick = json('PATCH', { items: { a: { is_checked: true } } });
      expect((await service.as(null)(target)).status).toBe(401);
      expect((await service.as('stranger')(target)).status).toBe(403);
      expect((await (await member(key, 'auditor'))(target, tick)).status).toBe(403);
      expect((await (await member(await aCourse(), 'instructor'))(target, tick)).status).toBe(403);
      expect((await admin(target)).text).toBe(before);
    });

    it('deleting to editors, who may tick (SPEC section 8)', async () => {
      const { key, target } = await aList();
      const editor = await member(key, 'editor');
      expect((await change(target, { items: { a: { is_checked: true } } }, editor)).status).toBe(200);
      expect((await editor(target, { method: 'DELETE' })).status).toBe(403);
      expect((await editor(target)).body.links.remove).toBeUndefined();
      expect((await (await member(key, 'staff'))(target, { method: 'DELETE' })).status).toBe(204);
    });

    it('a list of another course under the path of this one: 404', async () => {
      await aList();
      const other = `${listsOf(await aCourse())}mine/`;
      expect((await admin(other)).status).toBe(404);
      expect((await change(other, { short_description: 'Stolen' })).status).toBe(404);
      expect((await admin(other, { method: 'DELETE' })).status).toBe(404);
    });

    it.each(['a b', '%00', 'x'.repeat(65), '-x', 'ä', '%2e%2e%2f'])('the id "%s" in a path: 404', async (id) => {
      const target = `${listsOf(await aCourse())}${encodeURIComponent(id)}/`;
      expect((await admin(target)).status).toBe(404);
      expect((await admin(target, json('PUT', { short_description: 'X' }))).status).toBe(404);
    });

    it('every fault of a patch at once, each by its place (R-9)', async () => {
      const { target } = await aList();
      const before = (await admin(target)).text;
      const answer = await change(target, {
        short_description: ' ',
        position: -1,
        items: {
          a: { action_url: 'javascript:alert(1)' },
          b: { is_checked: 'yes', nope: 1, check: 'no_such_check' },
          c: { short_description: null, long_description: 'x'.repeat(5001) },
          'd e': { short_description: 'Odd' },
          f: 7,
        },
      });
      expect(answer.status).toBe(400);
      expect(faultsOf(answer).sort()).toEqual([
        'items',
        'items.a.action_url',
        'items.b.check',
        'items.b.is_checked',
        'items.b.nope',
        'items.c.long_description',
        'items.c.short_description',
        'items.f',
        'position',
        'short_description',
      ]);
      expect((await admin(target)).text).toBe(before);
    });

    it.each([
      'javascript:alert(1)',
      'JavaScript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      '//evil.example',
      '/relative',
      'https://user:password@example.org/',
      'https://example.org/"onclick="x',
      'ManageEverything',
    ])('the address %s of an item', async (url) => {
      const body = { short_description: 'X', items: { a: { short_description: 'A', action_url: url } } };
      const answer = await admin(listsOf(await aCourse()), json('POST', body));
      expect([answer.status, faultsOf(answer)]).toEqual([400, ['items.a.action_url']]);
    });

    it.each([['a list'], [[]], [7], [null]])('items that are %j in a patch', async (items) => {
      const { target } = await aList();
      const answer = await change(target, { items });
      expect([answer.status, faultsOf(answer)]).toEqual([400, ['items']]);
    });

    it('more than 500 items, at once or one by one, and more than 100 lists', async () => {
      const { key, target } = await aList();
      const many = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, { short_description: `${n}` }]));
      expect(faultsOf(await change(target, { items: many(501) }))).toEqual(['items']);
      expect((await change(target, { items: many(497) })).status).toBe(200);
      expect(faultsOf(await change(target, { items: { more: { short_description: 'One more' } } }))).toEqual(['items']);
      for (let index = 0; index < 95; index += 1)
        expect((await admin(listsOf(key), json('POST', { short_description: 'L' }))).status).toBe(201);
      expect((await admin(listsOf(key), json('POST', { short_description: 'L' }))).status).toBe(409);
      // The largest there is can be sent back as it was read.
      const whole = await admin(target);
      const { short_description, items } = whole.body;
      const put = json('PUT', { short_description, items }, { 'if-match': whole.headers.get('etag')! });
      expect((await admin(target, put)).status).toBe(200);
    });

    it('an item without what is to be done, and a place beyond the end, which names the range', async () => {
      const { target } = await aList();
      const answer = await change(target, { items: { d: { is_checked: true }, a: { position: 4 } } });
      expect(faultsOf(answer)).toEqual(['items.d.short_description', 'items.a.position']);
      expect(JSON.stringify(answer.body)).toContain('from 0 to 3');
      const list = await change(target, { position: 5 });
      expect([list.status, faultsOf(list)]).toEqual([400, ['position']]);
      expect(JSON.stringify(list.body)).toContain('from 0 to 4');
    });

    it('an id that is taken: 409', async () => {
      const { key } = await aList();
      expect((await admin(listsOf(key), json('POST', { id: 'mine', short_description: 'Again' }))).status).toBe(409);
    });

    it('a course that does not exist: 404', async () => {
      const nowhere = listsOf(CourseKey.of('Lists', 'Course', 'Nowhere'));
      expect((await admin(nowhere)).status).toBe(404);
      expect((await admin(nowhere, json('POST', { short_description: 'X' }))).status).toBe(404);
      expect((await admin(`${nowhere}x/`, json('PUT', { short_description: 'X' }))).status).toBe(404);
    });

    it('a row that no request could make, by the database itself', async () => {
      const { key } = await aList();
      const set = (assignment: string) =>
        service.dataSource.query(
          `UPDATE checklist_items SET ${assignment} WHERE id = 'a' AND course_id = (SELECT id FROM courses WHERE course_key = $1)`,
          [String(key)],
        );
      await expect(set(`action_url = 'javascript:x'`)).rejects.toThrow('ck_checklist_items_action_url');
      await expect(set(`checked_by = 'nobody'`)).rejects.toThrow('ck_checklist_items_checked');
      await expect(set('position = 500')).rejects.toThrow('ck_checklist_items_position');
      await expect(set('position = 1')).rejects.toThrow('uq_checklist_items_position');
    });
  });

  describe('of a new course', () => {
    it('are four, in the order of Studio, with what is checked beside what is ticked', async () => {
      const { body } = await admin(`${listsOf(await aCourse())}?page_size=100`);
      expect((body.results as { short_description: string }[]).map((list) => list.short_description)).toEqual([
        'Getting Started With Studio',
        'Draft a Rough Course Outline',
        'Explore edX’s Support Tools',
        'Draft Your Course About Page',
      ]);
      // Nothing is imported into the course, so there is nothing to check.
      const { check, is_checked } = body.results[0].items['add-team'];
      expect([check.id, check.passed, is_checked]).toEqual(['course_team', null, false]);
    });

    it('are there whichever way it was made: created, copied by a rerun, imported', async () => {
      const made = json('POST', { org: 'Lists', number: 'Made', run: 'Here', display_name: 'Made here' });
      expect((await admin('/api/course/v1/courses/', made)).status).toBe(201);
      const from = '/api/course/v1/courses/course-v1:Lists+Made+Here/reruns/';
      const copied = await admin(from, json('POST', { org: 'Lists', number: 'Made', run: 'Again' }));
      for (let state = 'pending'; ['pending', 'running'].includes(state);)
        state = (await admin(copied.body.url as string)).body.state as string;
      const imported = await importSynthetic(service, 10, 'Lists');
      for (const key of ['course-v1:Lists+Made+Here', 'course-v1:Lists+Made+Again', String(imported)])
        expect([key, (await admin(listsOf(CourseKey.parse(key)))).body.count]).toEqual([key, 4]);
    });

    it('are never made by reading (R-12)', async () => {
      const key = await aCourse();
      await service.dataSource.query(
        'DELETE FROM checklists WHERE course_id = (SELECT id FROM courses WHERE course_key = $1)',
        [String(key)],
      );
      expect((await admin(listsOf(key))).body.count).toBe(0);
      expect((await admin(listsOf(key))).body.count).toBe(0);
    });
  });

  describe('tick', () => {
    it('says who and when; a second tick changes nothing, also of somebody else', async () => {
      const { key, target } = await aList();
      const first = await change(target, { items: { a: { is_checked: true } } });
      const { checked_by, checked_at, is_checked } = first.body.items.a;
      expect([is_checked, checked_by.username]).toEqual([true, 'admin']);
      const again = await change(target, { items: { a: { is_checked: true } } }, await member(key, 'editor'));
      expect(again.body.items.a).toMatchObject({ checked_by, checked_at });
      expect(again.body.edited).toEqual(first.body.edited);
      const off = await change(target, { items: { a: { is_checked: false } } });
      expect(off.body.items.a).toMatchObject({ is_checked: false, checked_by: null, checked_at: null });
    });

    it('cannot be given to somebody else, or another day', async () => {
      const { target } = await aList();
      const item = { is_checked: true, checked_by: 'somebody', checked_at: '2001-01-01T00:00:00Z' };
      const { body } = await change(target, { items: { a: item } });
      expect(body.items.a.checked_by.username).toBe('admin');
      expect(Date.parse(body.items.a.checked_at as string)).toBeGreaterThan(Date.parse('2020-01-01T00:00:00Z'));
    });

    it('of many people at once, each another item of one list, all count (SPEC C-8)', async () => {
      const { key, target } = await aList();
      const ids = Array.from({ length: 12 }, (_, n) => `n${n}`);
      await change(target, { items: Object.fromEntries(ids.map((id) => [id, { short_description: id }])) });
      const editors = await Promise.all([member(key, 'editor'), member(key, 'staff'), member(key, 'instructor')]);
      const answers = await Promise.all(
        ids.map((id, n) => change(target, { items: { [id]: { is_checked: true } } }, editors[n % 3])),
      );
      expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
      expect((await admin(target)).body.checked_count).toBe(12);
    });

    it('is in the audit log, with the item', async () => {
      const { target } = await aList();
      await change(target, { items: { b: { is_checked: true } } });
      const [entry] = await service.dataSource.query<[{ details: { ticked: string } }]>(
        `SELECT details FROM audit_entries WHERE details ->> 'ticked' = 'b' AND details ->> 'checklist' = 'mine' ORDER BY at DESC LIMIT 1`,
      );
      expect(entry.details.ticked).toBe('b');
    });
  });

  describe('items', () => {
    it('are added and removed by one patch, and whatever their ids are called', async () => {
      const { target } = await aList();
      const { body } = await change(target, {
        items: { b: null, toString: { short_description: 'Odd' }, '42': { short_description: 'A number' }, gone: null },
      });
      expect(Object.keys(body.items as object).sort()).toEqual(['42', 'a', 'c', 'toString']);
      expect(body.items.toString.short_description).toBe('Odd');
    });

    it('move to a place, and the others close up; null is the end', async () => {
      const { target } = await aList();
      await change(target, { items: { c: { position: 0 } } });
      expect(await order(target)).toEqual(['c', 'a', 'b']);
      await change(target, { items: { c: { position: null } } });
      expect(await order(target)).toEqual(['a', 'b', 'c']);
      await change(target, { items: { b: null, d: { short_description: 'D', position: 1 } } });
      expect(await order(target)).toEqual(['a', 'd', 'c']);
    });

    it('get ids where a list of them is sent', async () => {
      const items = [{ short_description: 'One' }, { short_description: 'Two', is_checked: true }];
      const { body, status } = await admin(listsOf(await aCourse()), json('POST', { short_description: 'New', items }));
      expect(status).toBe(201);
      expect(Object.keys(body.items as object)).toHaveLength(2);
      expect(body).toMatchObject({ item_count: 2, checked_count: 1 });
    });
  });

  describe('symbolic addresses', () => {
    it('are URLs of this course in answers, and symbols again when the list is sent back', async () => {
      const { key, target } = await aList();
      const symbols = { a: 'ManageUsers', b: 'CourseOutline', c: 'SettingsGrading', d: 'SettingsDetails', e: '' };
      const items = Object.entries(symbols).map(([id, url]) => [id, { short_description: id, action_url: url }]);
      const read = await change(target, { items: Object.fromEntries(items) });
      expect(read.body.items.a.action_url).toBe(
        `${service.config.publicUrl}/api/course/v1/courses/${key}/team_members/`,
      );
      for (const id of Object.keys(symbols).filter((each) => each !== 'e'))
        expect(read.body.items[id].action_url).toMatch(/^https?:/);
      const put = json('PUT', { short_description: 'Sent back', items: read.body.items }, { 'if-match': '*' });
      expect((await admin(target, put)).body.items).toEqual(read.body.items);
      const stored = await service.dataSource.query<{ id: string; action_url: string }[]>(
        `SELECT id, action_url FROM checklist_items WHERE checklist_id = 'mine'
            AND course_id = (SELECT id FROM courses WHERE course_key = $1)`,
        [String(key)],
      );
      expect(Object.fromEntries(stored.map(({ id, action_url }) => [id, action_url]))).toEqual(symbols);
    });
  });

  describe('replacement', () => {
    it('says which state it replaces (428, 412), and keeps who ticked what stays ticked', async () => {
      const { key, target } = await aList();
      const editor = await member(key, 'editor');
      const ticked = await change(target, { items: { a: { is_checked: true } } });
      const body = { short_description: 'New', items: { a: { short_description: 'A', is_checked: true } } };
      expect((await editor(target, json('PUT', body))).status).toBe(428);
      const stale = await editor(target, json('PUT', body, { 'if-match': '"1-1"' }));
      expect([stale.status, typeof stale.body.current_version]).toEqual([412, 'string']);
      const etag = ticked.headers.get('etag')!;
      const put = await editor(target, json('PUT', body, { 'if-match': etag }));
      expect([put.status, Object.keys(put.body.items as object)]).toEqual([200, ['a']]);
      expect(put.body.items.a.checked_by.username).toBe('admin');
    });

    it('under a new id makes a list (201); If-None-Match: * never overwrites one', async () => {
      const { key, target } = await aList();
      const fresh = await admin(`${listsOf(key)}fresh/`, json('PUT', { short_description: 'Fresh' }));
      expect([fresh.status, fresh.body.position, fresh.body.items]).toEqual([201, 5, {}]);
      const again = await admin(target, json('PUT', { short_description: 'X' }, { 'if-none-match': '*' }));
      expect(again.status).toBe(412);
    });

    it('with positions says the order only, so that a list sent back without one item is right', async () => {
      const { target } = await aList();
      const { body, headers } = await admin(target);
      const { b: _removed, ...items } = body.items;
      const put = json('PUT', { short_description: 'Mine', items }, { 'if-match': headers.get('etag')! });
      expect((await admin(target, put)).status).toBe(200);
      expect(await order(target)).toEqual(['a', 'c']);
    });
  });

  describe('places of lists', () => {
    it('have no gaps after lists came, went and moved, also at once', async () => {
      const key = await aCourse();
      const add = (id: string, position?: number) =>
        admin(listsOf(key), json('POST', { id, short_description: id, position }));
      await Promise.all([add('x', 0), add('y', 2), add('z')]);
      await change(`${listsOf(key)}z/`, { position: 1 });
      await admin(`${listsOf(key)}y/`, { method: 'DELETE' });
      const { body } = await admin(`${listsOf(key)}?page_size=100`);
      const lists = body.results as { id: string; position: number }[];
      expect(lists.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(lists[1]!.id).toBe('z');
    });

    it('that change leave the versions of the other lists alone (R-12)', async () => {
      const { key, target } = await aList();
      const etag = (await admin(target)).headers.get('etag')!;
      await admin(listsOf(key), json('POST', { short_description: 'First', position: 0 }));
      expect((await admin(target)).headers.get('etag')).not.toBe(etag);
      const patch = json('PATCH', { short_description: 'Still mine' }, { 'if-match': etag });
      expect((await admin(target, patch)).status).toBe(204);
    });
  });

  it('are pages in a browser, whose texts cannot act (SPEC section 10)', async () => {
    const { target } = await aList();
    const text = '<script>alert(1)</script>';
    await change(target, {
      items: { a: { short_description: text, is_checked: true, action_url: 'https://example.org/' } },
    });
    const page = await admin(target, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(page.text).not.toContain(text);
    expect(page.text).toContain('&lt;script>alert(1)');
    expect(page.text.match(/<input type="checkbox"[^>]*>/g)).toHaveLength(3);
    expect(page.text.match(/<input type="checkbox"[^>]* checked[^>]*>/g)).toHaveLength(1);
  });

  it('cost as many statements to read for 90 lists as for four', async () => {
    const key = await aCourse();
    const read = async () => expect((await admin(`${listsOf(key)}?page_size=100`)).status).toBe(200);
    const few = await statementsWhile(service, read);
    await service.dataSource.query(
      `INSERT INTO checklists (course_id, id, short_description, position)
       SELECT c.id, 'n' || n, 'n', n FROM courses c, generate_series(4, 89) n WHERE c.course_key = $1`,
      [String(key)],
    );
    expect(await statementsWhile(service, read)).toHaveLength(few.length);
  });
});
